package main

import "errors"

type invoice struct{ total int }

var errNoCustomer = errors.New("no such customer")

func loadInvoice(id int) *invoice { return &invoice{total: id} }

func checkCustomer(id int) error {
	if id < 0 {
		return errNoCustomer
	}
	return nil
}

// fetchInvoice starts the slow part first, and returns early where the quick one fails: nobody receives then.
func fetchInvoice(customer, id int) (*invoice, error) {
	found := make(chan *invoice)
	go func() {
		found <- loadInvoice(id) // want channel-abandoned-sender
	}()
	if err := checkCustomer(customer); err != nil {
		return nil, err
	}
	return <-found, nil
}

func prematureReturn() {
	_, _ = fetchInvoice(1, 7)
	_, _ = fetchInvoice(-1, 7)
}
