// Package extraction has a pair of functions for each thing that the model understands: one whose name ends in Stuck,
// which hangs or panics, and one whose name ends in Fine, which would look the same to whoever did not understand it.
package extraction

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"k8s.io/kubernetes/test/e2e/framework"
)

// `ok` of a receive.

func okFine(values chan<- int) {
	in := make(chan int)
	go func() { close(in) }()
	for {
		if _, ok := <-in; !ok {
			return
		}
	}
}

func okStuck() {
	in := make(chan int, 1)
	in <- 1
	for {
		if _, ok := <-in; !ok {
			return
		}
	}
}

// `ctx.Err()`.

func errFine() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := make(chan int)
	if ctx.Err() == nil {
		out <- 1
	}
}

func errStuck() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out := make(chan int)
	if ctx.Err() == nil {
		out <- 1
	}
}

// Constants.

const (
	none = iota
	some
	many
)

const room = 2 * some

func constantFine() {
	out := make(chan int, room)
	out <- 1
	out <- 2
}

func constantStuck() {
	out := make(chan int, some)
	out <- 1
	out <- 2
}

func caseFine() {
	out := make(chan int)
	switch some {
	case none, many:
		out <- 1
	}
}

// A loop over a known count.

func countFine() {
	out := make(chan int, 3)
	for i := 0; i < 3; i++ {
		out <- i
	}
}

func countStuck() {
	out := make(chan int, 2)
	for i := range 3 {
		out <- i
	}
}

// `len(xs)` as capacity and in the loop.

func lengthFine(names []string) {
	out := make(chan string, len(names))
	for _, name := range names {
		out <- name
	}
}

func lengthStuck(names []string) {
	out := make(chan string)
	for _, name := range names {
		out <- name
	}
}

func lengthCapturedFine(names []string) {
	out := make(chan string)
	go func() {
		for _, name := range names {
			out <- name
		}
	}()
	for range names {
		<-out
	}
}

// `defer`.

func deferFine() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.Gosched()
	}()
	<-done
}

func deferStuck() {
	var mu sync.Mutex
	func() {
		mu.Lock()
		defer mu.Lock()
	}()
}

// `panic` and `recover`.

func recoverFine() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		panic("broken")
	}()
	<-done
}

func recoverStuck() {
	done := make(chan struct{})
	go func() {
		defer func() { _ = recover() }()
		panic("broken")
		close(done)
	}()
	<-done
}

// `runtime.Goexit`.

func goexitFine() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.Goexit()
	}()
	<-done
}

func goexitStuck() {
	done := make(chan struct{})
	go func() {
		runtime.Goexit()
		close(done)
	}()
	<-done
}

// The end of the program.

func exitFine(err error) {
	out := make(chan int)
	go func() { out <- 1 }()
	if err != nil {
		os.Exit(1)
	}
	<-out
}

func fatalFine(err error) {
	out := make(chan int)
	go func() { out <- 1 }()
	if err != nil {
		log.Fatal(err)
	}
	<-out
}

func signalsFine(interrupt, terminate os.Signal) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, interrupt, terminate)
	code := make(chan int, 1)
	go func() {
		switch <-signals {
		case interrupt:
			code <- 1
		case terminate:
			code <- 2
		}
	}()
	os.Exit(<-code)
}

func signalsStuck(interrupt, terminate os.Signal) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, interrupt, terminate)
	code := make(chan int, 1)
	go func() {
		switch <-signals {
		case interrupt:
			code <- 1
		case terminate:
		}
	}()
	os.Exit(<-code)
}

func failfFine(err error) {
	out := make(chan int)
	go func() { out <- 1 }()
	if err != nil {
		framework.Failf("%v", err)
	}
	<-out
}

func loggerFatalFine(err error, logger *log.Logger) {
	out := make(chan int)
	go func() { out <- 1 }()
	if err != nil {
		logger.Fatalf("%v", err)
	}
	<-out
}

func returnStuck(err error) {
	out := make(chan int)
	go func() { out <- 1 }()
	if err != nil {
		return
	}
	<-out
}

// `goto`.

func gotoFine() {
	out := make(chan int)
	goto end
end:
	close(out)
	<-out
}

func gotoStuck() {
	out := make(chan int)
	goto end
end:
	<-out
}

// Labels.

func breakFine() {
	out := make(chan int)
loop:
	for {
		switch {
		default:
			break loop
		}
		out <- 1
	}
}

func breakStuck() {
	out := make(chan int)
	for {
		switch {
		default:
			break
		}
		out <- 1
	}
}

func continueFine() {
	out := make(chan int)
outer:
	for i := 0; i < 2; i++ {
		for {
			continue outer
		}
		out <- 1
	}
}

// `fallthrough`.

func fallthroughStuck() {
	out := make(chan int)
	switch some {
	case 1:
		fallthrough
	case 2:
		out <- 1
	}
}

func noFallthroughFine() {
	out := make(chan int)
	switch some {
	case 1:
	case 2:
		out <- 1
	}
}

// Range over a function: its body runs, or not, so often as the function likes.

func rangeFuncFine(each func(func(int) bool)) {
	out := make(chan int, 1)
	for range each {
		select {
		case out <- 1:
		default:
		}
	}
}

// `sync.Once`.

func onceFine() {
	var once sync.Once
	done := make(chan struct{})
	for range 2 {
		once.Do(func() { close(done) })
	}
}

func onceFuncFine() {
	done := make(chan struct{})
	end := sync.OnceFunc(func() { close(done) })
	end()
	end()
}

func closeStuck() {
	done := make(chan struct{})
	for range 2 {
		func() { close(done) }()
	}
}

func onceStuck() {
	var once sync.Once
	once.Do(func() {
		once.Do(func() {})
	})
}

// errgroup.

func errgroupFine() error {
	var group errgroup.Group
	out := make(chan int, 2)
	for range 2 {
		group.Go(func() error {
			out <- 1
			return nil
		})
	}
	return group.Wait()
}

func errgroupContextFine() error {
	group, ctx := errgroup.WithContext(context.Background())
	out := make(chan int)
	group.Go(func() error {
		select {
		case out <- 1:
		case <-ctx.Done():
		}
		return nil
	})
	group.Go(func() error { return errors.New("broken") })
	return group.Wait()
}

func errgroupStuck() {
	var group errgroup.Group
	in := make(chan int)
	group.Go(func() error {
		<-in
		return nil
	})
	_ = group.Wait()
}

// Time.

func afterFine(work func() int) {
	out := make(chan int, 1)
	go func() { out <- work() }()
	select {
	case <-out:
	case <-time.After(time.Second):
	}
}

func afterStuck(work func() int) {
	out := make(chan int)
	go func() { out <- work() }()
	select {
	case <-out:
	case <-time.After(time.Second):
	}
}

func afterFuncFine() {
	done := make(chan struct{})
	time.AfterFunc(time.Second, func() { close(done) })
	<-done
}

// Contexts.

func cancelFine() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }()
	cancel()
}

func childFine() {
	ctx, cancel := context.WithCancel(context.Background())
	child := context.WithValue(ctx, "key", 1)
	go func() { <-child.Done() }()
	cancel()
}

func timeoutFine() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	<-ctx.Done()
}

func withoutCancelStuck() {
	ctx, cancel := context.WithCancel(context.Background())
	in := make(chan int)
	go func() {
		select {
		case <-context.WithoutCancel(ctx).Done():
		case <-in:
		}
	}()
	cancel()
}

func contextAfterFuncFine() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	context.AfterFunc(ctx, func() { close(done) })
	cancel()
	<-done
}

// Cond.

func condFine() {
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() {
		cond.L.Lock()
		ready = true
		cond.L.Unlock()
		cond.Signal()
	}()
	cond.L.Lock()
	for !ready {
		cond.Wait()
	}
	cond.L.Unlock()
}

func condStuck() {
	cond := sync.NewCond(&sync.Mutex{})
	cond.L.Lock()
	cond.Wait()
	cond.L.Unlock()
}

// RWMutex: a waiting writer keeps new readers out.

func readersFine() {
	var mu sync.RWMutex
	go func() {
		mu.RLock()
		mu.RUnlock()
	}()
	mu.RLock()
	mu.RUnlock()
}

func readersStuck() {
	var mu sync.RWMutex
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	mu.RLock()
	mu.RLock()
	mu.RUnlock()
	mu.RUnlock()
}

func lockerStuck() {
	var mu sync.RWMutex
	reader := mu.RLocker()
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	reader.Lock()
	mu.RLock()
	mu.RUnlock()
	reader.Unlock()
}

// Nil channels.

func nilFine(in chan int) {
	var out chan int
	select {
	case out <- 1:
	case <-in:
	}
}

func nilStuck() {
	var out chan int
	out <- 1
}

// What a pointer leads to, and atomics.

type status struct {
	state int32
	out   chan int
}

func pointerFine() {
	s := &status{}
	set := &s.out
	*set = make(chan int, 1)
	s.out <- 1
}

func atomicFine() {
	s := &status{out: make(chan int)}
	atomic.StoreInt32(&s.state, 1)
	if atomic.LoadInt32(&s.state) == 0 {
		s.out <- 1
	}
}

func atomicStuck() {
	s := &status{out: make(chan int)}
	if atomic.LoadInt32((*int32)(&s.state)) == 0 {
		s.out <- 1
	}
}

// What a library reads by way of a value's methods.

type source struct{ in chan byte }

func (s *source) Read(p []byte) (int, error) {
	p[0] = <-s.in
	return 1, nil
}

func readFine() {
	s := &source{in: make(chan byte, 1)}
	s.in <- 1
	_, _ = io.ReadFull(s, make([]byte, 1))
}

func readStuck() {
	s := &source{in: make(chan byte)}
	_, _ = io.ReadFull(s, make([]byte, 1))
}

// A loop whose bounds change by themselves ends.

func clockFine(wait time.Duration) {
	in := make(chan int)
	stop := make(chan struct{})
	go func() {
		<-stop
		close(in)
	}()
	go func() {
		for range in {
		}
	}()
	start := time.Now()
	for now := start; now.Sub(start) < wait; now = time.Now() {
	}
	close(stop)
}

func clockStuck(wait time.Duration) {
	in := make(chan int)
	go func() {
		for range in {
		}
	}()
	start := time.Now()
	for now := start; now.Sub(start) < wait; now = time.Now() {
	}
}

// A bound that is asked for by a call is the same each time.

func calledFine(tasks interface{ Len() int }) {
	in := make(chan int)
	for i := 0; i < tasks.Len(); i++ {
		go func() { in <- i }()
	}
	for i := 0; i < tasks.Len(); i++ {
		<-in
	}
}

func calledStuck(tasks interface{ Len() int }) {
	in := make(chan int)
	for i := 0; i < tasks.Len(); i++ {
		go func() { in <- i }()
	}
	for i := 1; i < tasks.Len(); i++ {
		<-in
	}
}

// A semaphore is had for certain where the context never ends.

func acquiredFine(slots *semaphore.Weighted) {
	failed := slots.Acquire(context.TODO(), 1) != nil
	out := make(chan int)
	go func() {
		defer slots.Release(1)
		if !failed {
			out <- 1
		}
	}()
	<-out
}

func acquiredStuck(ctx context.Context, slots *semaphore.Weighted) {
	failed := slots.Acquire(ctx, 1) != nil
	out := make(chan int)
	go func() {
		defer slots.Release(1)
		if !failed {
			out <- 1
		}
	}()
	<-out
}
