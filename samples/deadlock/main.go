// Command deadlock fills a channel that nobody empties until it is full: the runtime finds that no goroutine can go
// on and ends the program with «fatal error: all goroutines are asleep - deadlock!».
package main

import (
	"fmt"
	"sync"
)

// squares waits for all its workers before it reads the first result; two of them fit into the channel.
func squares(numbers []int) []int {
	results := make(chan int, 2)
	var wg sync.WaitGroup
	for _, n := range numbers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- n * n
		}()
	}
	wg.Wait()
	close(results)

	var all []int
	for r := range results {
		all = append(all, r)
	}
	return all
}

func main() {
	fmt.Println(squares([]int{1, 2, 3, 4, 5}))
}
