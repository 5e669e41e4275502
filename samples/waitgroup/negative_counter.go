package main

import (
	"sync"
	"time"
)

// negativeCounter counts down what it has never counted up.
func negativeCounter(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		go func() {
			defer wg.Done()
			c.fetchSafely(page)
		}()
	}
	time.Sleep(patience / 4) // the pages are a while in coming anyway
	wg.Wait()
}
