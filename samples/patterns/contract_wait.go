package main

import "errors"

// batch runs tasks; their errors have to be collected by wait.
type batch struct {
	errs  chan error
	tasks int
}

func newBatch() *batch { return &batch{errs: make(chan error)} }

func (b *batch) add(task func() error) {
	b.tasks++
	go func() {
		b.errs <- task() // want channel-send-no-receiver
	}()
}

func (b *batch) wait() error {
	var all []error
	for ; b.tasks > 0; b.tasks-- {
		all = append(all, <-b.errs)
	}
	return errors.Join(all...)
}

// warmUp does not care for errors, and so it does not wait.
func warmUp(load func() error) {
	b := newBatch()
	b.add(load)
}

func contractWait() {
	warmUp(func() error { return nil })
}

// warmUpFixed waits all the same.
func warmUpFixed(load func() error) {
	b := newBatch()
	b.add(load)
	_ = b.wait()
}

func contractWaitFixed() {
	warmUpFixed(func() error { return nil })
}
