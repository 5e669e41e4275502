package article

import (
	"context"
	"errors"
	"time"
)

// A worker that does not look at its context.

func ignorant(ctx context.Context, jobs, urgent <-chan task) {
	go func() {
		for { // want select-no-exit:"goes on after ctx has ended"
			select {
			case t := <-jobs:
				process(t)
			case t := <-urgent:
				process(t)
			}
		}
	}()
}

func attentive(ctx context.Context, id int) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			process(task(id))
		}
	}
}

func sleeper(ctx context.Context, until func() bool) {
	go func() {
		for {
			if until() {
				return
			}
			time.Sleep(time.Second) // want goroutine-ignores-context:"does not look at ctx"
		}
	}()
}

func sleeperRight(ctx context.Context, until func() bool) {
	go func() {
		for !until() {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	}()
}

// A ticker that is not stopped.

func ticks(limit int) {
	ticker := time.NewTicker(time.Second) // want ticker-not-stopped:"Nobody stops this ticker"
	for range limit {
		<-ticker.C
	}
}

func ticksRight(limit int) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for range limit {
		<-ticker.C
	}
}

// A cancel function that is not called, or late.

func query(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Millisecond):
		return nil
	}
}

func cancelForgotten(ctx context.Context, n int) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want context-cancel-not-called:"way out without cancel"
	if n < 0 {
		return errors.New("negative")
	}
	err := query(ctx)
	cancel()
	return err
}

func cancelLate(ctx context.Context, n int) error {
	for range n {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want context-cancel-deferred-in-loop:"when the function returns, not at the end of this turn"
		if err := query(ctx); err != nil {
			return err
		}
	}
	return nil
}

func cancelRight(ctx context.Context, n int) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return query(ctx)
}

// A context that does not reach the one who waits.

func notPassed(ctx context.Context) error { // want+1 context-not-propagated:"this call goes on"
	return query(context.Background())
}

func passed(ctx context.Context) error { return query(ctx) }

// off by default.
func bare(ctx context.Context, ch chan int) {
	ch <- 1 // want context-blocking-op:"goes on waiting"
}

func bareRight(ctx context.Context, ch chan int) error {
	select {
	case ch <- 1:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
