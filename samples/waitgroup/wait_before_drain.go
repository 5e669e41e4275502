package main

import (
	"log"
	"sync"
)

// waitBeforeDrain waits for goroutines that wait for somebody to take what they have fetched.
func waitBeforeDrain(c *crawl) {
	var wg sync.WaitGroup
	fetched := make(chan string)
	for _, page := range c.pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.fetchSafely(page)
			fetched <- page
		}()
	}
	wg.Wait()
	close(fetched)
	for page := range fetched {
		log.Printf("%s is there", page)
	}
}
