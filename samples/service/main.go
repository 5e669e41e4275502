// Command service answers quotes over HTTP and leaks a little with each request, as services do.
//
//	go run . [-addr 127.0.0.1:6060] [-requests 200] [-stay 10m]
//
// It sends itself some requests, says how many goroutines they left behind, and stays up for a while so that
// http://127.0.0.1:6060/debug/pprof/goroutine?debug=2 can be looked at.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"runtime"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6060", "where to listen; loopback only")
	requests := flag.Int("requests", 200, "how many requests to send to itself, at most 10000")
	stay := flag.Duration("stay", 10*time.Minute, "how long to stay up afterwards")
	flag.Parse()
	if err := run(*addr, min(*requests, 10_000), *stay); err != nil {
		log.Fatal(err)
	}
}

func run(addr string, requests int, stay time.Duration) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	if ip, _, _ := net.SplitHostPort(listener.Addr().String()); !net.ParseIP(ip).IsLoopback() {
		return fmt.Errorf("%s is no loopback address", addr)
	}
	quotes := newQuotes()
	http.HandleFunc("/quote", quotes.serve)
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	before := runtime.NumGoroutine()
	load("http://"+listener.Addr().String()+"/quote", requests)
	fmt.Printf("%d requests left %d goroutines behind: http://%s/debug/pprof/goroutine?debug=2\n",
		requests, runtime.NumGoroutine()-before, listener.Addr())

	select {
	case err := <-failed:
		return err
	case <-time.After(stay):
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err = server.Shutdown(ctx)
	quotes.close()
	return err
}

// load sends requests one after the other, for a minute at most.
func load(url string, requests int) {
	client := &http.Client{Timeout: time.Second}
	defer client.CloseIdleConnections()
	for end := time.Now().Add(time.Minute); requests > 0 && time.Now().Before(end); requests-- {
		response, err := client.Get(url)
		if err != nil {
			log.Print(err)
			continue
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}
