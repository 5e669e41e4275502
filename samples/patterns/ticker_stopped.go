package main

import (
	"context"
	"time"
)

// keepAlive pings until the context ends, as it seems. But Stop does not close the ticker's channel.
func keepAlive(ctx context.Context, ping func(context.Context)) {
	ticker := time.NewTicker(time.Millisecond)
	go func() {
		for range ticker.C { // want goroutine-never-ends
			ping(ctx)
		}
	}()
	<-ctx.Done()
	ticker.Stop()
}

func tickerStopped() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	keepAlive(ctx, func(context.Context) {})
}
