package main

import "time"

// readings are what two probes have measured.
type readings struct{ inside, outside []int }

// merged takes what either probe has, and stops when one of them ends: the other goes on sending to nobody.
func merged(r readings) []int {
	inside, outside := make(chan int), make(chan int)
	go func() {
		defer close(inside)
		for _, degrees := range r.inside {
			inside <- degrees
		}
	}()
	go func() {
		defer close(outside)
		for _, degrees := range r.outside {
			time.Sleep(time.Millisecond) // it is cold there
			outside <- degrees           // want channel-abandoned-sender
		}
	}()
	var all []int
	for {
		select {
		case degrees, ok := <-inside:
			if !ok {
				return all
			}
			all = append(all, degrees)
		case degrees := <-outside:
			all = append(all, degrees)
		}
	}
}

func mergeBySelect() {
	merged(readings{inside: []int{20}, outside: []int{1, 2, 3}})
}

// mergedFixed goes on until both have ended: a nil channel's case is never ready.
func mergedFixed(r readings) []int {
	inside, outside := make(chan int), make(chan int)
	go func() {
		defer close(inside)
		for _, degrees := range r.inside {
			inside <- degrees
		}
	}()
	go func() {
		defer close(outside)
		for _, degrees := range r.outside {
			time.Sleep(time.Millisecond)
			outside <- degrees
		}
	}()
	var all []int
	for left, right := inside, outside; left != nil || right != nil; {
		select {
		case degrees, ok := <-left:
			if !ok {
				left = nil
				continue
			}
			all = append(all, degrees)
		case degrees, ok := <-right:
			if !ok {
				right = nil
				continue
			}
			all = append(all, degrees)
		}
	}
	return all
}

func mergeBySelectFixed() {
	mergedFixed(readings{inside: []int{20}, outside: []int{1, 2, 3}})
}
