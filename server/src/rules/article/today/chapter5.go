package article

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// A body that is not closed, a client that waits for ever.

func status(client *http.Client, url string) (string, error) {
	resp, err := client.Get(url) // want http-body-not-closed:"never closed"
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}

func statusRight(client *http.Client, url string) (string, error) {
	resp, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Status, nil
}

func ping(url string) error {
	resp, err := http.Get(url) // want http-client-no-timeout:"time"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func pingRight(url string) error {
	client := &http.Client{Timeout: time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Rows that stay open, a pool without limits.

func names(db *sql.DB) ([]string, error) {
	rows, err := db.Query("SELECT name FROM users") // want sql-rows-not-closed:"open"
	if err != nil {
		return nil, err
	}
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, nil
}

func namesRight(db *sql.DB) ([]string, error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}

func openRight(source string) (*sql.DB, error) {
	db, err := sql.Open("postgres", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxLifetime(time.Hour)
	return db, db.Ping()
}

// The configuration is behind an atomic pointer, and what starts has its names with it.

type config struct {
	Timeout time.Duration
	Retries int
}

var current atomic.Pointer[config]

func reload(text []byte) error {
	var next config
	if err := json.Unmarshal(text, &next); err != nil {
		return errors.New("a configuration that can't be read")
	}
	current.Store(&next)
	return nil
}

// One that is swapped while others look at it.

func swapped() time.Duration {
	now := config{Timeout: time.Second}
	go func() {
		now = config{Timeout: time.Minute} // want race-captured-variable:"goes on to use now"
	}()
	return now.Timeout
}

func swappedRight() time.Duration {
	var now atomic.Pointer[config]
	now.Store(&config{Timeout: time.Second})
	go func() {
		now.Store(&config{Timeout: time.Minute})
	}()
	return now.Load().Timeout
}

func started(ctx context.Context, order string) {
	go func(ctx context.Context, order string) {
		if c := current.Load(); c != nil {
			apply(order)
			_ = query(ctx)
		}
	}(context.WithoutCancel(ctx), order)
}
