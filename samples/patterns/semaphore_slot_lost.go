package main

import "errors"

// uploads lets two run at a time.
type uploads struct{ slots chan struct{} }

var errTooLarge = errors.New("too large")

// put loses a slot with each file that is too large. After two of them nobody gets any.
func (u *uploads) put(size int) error {
	u.slots <- struct{}{} // want semaphore-missing-release
	if size > 100 {
		return errTooLarge
	}
	store(size)
	<-u.slots
	return nil
}

func store(int) {}

func semaphoreSlotLost() {
	u := &uploads{slots: make(chan struct{}, 2)}
	for _, size := range []int{10, 200, 300, 20} {
		_ = u.put(size)
	}
}
