package article

import (
	"errors"
	"sync"
)

// A channel against its direction: the compiler refuses it, but not the assertion, which panics.

func oneWay() {
	c := make(chan<- int, 1)
	c <- 42
	var any interface{} = c
	both := any.(chan int) // want channel-direction:"panics"
	<-both
}

func bothWays() {
	c := make(chan int, 1)
	c <- 42
	<-c
}

// off by default.
func emit(out chan int) { // want channel-use-directional-param:"only"
	out <- 1
}

func emitRight(out chan<- int) {
	out <- 1
}

// A select without a default, on what nobody sends.

func hang() {
	c := make(chan int)
	select {
	case <-c: // want select-blocks-forever:"none of its cases"
	}
}

func goOn() {
	c := make(chan int)
	select {
	case <-c:
	default:
	}
}

// More than there is room for.

func tooMany() int {
	c := make(chan int, 1)
	c <- 1
	c <- 2 // want channel-capacity-exceeded:"its buffer is full"
	return <-c + <-c
}

func enough() int {
	c := make(chan int, 2)
	c <- 1
	c <- 2
	return <-c + <-c
}

func sentTwice(t task) error {
	errs := make(chan error)
	go func() {
		if err := process(t); err != nil {
			errs <- err
		}
		errs <- nil // want channel-double-send:"second send"
	}()
	return <-errs
}

func sentOnce(t task) error {
	errs := make(chan error)
	go func() {
		if err := process(t); err != nil {
			errs <- err
			return
		}
		errs <- nil
	}()
	return <-errs
}

func allFirst(tasks []task) error {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- process(t)
		}()
	}
	wg.Wait() // want waitgroup-wait-before-drain:"wait for each other"
	close(errs)
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

func drained(tasks []task) error {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- process(t)
		}()
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

// A channel that nobody has made.

func neverMade(t task) error {
	var result chan error
	go func() {
		result <- process(t) // want channel-nil:"nobody has made it"
	}()
	return <-result
}

func made(t task) error {
	result := make(chan error, 1)
	go func() {
		result <- process(t)
	}()
	return <-result
}
