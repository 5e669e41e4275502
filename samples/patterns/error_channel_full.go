package main

import "errors"

type account struct{ name, mail string }

// checkAccount has room for one error, and may have two. Whoever asked for it in a goroutine of its own never hears.
func checkAccount(a account) error {
	problems := make(chan error, 1)
	if a.name == "" {
		problems <- errors.New("no name")
	}
	if a.mail == "" {
		problems <- errors.New("no mail") // want channel-capacity-exceeded
	}
	close(problems)
	return <-problems
}

func errorChannelFull() {
	_ = checkAccount(account{name: "gopher"})
	_ = checkAccount(account{})
}
