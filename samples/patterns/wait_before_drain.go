package main

import "sync"

// sizes waits for all before it takes the first result: nobody gets rid of one, and so nobody is done.
func sizes(files []string) []int {
	var wg sync.WaitGroup
	found := make(chan int)
	for _, file := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found <- len(file)
		}()
	}
	wg.Wait() // want waitgroup-wait-before-drain
	close(found)
	var all []int
	for size := range found {
		all = append(all, size)
	}
	return all
}

func waitBeforeDrain() {
	sizes([]string{"a", "bb"})
}
