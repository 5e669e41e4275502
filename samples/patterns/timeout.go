package main

import (
	"context"
	"time"
)

type quote struct{ price int }

func slowQuote() (*quote, error) {
	time.Sleep(20 * time.Millisecond)
	return &quote{price: 5}, nil
}

// askForQuote gives up when its context ends; the answer that comes later has no receiver.
func askForQuote(ctx context.Context) (*quote, error) {
	type answer struct {
		quote *quote
		err   error
	}
	answers := make(chan answer)
	go func() {
		q, err := slowQuote()
		answers <- answer{q, err} // want channel-abandoned-sender
	}()
	select {
	case a := <-answers:
		return a.quote, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func timeout() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, _ = askForQuote(ctx)
}
