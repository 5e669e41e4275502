// Package twice counts its goroutines down twice.
package twice

import "sync"

// Run runs every job in a goroutine of its own and waits for all of them.
func Run(jobs []func() error) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := job(); err != nil {
				println(err.Error())
				wg.Done()
			}
		}()
	}
	wg.Wait()
}
