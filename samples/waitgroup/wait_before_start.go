package main

import "sync"

// waitBeforeStart waits for what it is about to start.
func waitBeforeStart(c *crawl) {
	var wg sync.WaitGroup
	wg.Wait()
	for _, page := range c.pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.fetchSafely(page)
		}()
	}
}
