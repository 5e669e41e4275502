// Package article holds what the article says of Go before 1.22 and 1.23.
package article

import "time"

func process(int) error { return nil }

// Tickers that nobody can stop, and that nobody stops.

func ticks() error {
	for range time.Tick(time.Second) { // want time-tick:"stopped"
		if err := process(0); err != nil {
			return err
		}
	}
	return nil
}

func ticksRight() error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for range ticker.C {
		if err := process(0); err != nil {
			return err
		}
	}
	return nil
}

func notStopped(limit int) {
	ticker := time.NewTicker(time.Second) // want ticker-not-stopped:"ticks"
	for i := 0; i < limit; i++ {
		<-ticker.C
	}
}
