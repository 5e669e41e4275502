package main

import "sync"

// countMismatch counts one goroutine and starts one for each page.
func countMismatch(c *crawl) {
	var wg sync.WaitGroup
	wg.Add(1)
	for _, page := range c.pages {
		go func() {
			defer wg.Done()
			c.fetchSafely(page)
		}()
	}
	wg.Wait()
}
