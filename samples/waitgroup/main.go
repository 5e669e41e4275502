// Command waitgroup shows what becomes of a sync.WaitGroup that is used wrongly.
//
//	go run . missing-done
//
// or any other mistake: go run . lists them.
//
// Each mistake fetches a few pages side by side and waits for them; none of them gets that right. The program says
// what it saw and ends by itself: exit code 1 where the wait was wrong, 2 where the program panicked, 0 where it was
// right.
package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"sync/atomic"
	"time"
)

// patience is how long a Wait may take before it counts as stuck. The work takes a tenth of it.
const patience = 2 * time.Second

// mistakes holds one function for each way to get it wrong.
var mistakes = map[string]func(*crawl){
	"add-in-goroutine":  addInGoroutine,
	"add-after-go":      addAfterGo,
	"missing-done":      missingDone,
	"done-not-deferred": doneNotDeferred,
	"done-skipped":      doneSkipped,
	"done-twice":        doneTwice,
	"negative-counter":  negativeCounter,
	"count-mismatch":    countMismatch,
	"wait-before-start": waitBeforeStart,
	"wait-before-drain": waitBeforeDrain,
	"passed-by-value":   passedByValue,
}

func main() {
	var names []string
	for name := range mistakes {
		names = append(names, name)
	}
	sort.Strings(names)
	if len(os.Args) != 2 || mistakes[os.Args[1]] == nil {
		fmt.Fprintf(os.Stderr, "usage: waitgroup %s\n", strings.Join(names, " | "))
		os.Exit(2)
	}

	c := &crawl{pages: []string{"/", "/about", "/prices", "/contact"}}
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		mistakes[os.Args[1]](c)
	}()
	select {
	case <-returned:
	case <-time.After(patience):
		fmt.Printf("Wait is stuck: %d of %d pages are there, and nobody will wake it.\n", c.fetched.Load(), len(c.pages))
		os.Exit(1)
	}
	if n := c.fetched.Load(); int(n) < len(c.pages) {
		fmt.Printf("Wait returned too early: %d of %d pages are there.\n", n, len(c.pages))
		os.Exit(1)
	}
	fmt.Printf("All %d pages are there.\n", len(c.pages))
}

// crawl is a pretended fetch of some pages.
type crawl struct {
	pages   []string
	fetched atomic.Int32
}

// fetch takes a while. One of the pages is broken and panics.
func (c *crawl) fetch(page string) {
	time.Sleep(patience / 10)
	c.fetched.Add(1)
	if page == "/prices" {
		panic("no prices today")
	}
}

// fetchSafely is fetch for those who do not want to hear of the broken page.
func (c *crawl) fetchSafely(page string) {
	defer func() { _ = recover() }()
	c.fetch(page)
}
