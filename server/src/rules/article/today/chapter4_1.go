package article

import "sync"

// A counter that is copied, one below zero, one whose round begins too early.

func copied(tasks []task) {
	var wg sync.WaitGroup
	run := func(t task, group sync.WaitGroup) { // want waitgroup-passed-by-value:"is a copy of the caller’s WaitGroup"
		defer group.Done()
		process(t)
	}
	for _, t := range tasks {
		wg.Add(1)
		go run(t, wg)
	}
	wg.Wait()
}

func pointed(tasks []task) {
	var wg sync.WaitGroup
	run := func(t task, group *sync.WaitGroup) {
		defer group.Done()
		process(t)
	}
	for _, t := range tasks {
		wg.Add(1)
		go run(t, &wg)
	}
	wg.Wait()
}

func belowZero() {
	var wg sync.WaitGroup
	wg.Done() // want waitgroup-negative-counter:"below zero"
}

func nextRound(batches [][]task, report func(int)) {
	var wg sync.WaitGroup
	for i, batch := range batches {
		for _, t := range batch {
			wg.Add(1) // want waitgroup-reused:"the last round"
			go func() {
				defer wg.Done()
				process(t)
			}()
		}
		go func() {
			wg.Wait()
			report(i)
		}()
	}
}
