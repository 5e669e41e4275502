package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"
)

type reports struct{ limit time.Duration }

// ServeHTTP answers in time, come what may: the report that is late is sent to nobody.
func (s *reports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	done := make(chan string)
	go func() {
		done <- s.build(name) // want channel-abandoned-sender
	}()
	select {
	case report := <-done:
		fmt.Fprintln(w, report)
	case <-time.After(s.limit):
		http.Error(w, "the report takes too long", http.StatusGatewayTimeout)
	}
}

func (s *reports) build(name string) string {
	time.Sleep(20 * time.Millisecond)
	return "report of " + name
}

func handlerTimeout() {
	handler := &reports{limit: time.Millisecond}
	for i := 0; i < 3; i++ {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/report?name=a", nil))
	}
}
