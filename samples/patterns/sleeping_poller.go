package main

import (
	"context"
	"sync/atomic"
	"time"
)

var polled atomic.Int64

// poll refreshes in the background, and does so long after the request is over.
func poll(ctx context.Context, refresh func(context.Context) int64) {
	go func() {
		for { // want goroutine-never-ends
			polled.Store(refresh(ctx))
			time.Sleep(5 * time.Millisecond)
		}
	}()
}

func sleepingPoller() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	poll(ctx, func(context.Context) int64 { return 1 })
}
