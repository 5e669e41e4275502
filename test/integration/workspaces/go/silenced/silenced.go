package silenced

import "sync"

func Run(job func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	//unpark:ignore waitgroup-missing-done the job calls Done
	go func() {
		job()
	}()
	wg.Wait()
}
