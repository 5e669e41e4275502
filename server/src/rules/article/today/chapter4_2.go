package article

import "sync"

// Add too late, Done twice, Wait too early, and in the goroutine itself.

func addLate() {
	var wg sync.WaitGroup
	go func() {
		defer wg.Done()
		process(1)
	}()
	wg.Add(1) // want waitgroup-add-after-go:"Done"
	wg.Wait()
}

func waitEarly(tasks []task) {
	var wg sync.WaitGroup
	wg.Wait() // want waitgroup-wait-before-start:"returns at once"
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			process(t)
		}()
	}
}

func waitInside() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		process(1)
		wg.Wait() // want waitgroup-wait-in-worker:"itself"
	}()
	wg.Wait()
}

func notWaitedFor(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want waitgroup-missing-wait:"Nobody waits"
		go func() {
			defer wg.Done()
			process(t)
		}()
	}
}

func inOrder(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			process(t)
		}()
	}
	wg.Wait()
}
