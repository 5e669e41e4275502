package main

import (
	"errors"
	"time"
)

var errUnreachable = errors.New("unreachable")

// dialWithRetries gives each try a moment; each try that takes longer leaves its goroutine behind.
func dialWithRetries(address string, tries int) error {
	for try := 0; try < tries; try++ {
		connected := make(chan error)
		go func() {
			connected <- dial(address) // want channel-abandoned-sender
		}()
		select {
		case err := <-connected:
			if err == nil {
				return nil
			}
		case <-time.After(time.Millisecond):
		}
	}
	return errUnreachable
}

func dial(address string) error {
	time.Sleep(20 * time.Millisecond)
	if address == "" {
		return errUnreachable
	}
	return nil
}

func retry() {
	_ = dialWithRetries("db:5432", 3)
}
