// Many writes the dump of a program with so many goroutines, half of them in one stack, as a leak has it, the rest in
// stacks of many kinds and depths. Usage: many COUNT FILE.
package main

import (
	"os"
	"runtime"
	"strconv"
	"sync"
)

type handler[T any] struct {
	in   chan T
	next *handler[T]
}

//go:noinline
func (h *handler[T]) serve(depth, kind int, values []int, ready *sync.WaitGroup) int {
	if depth > 0 {
		if kind%3 == 0 {
			return h.serve(depth-1, kind/3, values, ready) + 1
		}
		return h.other(depth-1, kind/3, values, ready) + 1
	}
	ready.Done()
	switch kind % 3 {
	case 0:
		<-h.in
	case 1:
		var value T
		h.in <- value
	default:
		select {
		case <-h.in:
		case <-h.next.in:
		}
	}
	return len(values)
}

//go:noinline
func (h *handler[T]) other(depth, kind int, values []int, ready *sync.WaitGroup) int {
	return h.serve(depth, kind, values, ready)
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	var ready sync.WaitGroup
	ready.Add(count)
	leak := &handler[string]{make(chan string), nil}
	for i := range count {
		h := &handler[int]{make(chan int), &handler[int]{make(chan int), nil}}
		if i%2 == 0 {
			go leak.serve(4, 0, nil, &ready)
		} else {
			go h.serve(3+i%9, i, make([]int, i%5), &ready)
		}
	}
	ready.Wait()
	buffer := make([]byte, 1<<30)
	if err := os.WriteFile(os.Args[2], buffer[:runtime.Stack(buffer, true)], 0o644); err != nil {
		panic(err)
	}
}
