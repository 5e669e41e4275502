package main

// resize hands pictures to some workers and collects what they make of them. All is there at the end, and so are the
// workers.
func resize(pictures []string, workers int) []string {
	jobs := make(chan string)
	results := make(chan string, len(pictures))
	for w := 0; w < workers; w++ {
		go func() {
			for picture := range jobs { // want channel-range-never-closed
				results <- picture + " (small)"
			}
		}()
	}
	for _, picture := range pictures {
		jobs <- picture
	}
	var small []string
	for range pictures {
		small = append(small, <-results)
	}
	return small
}

func workerPool() {
	resize([]string{"a.png", "b.png", "c.png"}, 2)
}
