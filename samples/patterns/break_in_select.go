package main

import (
	"context"
	"time"
)

// heartbeat means to leave the loop when the context ends; break leaves the select only.
func heartbeat(ctx context.Context, beat func()) {
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			beat()
		case <-ctx.Done():
			break // want select-break
		}
	}
}

func breakInSelect() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	go heartbeat(ctx, func() {})
	<-ctx.Done()
}
