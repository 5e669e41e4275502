package main

import (
	"sync"
	"time"
)

// addAfterGo counts the goroutines when it has started them all. The first is done by then.
func addAfterGo(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		go func() {
			defer wg.Done()
			c.fetchSafely(page)
		}()
		time.Sleep(patience / 8) // one after the other, to be polite
	}
	wg.Add(len(c.pages))
	wg.Wait()
}
