package article

import (
	"sync"
	"testing"
)

// A second Done, whose panic the test recovers.

func TestBelowZero(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Done()
	defer func() {
		if r := recover(); r != nil {
			t.Log("a panic, as expected:", r)
		}
	}()
	wg.Done() // want waitgroup-done-twice:"below zero"
}

func TestZero(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Done()
	wg.Wait()
}

// Fatal in another goroutine.

func TestFatal(t *testing.T) {
	done := make(chan bool)
	go func() {
		if err := process(1); err != nil {
			t.Fatal(err) // want goroutine-in-test-fatal:"ends this goroutine and not the test"
		}
		done <- true
	}()
	<-done
}

func TestError(t *testing.T) {
	done := make(chan bool)
	go func() {
		defer close(done)
		if err := process(1); err != nil {
			t.Error(err)
			return
		}
	}()
	<-done
}

// A goroutine that the test does not wait for.

func TestLeaves(t *testing.T) {
	results := make(chan error, 1)
	go func() {
		results <- process(1)
		t.Log("processed") // want goroutine-outlives-test:"may end before this runs"
	}()
}

func TestStays(t *testing.T) {
	done := make(chan bool)
	go func() {
		defer close(done)
		t.Log("processed", process(1))
	}()
	<-done
}
