package value

import "sync"

func Run(jobs []func()) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go worker(wg, job)
	}
	wg.Wait()
}
