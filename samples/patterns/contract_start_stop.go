package main

import "time"

// sampler takes samples until it is stopped: who starts one has to stop it.
type sampler struct {
	requests chan func(int)
	quit     chan struct{}
	count    int
}

func newSampler() *sampler {
	return &sampler{requests: make(chan func(int)), quit: make(chan struct{})}
}

func (s *sampler) start() {
	go func() {
		for {
			select {
			case answer := <-s.requests: // want select-blocks-forever
				s.count++
				answer(s.count)
			case <-s.quit:
				return
			}
		}
	}()
}

func (s *sampler) stop() { close(s.quit) }

// measure forgets to stop it.
func measure(work func()) time.Duration {
	s := newSampler()
	s.start()
	since := time.Now()
	work()
	return time.Since(since)
}

func contractStartStop() {
	measure(func() {})
}

// measureFixed stops what it has started.
func measureFixed(work func()) time.Duration {
	s := newSampler()
	s.start()
	defer s.stop()
	since := time.Now()
	work()
	return time.Since(since)
}

func contractStartStopFixed() {
	measureFixed(func() {})
}
