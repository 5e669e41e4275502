package main

import (
	"errors"
	"fmt"
)

type profileAnswer struct {
	name string
	err  error
}

type ordersAnswer struct {
	count int
	err   error
}

// page asks two services side by side; an error of the first leaves the goroutine of the second.
func page(user string) (string, error) {
	profiles := make(chan profileAnswer)
	orders := make(chan ordersAnswer)
	go func() {
		name, err := lookUp(user)
		profiles <- profileAnswer{name, err}
	}()
	go func() {
		count, err := countOrders(user)
		orders <- ordersAnswer{count, err} // want channel-abandoned-sender
	}()
	profile := <-profiles
	if profile.err != nil {
		return "", fmt.Errorf("profile of %q: %w", user, profile.err)
	}
	order := <-orders
	if order.err != nil {
		return "", fmt.Errorf("orders of %q: %w", user, order.err)
	}
	return fmt.Sprintf("%s has %d orders", profile.name, order.count), nil
}

func lookUp(user string) (string, error) {
	if user == "" {
		return "", errors.New("nobody asked")
	}
	return user, nil
}

func countOrders(user string) (int, error) { return len(user), nil }

func twoAnswers() {
	_, _ = page("gopher")
	_, _ = page("")
}
