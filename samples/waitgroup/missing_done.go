package main

import "sync"

// missingDone counts up and never down.
func missingDone(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		wg.Add(1)
		go func() {
			c.fetchSafely(page)
		}()
	}
	wg.Wait()
}
