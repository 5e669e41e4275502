package main

import (
	"errors"
	"log"
	"sync"
)

// doneSkipped leaves the goroutine of the broken page by a return that no Done comes before.
func doneSkipped(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		wg.Add(1)
		go func() {
			if err := c.fetchOrFail(page); err != nil {
				log.Printf("%s: %v", page, err)
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

// fetchOrFail is fetch for those who like an error better than a panic.
func (c *crawl) fetchOrFail(page string) error {
	c.fetchSafely(page)
	if page == "/prices" {
		return errors.New("no prices today")
	}
	return nil
}
