package main

import (
	"sync"
	"time"
)

// doneTwice counts each goroutine down twice, so two of the four are enough for Wait.
func doneTwice(c *crawl) {
	var wg sync.WaitGroup
	for i, page := range c.pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(i) * patience / 8) // one after the other, to be polite
			c.fetchSafely(page)
			wg.Done()
		}()
	}
	wg.Wait()
}
