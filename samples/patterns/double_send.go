package main

import "errors"

type order struct{ id int }

// findOrder sends the error, forgets to return, and sends once more: of two sends one is received.
func findOrder(id int) (*order, error) {
	type result struct {
		order *order
		err   error
	}
	results := make(chan result)
	go func() {
		o, err := readOrder(id)
		if err != nil {
			results <- result{err: err}
		}
		results <- result{order: o} // want channel-double-send
	}()
	r := <-results
	return r.order, r.err
}

func readOrder(id int) (*order, error) {
	if id == 0 {
		return nil, errors.New("no order has this number")
	}
	return &order{id}, nil
}

func doubleSend() {
	_, _ = findOrder(3)
	_, _ = findOrder(0)
}
