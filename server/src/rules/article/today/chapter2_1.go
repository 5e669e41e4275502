package article

import (
	"sync"
	"time"
)

// A worker that sleeps between what it takes from a channel that nobody closes.

func slowDrain(ch <-chan int) {
	for range ch { // want channel-range-never-closed:"never ends"
		time.Sleep(time.Second)
	}
}

func startSlow() {
	ch := make(chan int, 4)
	go slowDrain(ch)
	ch <- 1
}

func startSlowRight() {
	ch := make(chan int, 4)
	defer close(ch)
	go func() {
		for range ch {
			time.Sleep(time.Second)
		}
	}()
	ch <- 1
}

// A timer as the cause.

type beat struct{ ticker *time.Ticker }

func (b *beat) start() {
	b.ticker = time.NewTicker(time.Second)
	go func() {
		for range b.ticker.C { // want goroutine-never-ends:"never ends"
			process(1)
		}
	}()
}

func (b *beat) Stop() { b.ticker.Stop() }

type pulse struct {
	ticker *time.Ticker
	done   chan struct{}
}

func (p *pulse) start() {
	p.ticker = time.NewTicker(time.Second)
	go func() {
		for {
			select {
			case <-p.ticker.C:
				process(1)
			case <-p.done:
				return
			}
		}
	}()
}

func (p *pulse) Stop() {
	p.ticker.Stop()
	close(p.done)
}

// A lock as the cause: left locked, taken twice, in two orders, held while waiting.

type account struct {
	mu    sync.Mutex
	money int
}

func (a *account) take(n int) bool {
	a.mu.Lock() // want mutex-missing-unlock:"without unlocking"
	if a.money < n {
		return false
	}
	a.money -= n
	a.mu.Unlock()
	return true
}

func takeTwice() {
	account := &account{money: 1}
	go account.take(2)
	account.take(1)
}

func (a *account) give(n int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n < 0 {
		return false
	}
	a.money += n
	return true
}

func giveTwice() {
	account := &account{}
	go account.give(2)
	account.give(1)
}

func lockedTwice() {
	var mu sync.Mutex
	mu.Lock()
	process(1)
	mu.Lock() // want mutex-double-lock:"waits for ever"
	mu.Unlock()
}

func bothOrders() {
	var a, b sync.Mutex
	done := make(chan bool, 1)
	go func() {
		a.Lock()
		b.Lock() // want mutex-lock-order:"whoever holds b waits for a lock that is held here"
		process(1)
		b.Unlock()
		a.Unlock()
		done <- true
	}()
	b.Lock()
	a.Lock()
	process(2)
	a.Unlock()
	b.Unlock()
	<-done
}

func oneOrder() {
	var a, b sync.Mutex
	done := make(chan bool, 1)
	go func() {
		a.Lock()
		b.Lock()
		process(1)
		b.Unlock()
		a.Unlock()
		done <- true
	}()
	a.Lock()
	b.Lock()
	process(2)
	b.Unlock()
	a.Unlock()
	<-done
}

func heldWhileWaiting() {
	var mu sync.Mutex
	ready := make(chan bool)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		ready <- true
	}()
	mu.Lock()
	<-ready // want mutex-held-while-blocking:"lock"
	mu.Unlock()
}

func waitedFirst() {
	var mu sync.Mutex
	ready := make(chan bool)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		ready <- true
	}()
	<-ready
	mu.Lock()
	process(2)
	mu.Unlock()
}

func waitHolding() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		mu.Lock()
		process(1)
		mu.Unlock()
	}()
	mu.Lock()
	wg.Wait() // want waitgroup-wait-holding-lock:"lock"
	mu.Unlock()
}
