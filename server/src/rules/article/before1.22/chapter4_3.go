package article

import "sync"

// One loop variable for all turns.

func shared(tasks []int) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			process(t) // want goroutine-loop-capture:"all turns of the loop share t"
		}()
	}
	wg.Wait()
}

func own(tasks []int) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		t := t
		wg.Add(1)
		go func() {
			defer wg.Done()
			process(t)
		}()
	}
	wg.Wait()
}
