package article

import (
	"context"
	"fmt"
	"net"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// A goroutine for each that comes.

func serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go answer(conn) // want goroutine-unbounded:"memory grows"
	}
}

func answer(conn net.Conn) { conn.Close() }

func serveBounded(l net.Listener) error {
	slots := make(chan struct{}, 100)
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			answer(conn)
		}()
	}
}

func serveGroup(l net.Listener) error {
	var g errgroup.Group
	g.SetLimit(100)
	for {
		conn, err := l.Accept()
		if err != nil {
			return g.Wait()
		}
		g.Go(func() error {
			answer(conn)
			return nil
		})
	}
}

// A slot that is not given back, and one that was never taken.

var pool = semaphore.NewWeighted(100)

func request(ctx context.Context, t task) error {
	if err := pool.Acquire(ctx, 1); err != nil { // want semaphore-missing-release:"keeps the slot"
		return fmt.Errorf("no slot: %w", err)
	}
	if err := process(t); err != nil {
		return err
	}
	pool.Release(1)
	return nil
}

func requestUnchecked(ctx context.Context, t task) {
	pool.Acquire(ctx, 1) // want semaphore-acquire-unchecked:"fails unnoticed"
	defer pool.Release(1)
	process(t)
}

func requestRight(ctx context.Context, t task) error {
	if err := pool.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("no slot: %w", err)
	}
	defer pool.Release(1)
	return process(t)
}
