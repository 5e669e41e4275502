package main

import "sync"

// addInGoroutine counts each goroutine only once it runs; Wait finds the counter at zero before that.
func addInGoroutine(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		go func() {
			wg.Add(1)
			defer wg.Done()
			c.fetchSafely(page)
		}()
	}
	wg.Wait()
}
