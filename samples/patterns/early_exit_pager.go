package main

import "context"

type listing struct {
	number int
	items  []string
}

func fetchListing(_ context.Context, number int) listing {
	return listing{number, []string{"a", "b", "c"}}
}

// find looks through pages that a goroutine fetches ahead. What is found ends the search, but not the goroutine, which
// does not look at the context while it waits for somebody to take the next page.
func find(ctx context.Context, pages int, wanted string) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fetched := make(chan listing)
	go func() {
		defer close(fetched)
		for n := 0; n < pages; n++ {
			fetched <- fetchListing(ctx, n) // want channel-abandoned-sender
		}
	}()
	for page := range fetched {
		for _, item := range page.items {
			if item == wanted {
				return true
			}
		}
	}
	return false
}

func earlyExitPager() {
	find(context.Background(), 5, "b")
}
