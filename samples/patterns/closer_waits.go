package main

import (
	"errors"
	"sync"
)

var errNoMatch = errors.New("no match")

// search closes its results when all have looked. One that finds nothing forgets to say that it is done, and so both the
// goroutine that would close and the caller wait.
func search(shards []int, wanted int) []int {
	var wg sync.WaitGroup
	results := make(chan int)
	for _, shard := range shards {
		wg.Add(1)
		go func() {
			found, err := searchShard(shard, wanted)
			if err != nil {
				return // want waitgroup-done-skipped
			}
			results <- found
			wg.Done()
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	var all []int
	for found := range results {
		all = append(all, found)
	}
	return all
}

func searchShard(shard, wanted int) (int, error) {
	if wanted%shard != 0 {
		return 0, errNoMatch
	}
	return wanted / shard, nil
}

func closerWaits() {
	search([]int{1, 2, 3, 4, 5}, 12)
}
