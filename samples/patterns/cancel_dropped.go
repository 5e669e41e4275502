package main

import "context"

// collector gathers until its context ends.
func collector(ctx context.Context, samples <-chan int) {
	sum := 0
	for {
		select {
		case n := <-samples: // want select-blocks-forever
			sum += n
		case <-ctx.Done():
			return
		}
	}
}

// gather starts a collector for the time of a call, and drops what would end it on the way out.
func gather(ctx context.Context, values []int) {
	ctx, cancel := context.WithCancel(ctx) // want context-cancel-not-called
	samples := make(chan int, len(values))
	go collector(ctx, samples)
	for _, v := range values {
		if v < 0 {
			return
		}
		samples <- v
	}
	cancel()
}

func cancelDropped() {
	gather(context.Background(), []int{1, 2})
	gather(context.Background(), []int{1, -2})
}
