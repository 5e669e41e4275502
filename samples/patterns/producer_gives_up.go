package main

import (
	"bufio"
	"errors"
	"strings"
)

var errBadLine = errors.New("a line that begins with #")

// sumUp reads lines in one goroutine and adds them up in another, which waits for more where the first has given up.
func sumUp(text string) <-chan int {
	lines := make(chan string)
	sum := make(chan int, 1)
	go func() {
		scanner := bufio.NewScanner(strings.NewReader(text))
		for scanner.Scan() {
			if strings.HasPrefix(scanner.Text(), "#") {
				return
			}
			lines <- scanner.Text()
		}
		close(lines)
	}()
	go func() {
		n := 0
		for line := range lines { // want channel-range-never-closed
			n += len(line)
		}
		sum <- n
	}()
	return sum
}

func producerGivesUp() {
	<-sumUp("a\nb\n")
	sumUp("a\n# b\n")
}
