package fetching

import "time"

func fetch(load func() int) int {
	result := make(chan int)
	go func() {
		result <- load()
	}()
	select {
	case v := <-result:
		return v
	case <-time.After(time.Second):
		return 0
	}
}
