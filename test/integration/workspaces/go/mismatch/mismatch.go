package mismatch

import "sync"

func run(jobs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(jobs))
	for _, job := range jobs {
		if job == nil {
			continue
		}
		go func() {
			defer wg.Done()
			job()
		}()
	}
	wg.Wait()
}
