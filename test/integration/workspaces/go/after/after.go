// Package after counts its goroutines when they already run.
package after

import "sync"

// Run runs every job in a goroutine of its own and waits for all of them.
func Run(jobs []func()) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		go func() {
			defer wg.Done()
			job()
		}()
	}
	wg.Add(len(jobs))
	wg.Wait()
}
