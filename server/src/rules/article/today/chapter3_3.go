package article

import (
	"context"
	"errors"
	"time"
)

// An operation without a time-out whose other side has one.

func fetch(ctx context.Context, load func() string) (string, error) {
	ch := make(chan string)
	go func() {
		ch <- load() // want channel-abandoned-sender:"may wait for ever"
	}()
	select {
	case s := <-ch:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func fetchRight(ctx context.Context, load func() string) (string, error) {
	ch := make(chan string)
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	go func() {
		select {
		case ch <- load():
		case <-ctx.Done():
		}
	}()
	select {
	case s := <-ch:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// time.After in a loop begins anew each turn.

func idle(messages <-chan string, forget func()) {
	for {
		select {
		case m := <-messages:
			apply(m)
		case <-time.After(time.Minute): // want select-time-after-in-loop:"begins anew"
			forget()
		}
	}
}

func idleRight(messages <-chan string, forget func()) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case m := <-messages:
			apply(m)
		case <-timer.C:
			forget()
			timer.Reset(time.Minute)
		}
	}
}

// Once is right.
func once() (int, error) {
	ch := make(chan int, 1)
	select {
	case v := <-ch:
		return v, nil
	case <-time.After(500 * time.Millisecond):
		return 0, errors.New("no data")
	}
}

func onceByContext() (int, error) {
	ch := make(chan int, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	select {
	case v := <-ch:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// A cancel function that is dropped.

func dropped(parent context.Context) error {
	ctx, _ := context.WithTimeout(parent, time.Second) // want context-cancel-not-called:"before its time is over"
	return query(ctx)
}

func kept(parent context.Context) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	return query(ctx)
}

// A look at the length says nothing of the next moment.

type box struct{ items chan int }

func (b *box) get() int { return <-b.items }

func (b *box) drain() {
	for len(b.items) > 0 {
		<-b.items // want channel-len-race:"which then blocks"
	}
}

func (b *box) drainRight() {
	for {
		select {
		case <-b.items:
		default:
			return
		}
	}
}
