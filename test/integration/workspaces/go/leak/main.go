// A program that leaks: the first answer wins, and the others are never received.
package main

import (
	"os"
	"runtime/pprof"
	"time"
)

func ask(answers chan<- int, n int) {
	answers <- n
}

func first() int {
	answers := make(chan int)
	for n := range 3 {
		go ask(answers, n)
	}
	return <-answers
}

func main() {
	for range 4 {
		first()
	}
	time.Sleep(100 * time.Millisecond)
	for name, debug := range map[string]int{"goroutines.txt": 2, "goroutines.pb.gz": 0} {
		file, err := os.Create(name)
		if err != nil {
			panic(err)
		}
		if err := pprof.Lookup("goroutine").WriteTo(file, debug); err != nil {
			panic(err)
		}
		if err := file.Close(); err != nil {
			panic(err)
		}
	}
}
