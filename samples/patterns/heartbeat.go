package main

import (
	"errors"
	"time"
)

// withHeartbeat beats while it works. An error leaves before anybody says that it is done, and it beats on.
func withHeartbeat(beat func(), work func() error) error {
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				beat()
			case <-done: // want select-no-exit
				return
			}
		}
	}()
	if err := work(); err != nil {
		return err
	}
	close(done)
	return nil
}

func heartbeatKept() {
	_ = withHeartbeat(func() {}, func() error { return nil })
	_ = withHeartbeat(func() {}, func() error { return errors.New("no luck") })
}
