// Crash ends in the way that its argument names, with some goroutines that wait.
package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"
)

type worker[T any] struct{ in chan T }

func (w *worker[T]) run(ready *sync.WaitGroup) {
	ready.Done()
	<-w.in
}

type point struct{ x, y int }

//go:noinline
func deep(n int, p point) int {
	if n == 0 {
		panic("at the bottom")
	}
	return deep(n-1, p) + p.x
}

func wait() {
	var ready sync.WaitGroup
	ready.Add(7)
	for range 3 {
		go (&worker[int]{make(chan int)}).run(&ready)
	}
	go func() {
		runtime.LockOSThread()
		ready.Done()
		select {}
	}()
	go pprof.Do(context.Background(), pprof.Labels("pattern", "GET /{id}", "q\"", "a]: b"), func(context.Context) {
		ready.Done()
		var none chan string
		none <- "never"
	})
	var mu sync.Mutex
	mu.Lock()
	go func() {
		ready.Done()
		mu.Lock()
	}()
	go func() {
		ready.Done()
		for range time.Tick(time.Hour) {
		}
	}()
	ready.Wait()
	time.Sleep(20 * time.Millisecond)
}

func main() {
	switch os.Args[1] {
	case "panic":
		wait()
		panic(errors.New("boom\nin two lines"))
	case "nested":
		wait()
		defer func() {
			defer func() { panic("third") }()
			panic("second")
		}()
		panic("first")
	case "repanic":
		wait()
		defer func() { panic(recover()) }()
		var p *point
		p.x++
	case "deep":
		deep(300, point{1, 2})
	case "overflow":
		var grow func(int) int
		grow = func(n int) int { return grow(n+1) + 1 }
		grow(0)
	case "deadlock":
		wg := new(sync.WaitGroup)
		wg.Add(1)
		ch := make(chan int)
		for range 3 {
			go func() { ch <- 1 }()
		}
		wg.Wait()
	case "quit":
		wait()
		go func() {
			for {
			}
		}()
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		time.Sleep(time.Minute)
	case "map":
		m := map[int]int{}
		for range 4 {
			go func() {
				for {
					m[1]++
				}
			}()
		}
		time.Sleep(time.Minute)
	case "race":
		n := 0
		done := make(chan bool)
		go func() {
			n++
			close(done)
		}()
		n++
		<-done
		println(n)
	}
}
