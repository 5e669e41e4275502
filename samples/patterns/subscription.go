package main

import "sync"

// bus hands events to those who have subscribed.
type bus struct {
	mu   sync.Mutex
	subs map[chan string]bool
}

func (b *bus) subscribe() (<-chan string, func()) {
	ch := make(chan string, 4)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs[ch] = true
	return ch, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.subs[ch] {
			delete(b.subs, ch)
			close(ch)
		}
	}
}

// countEvents drops the function that ends the subscription.
func countEvents(b *bus, count func(string)) {
	events, _ := b.subscribe()
	go func() {
		for event := range events { // want channel-range-never-closed
			count(event)
		}
	}()
}

func subscription() {
	countEvents(&bus{subs: map[chan string]bool{}}, func(string) {})
}

// countEventsFixed hands it to who asked.
func countEventsFixed(b *bus, count func(string)) (cancel func()) {
	events, cancel := b.subscribe()
	go func() {
		for event := range events {
			count(event)
		}
	}()
	return cancel
}

func subscriptionFixed() {
	cancel := countEventsFixed(&bus{subs: map[chan string]bool{}}, func(string) {})
	defer cancel()
}
