package article

import (
	"sync"
	"sync/atomic"
)

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

// A counter and a result that goroutines race for.

func racing(tasks []task) int {
	var wg sync.WaitGroup
	done := 0
	for range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			done++ // want race-captured-variable:"a data race"
		}()
	}
	wg.Wait()
	return done
}

func racingNoMore(tasks []task) int64 {
	var wg sync.WaitGroup
	var done atomic.Int64
	for range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			done.Add(1)
		}()
	}
	wg.Wait()
	return done.Load()
}

func racingUnderLock(tasks []task) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			done++
		}()
	}
	wg.Wait()
	return done
}
