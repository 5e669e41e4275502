package article

import (
	"context"
	"io"
	"net/http"
	"time"
)

// A for-select that nothing leaves, with a default that only sleeps.

func watch(ctx context.Context, changes <-chan string) {
	go func() {
		for { // want select-no-exit:"goes on after ctx has ended"
			select {
			case c := <-changes:
				apply(c)
			default:
				time.Sleep(100 * time.Millisecond) // want select-polling:"only sleeps"
			}
		}
	}()
}

func watchRight(ctx context.Context, changes <-chan string) {
	go func() {
		for {
			select {
			case c := <-changes:
				apply(c)
			case <-ctx.Done():
				return
			}
		}
	}()
}

func apply(string) {}

// A break that leaves the select only.

func leave(done <-chan struct{}, changes <-chan string) {
	for {
		select {
		case <-done:
			break // want select-break:"leaves the select only"
		case c := <-changes:
			apply(c)
		}
	}
}

func leaveRight(done <-chan struct{}, changes <-chan string) {
loop:
	for {
		select {
		case <-done:
			break loop
		case c := <-changes:
			apply(c)
		}
	}
}

// A default that goes on when the channel is closed.

func afterClose(values []string) {
	ch := make(chan string, len(values))
	go func() {
		for {
			select {
			case v := <-ch: // want select-closed-spin:"spins"
				apply(v)
			case <-time.After(time.Minute): // want select-time-after-in-loop:"begins anew"
				apply("still here")
			}
		}
	}()
	for _, v := range values {
		ch <- v
	}
	close(ch)
}

func afterCloseRight(values []string) {
	ch := make(chan string, len(values))
	go func() {
		for {
			select {
			case v, ok := <-ch:
				if !ok {
					return
				}
				apply(v)
			case <-time.After(time.Minute):
				return
			}
		}
	}()
	for _, v := range values {
		ch <- v
	}
	close(ch)
}

// Closed twice, sent on after the close, and never sent on.

func closedTwice(fails bool) {
	ch := make(chan int, 1)
	defer close(ch) // want channel-close-twice:"may come second"
	ch <- 1
	if fails {
		close(ch)
	}
}

func sentLate(wait func()) int {
	ch := make(chan int, 1)
	go func() {
		wait()
		ch <- 1 // want channel-send-after-close:"panics"
	}()
	close(ch) // want channel-close-by-receiver:"closed by who receives"
	return <-ch
}

func closedOnce() {
	ch := make(chan int, 1)
	defer close(ch)
	ch <- 1
}

func onlyWhenAsked(asked bool) int {
	ch := make(chan int)
	go func() {
		if asked {
			ch <- 1
		}
	}()
	return <-ch // want channel-abandoned-receiver:"may wait for ever"
}

func alwaysClosed(asked bool) int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		if asked {
			ch <- 1
		}
	}()
	return <-ch
}

// A handler's goroutine that keeps the request.

func handle(w http.ResponseWriter, r *http.Request) {
	go func() {
		body, _ := io.ReadAll(r.Body) // want goroutine-outlives-request:"closed"
		apply(string(body))
	}()
	w.WriteHeader(http.StatusAccepted)
}

func handleRight(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	go apply(string(body))
	w.WriteHeader(http.StatusAccepted)
}

// A callback that keeps what is large until its time has come.

type report struct{ pages [1 << 20]byte }

func expireLater(r *report) {
	time.AfterFunc(time.Hour, func() { // want timer-afterfunc-dropped:"kept until"
		apply(string(r.pages[:]))
	})
}

type entry struct{ expiry *time.Timer }

func (e *entry) expireLater(name string) {
	e.expiry = time.AfterFunc(time.Hour, func() { apply(name) })
}

func (e *entry) Close() { e.expiry.Stop() }
