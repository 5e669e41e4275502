package value

import "sync"

func worker(wg sync.WaitGroup, job func()) {
	defer wg.Done()
	job()
}
