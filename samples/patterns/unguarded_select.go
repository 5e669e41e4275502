package main

import "context"

// follow applies changes for ever: it looks at everything but its context.
func follow(ctx context.Context, apply func(context.Context, string)) chan<- string {
	changes := make(chan string)
	resets := make(chan struct{})
	go func() {
		for { // want select-no-exit
			select {
			case change := <-changes:
				apply(ctx, change)
			case <-resets:
				apply(ctx, "")
			}
		}
	}()
	return changes
}

func unguardedSelect() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	follow(ctx, func(context.Context, string) {}) <- "on"
}
