package editing

import "sync"

func Run(job func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		job()
	}()
	wg.Wait()
}
