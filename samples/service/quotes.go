package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// quotes asks several sources for a price and answers with the first.
type quotes struct {
	audit   chan string
	flushes sync.WaitGroup
}

func newQuotes() *quotes {
	q := &quotes{audit: make(chan string, 16)}
	go q.writeAudit()
	return q
}

// serve leaks two goroutines a request: those of the sources that come second and third have no receiver.
func (q *quotes) serve(w http.ResponseWriter, r *http.Request) {
	prices := make(chan int)
	for _, delay := range []time.Duration{time.Millisecond, 2 * time.Millisecond, 3 * time.Millisecond} {
		go func() {
			time.Sleep(delay)
			prices <- int(delay)
		}()
	}
	price := <-prices
	q.audit <- r.RemoteAddr
	fmt.Fprintf(w, "%d\n", price)
}

// writeAudit starts a ticker for each entry and never stops it.
func (q *quotes) writeAudit() {
	for range q.audit {
		go func() {
			q.flushes.Add(1)
			defer q.flushes.Done()
			ticker := time.NewTicker(50 * time.Millisecond)
			<-ticker.C
		}()
	}
}

// close waits for the flushes that are under way; one that has only just been started is not among them.
func (q *quotes) close() {
	close(q.audit)
	q.flushes.Wait()
}
