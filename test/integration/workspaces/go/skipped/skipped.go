package skipped

import "sync"

func run(jobs []func() error) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			if err := job(); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
}
