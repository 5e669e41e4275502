package main

import (
	"errors"
	"sync"
)

var errUnknownKey = errors.New("unknown key")

// counters are kept by name.
type counters struct {
	mu     sync.Mutex
	values map[string]int
}

// add returns with the lock where a name is unknown; the next call waits for it.
func (c *counters) add(name string) error {
	c.mu.Lock() // want mutex-missing-unlock
	if _, ok := c.values[name]; !ok {
		return errUnknownKey
	}
	c.values[name]++
	c.mu.Unlock()
	return nil
}

func lockKept() {
	c := &counters{values: map[string]int{"hits": 0}}
	go func() { _ = c.add("misses") }()
	_ = c.add("hits")
	_ = c.add("misses")
	_ = c.add("hits")
}
