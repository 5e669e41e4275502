package article

import "time"

// A timer for each turn, and one that is set anew with its old tick in it.

func eachTurn(messages <-chan int, forget func()) {
	for {
		select {
		case m := <-messages:
			process(m)
		case <-time.After(time.Minute): // want select-time-after-in-loop:"kept until it fires"
			forget()
		}
	}
}

func setAnew(messages <-chan int) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case m := <-messages:
			process(m)
			timer.Reset(time.Minute) // want timer-reset-undrained:"may have fired"
		case <-timer.C:
			return
		}
	}
}

func setAnewRight(messages <-chan int) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case m := <-messages:
			process(m)
			if !timer.Stop() {
				<-timer.C
			}
			timer.Reset(time.Minute)
		case <-timer.C:
			return
		}
	}
}
