package deferred

import "sync"

func Run(jobs []func()) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			job()
			wg.Done()
		}()
	}
	wg.Wait()
}
