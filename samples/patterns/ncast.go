package main

import "time"

type replica struct {
	name  string
	delay time.Duration
}

func (r replica) get(key string) string {
	time.Sleep(r.delay)
	return r.name + " has " + key
}

// fastest asks all replicas and takes the first answer; each of the others waits for a receiver for ever.
func fastest(replicas []replica, key string) string {
	answers := make(chan string)
	for _, r := range replicas {
		go func() {
			answers <- r.get(key) // want channel-abandoned-sender
		}()
	}
	return <-answers
}

func ncast() {
	fastest([]replica{{"a", 0}, {"b", 5 * time.Millisecond}, {"c", 10 * time.Millisecond}}, "k")
}
