// Package article holds the mistakes of the article that the project grew from, by chapter, each with its right way.
package article

import (
	"errors"
	"sync"
	"time"
)

type task int

func process(t task) error {
	if t < 0 {
		return errBusy
	}
	return nil
}

var errBusy = errors.New("busy")

// A worker on a channel that is never closed.

func drain(ch <-chan task) {
	for t := range ch { // want channel-range-never-closed:"never ends"
		process(t)
	}
}

func startLeaky(tasks []task) {
	ch := make(chan task)
	go drain(ch)
	for _, t := range tasks {
		ch <- t
	}
}

func drainAll(ch <-chan task) {
	for t := range ch {
		process(t)
	}
}

func startClosing(tasks []task) {
	ch := make(chan task)
	defer close(ch)
	go drainAll(ch)
	for _, t := range tasks {
		ch <- t
	}
}

// A send that nobody takes, a receive that nobody serves, a select without a case that can become ready.

func blockedSend() {
	ch := make(chan int)
	ch <- 1 // want channel-send-no-receiver:"waits for ever"
}

func blockedSendInGoroutine() {
	ch := make(chan int)
	go func() {
		ch <- 1 // want channel-send-no-receiver:"waits for ever"
	}()
}

func blockedReceive() int {
	ch := make(chan int)
	return <-ch // want channel-receive-no-sender:"waits for ever"
}

func blockedSelect() {
	a, b := make(chan int), make(chan int)
	select {
	case <-a: // want select-blocks-forever:"none of its cases"
	case <-b:
	}
}

func served() int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	return <-ch
}

// The only receiver has gone.

func ask(limit time.Duration, answer func() int) (int, error) {
	ch := make(chan int)
	go func() {
		ch <- answer() // want channel-abandoned-sender:"may wait for ever"
	}()
	select {
	case n := <-ch:
		return n, nil
	case <-time.After(limit):
		return 0, errBusy
	}
}

func askBuffered(limit time.Duration, answer func() int) (int, error) {
	ch := make(chan int, 1)
	go func() { ch <- answer() }()
	select {
	case n := <-ch:
		return n, nil
	case <-time.After(limit):
		return 0, errBusy
	}
}

// A timer that is forgotten, and a select that its default keeps busy for ever.

type spinner struct {
	work chan task
	done chan struct{}
}

func (s *spinner) start() { go s.spin() }

func (s *spinner) Stop() { close(s.done) }

func (s *spinner) spin() {
	for { // want select-no-exit:"Nothing ends this loop"
		select {
		case t := <-s.work:
			process(t)
		default: // want select-busy-loop:"busy"
		}
	}
}

type worker struct {
	work chan task
	done chan struct{}
}

func (w *worker) start() { go w.run() }

func (w *worker) Stop() { close(w.done) }

func (w *worker) run() {
	for {
		select {
		case t := <-w.work:
			process(t)
		case <-w.done:
			return
		}
	}
}

// The counter: Add inside, Done forgotten, skipped or called twice, and of nothing.

func addInside(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		go func() {
			wg.Add(1) // want waitgroup-add-in-goroutine:"Wait"
			defer wg.Done()
			process(t)
		}()
	}
	wg.Wait()
}

func doneForgotten(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() { // want waitgroup-missing-done:"blocks for ever"
			process(t)
		}()
	}
	wg.Wait()
}

func doneSkipped(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			if err := process(t); err != nil {
				return // want waitgroup-done-skipped:"blocks for ever"
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func doneTwice(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			process(t)
			wg.Done() // want waitgroup-done-twice:"below zero"
		}()
	}
	wg.Wait()
}

func ofNothing() {
	var wg sync.WaitGroup
	wg.Add(0)
	wg.Done() // want waitgroup-negative-counter:"below zero"
	wg.Wait()
}

func countedOnce(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks) + 1) // want waitgroup-count-mismatch:"counts"
	for _, t := range tasks {
		go func() {
			defer wg.Done()
			process(t)
		}()
	}
	wg.Wait()
}

func counted(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			process(t)
		}()
	}
	wg.Wait()
}
