package main

import (
	"context"
	"errors"
	"log"
	"net"
	"sync"
	"time"
)

// leakAll leaves 61 goroutines behind, by what each of them is caught in.
func leakAll() {
	for i := 0; i < 25; i++ {
		if _, err := fetchOrGiveUp("example"); err == nil {
			log.Fatal("the slow backend was fast")
		}
	}
	for i := 0; i < 12; i++ {
		collect(make(chan string))
	}
	for i := 0; i < 8; i++ {
		watch(context.Background())
	}
	for i := 0; i < 5; i++ {
		subscribe()
	}
	for i := 0; i < 3; i++ {
		waitForAll()
	}
	lockOut(4)
	for i := 0; i < 2; i++ {
		go nap()
	}
	for i := 0; i < 2; i++ {
		go park()
	}
}

var errTooSlow = errors.New("the backend is too slow")

// fetchOrGiveUp leaves after a moment; the answer that comes later has no receiver. 25 × chan send.
func fetchOrGiveUp(name string) (string, error) {
	answer := make(chan string)
	go func() {
		time.Sleep(50 * time.Millisecond)
		answer <- "hello, " + name
	}()
	select {
	case a := <-answer:
		return a, nil
	case <-time.After(time.Millisecond):
		return "", errTooSlow
	}
}

// collect ranges over a channel that nobody closes. 12 × chan receive.
func collect(lines <-chan string) {
	go func() {
		for line := range lines {
			log.Println(line)
		}
	}()
}

// watch looks at everything but its context. 8 × select.
func watch(ctx context.Context) {
	changes := make(chan string)
	reloads := make(chan struct{})
	go func() {
		for {
			select {
			case change := <-changes:
				log.Println(change, ctx.Err())
			case <-reloads:
				log.Println("reload")
			}
		}
	}()
}

// subscribe receives from a channel that was declared and never made. 5 × chan receive (nil chan).
func subscribe() {
	var events chan string
	go func() {
		log.Println(<-events)
	}()
}

// waitForAll waits for a worker that has forgotten to say that it is done. 3 × sync.WaitGroup.Wait.
func waitForAll() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		time.Sleep(time.Millisecond)
	}()
	go func() {
		wg.Wait()
		log.Println("all done")
	}()
}

// lockOut holds a lock for ever while others queue for it. n × sync.Mutex.Lock.
func lockOut(n int) {
	var mu sync.Mutex
	mu.Lock()
	for i := 0; i < n; i++ {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			log.Println("my turn")
		}()
	}
}

// nap sleeps through everything. 2 × sleep.
func nap() {
	for {
		time.Sleep(time.Hour)
	}
}

// park has nothing to wait for. 2 × select (no cases).
func park() {
	select {}
}

// accept waits for callers: IO wait, and no leak.
func accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		conn.Close()
	}
}
