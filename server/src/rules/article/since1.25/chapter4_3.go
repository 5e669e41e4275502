// Package article holds what the article says of Go since 1.25.
package article

import "sync"

func process(int) {}

// wg.Go counts by itself.

func countedTwice(tasks []int) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Go(func() {
			defer wg.Done() // want waitgroup-go-misuse:"by itself"
			process(t)
		})
	}
	wg.Wait()
}

func byHand(tasks []int) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() { // want waitgroup-use-go:"its count cannot be got wrong"
			defer wg.Done()
			process(t)
		}()
	}
	wg.Wait()
}

func byItself(tasks []int) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Go(func() { process(t) })
	}
	wg.Wait()
}
