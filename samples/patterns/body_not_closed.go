package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"
)

// version reads no body, and closes none: the connection stays, with two goroutines.
func version(client *http.Client, url string) (string, error) {
	resp, err := client.Get(url) // want http-body-not-closed
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	var answer struct{ Version string }
	err = json.NewDecoder(resp.Body).Decode(&answer)
	return answer.Version, err
}

func bodyNotClosed() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "not today", http.StatusServiceUnavailable)
	}))
	defer server.Close()
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	_, _ = version(client, server.URL)
}
