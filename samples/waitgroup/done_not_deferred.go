package main

import (
	"log"
	"sync"
)

// doneNotDeferred survives the broken page's panic, but the recovered goroutine never gets to its Done.
func doneNotDeferred(c *crawl) {
	var wg sync.WaitGroup
	for _, page := range c.pages {
		wg.Add(1)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					log.Printf("%s: %v", page, r)
				}
			}()
			c.fetch(page)
			wg.Done()
		}()
	}
	wg.Wait()
}
