package article

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// What an errgroup is for.

func notWaited(tasks []task) {
	var g errgroup.Group
	for _, t := range tasks {
		g.Go(func() error { return process(t) }) // want errgroup-missing-wait:"Wait"
	}
}

func waited(tasks []task) error {
	var g errgroup.Group
	for _, t := range tasks {
		g.Go(func() error { return process(t) })
	}
	return g.Wait()
}

func otherContext(ctx context.Context, queries int) error {
	g, _ := errgroup.WithContext(ctx) // want errgroup-context-unused:"is dropped"
	for range queries {
		g.Go(func() error { return query(ctx) })
	}
	return g.Wait()
}

func ownContext(ctx context.Context, queries int) error {
	g, ctx := errgroup.WithContext(ctx)
	for range queries {
		g.Go(func() error { return query(ctx) })
	}
	return g.Wait()
}

func limited(tasks []task) error {
	var g errgroup.Group
	g.SetLimit(2)
	for _, t := range tasks {
		g.Go(func() error {
			g.Go(func() error { return process(t + 1) }) // want errgroup-limit-deadlock:"slot"
			return process(t)
		})
	}
	return g.Wait()
}

// off by default.
func byHand(tasks []task) error {
	var wg sync.WaitGroup
	errs := make(chan error, len(tasks)) // want waitgroup-use-errgroup:"an errgroup.Group does both"
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- process(t)
		}()
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A number beside the group, by an atomic.
func measured(tasks []task) int32 {
	var wg sync.WaitGroup
	var counter atomic.Int32
	for _, t := range tasks {
		wg.Add(1)
		counter.Add(1)
		go func() {
			defer wg.Done()
			defer counter.Add(-1)
			process(t)
		}()
	}
	wg.Wait()
	return counter.Load()
}
