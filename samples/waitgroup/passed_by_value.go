package main

import "sync"

// passedByValue hands each worker a copy: the copies reach zero, the original does not.
func passedByValue(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		wg.Add(1)
		go fetchPage(c, page, wg)
	}
	wg.Wait()
}

func fetchPage(c *crawl, page string, wg sync.WaitGroup) {
	defer wg.Done()
	c.fetchSafely(page)
}
