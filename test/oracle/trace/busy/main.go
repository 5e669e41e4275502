// Command main records an execution trace of all that a Go program does: channels, locks, system calls, the network,
// garbage collection, coroutines, tasks, regions and logs.
//
//	main -out FILE [-for 1s] [-bytes N] [-load N] [-pause 0s]
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"iter"
	"log"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"time"
)

func main() {
	out := flag.String("out", "", "the file to write the trace to")
	span := flag.Duration("for", time.Second, "how long to record")
	most := flag.Int64("bytes", 0, "how much to record at most; 0 for no limit")
	load := flag.Int("load", 2, "how many of each worker")
	flag.DurationVar(&pause, "pause", 0, "how long those who need not wait for each other rest after each round")
	flag.Parse()

	// These stand in the trace without a beginning.
	before := make(chan int)
	go func() { before <- 1 }()
	go func() { time.Sleep(time.Hour) }()
	time.Sleep(10 * time.Millisecond)

	file, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	if err := pprof.StartCPUProfile(io.Discard); err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), *span)
	defer cancel()
	if err := trace.Start(&limited{file, *most, cancel}); err != nil {
		log.Fatal(err)
	}
	var wg sync.WaitGroup
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go echo(listener)
	for i := 0; i < *load; i++ {
		for _, work := range []func(context.Context){pipeline, contend, allocate, files, coroutines, annotate, condition} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				work(ctx)
			}()
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			talk(ctx, listener.Addr().String())
		}()
	}
	wg.Wait()
	listener.Close()
	trace.Stop()
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

// limited tells when enough was written.
type limited struct {
	to     io.Writer
	left   int64
	enough func()
}

func (l *limited) Write(data []byte) (int, error) {
	l.left -= int64(len(data))
	// It is the runtime's own goroutine that writes.
	if l.left <= 0 && l.left+int64(len(data)) > 0 {
		l.enough()
	}
	return l.to.Write(data)
}

var pause time.Duration

// pipeline hands numbers from goroutine to goroutine.
func pipeline(ctx context.Context) {
	source := make(chan int)
	first := source
	for i := 0; i < 4; i++ {
		next := make(chan int)
		go func(from, to chan int) {
			defer close(to)
			for n := range from {
				to <- n + 1
			}
		}(source, next)
		source = next
	}
	go func() {
		defer close(first)
		for n := 0; ; n++ {
			select {
			case first <- n:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range source {
		time.Sleep(pause)
	}
}

// contend makes goroutines queue for a lock.
func contend(ctx context.Context) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				mu.Lock()
				runtime.Gosched()
				mu.Unlock()
				time.Sleep(50 * time.Microsecond)
			}
		}()
	}
	wg.Wait()
}

var sink [][]byte

// allocate keeps the collector at work.
func allocate(ctx context.Context) {
	for ctx.Err() == nil {
		kept := make([][]byte, 0, 64)
		for i := 0; i < 64; i++ {
			kept = append(kept, make([]byte, 16<<10))
		}
		sink = kept
		time.Sleep(time.Millisecond)
	}
}

// files makes system calls, and some that block.
func files(ctx context.Context) {
	r, w, err := os.Pipe()
	if err != nil {
		log.Fatal(err)
	}
	defer w.Close()
	go io.Copy(io.Discard, r)
	for n := 0; ctx.Err() == nil; n++ {
		if n%16 == 0 {
			if _, err := os.ReadFile(os.Args[0]); err != nil {
				log.Fatal(err)
			}
		}
		fmt.Fprintln(w, "line", n)
		time.Sleep(200 * time.Microsecond)
	}
}

// coroutines switches without the scheduler.
func coroutines(ctx context.Context) {
	for ctx.Err() == nil {
		next, stop := iter.Pull(func(yield func(int) bool) {
			for i := 0; yield(i); i++ {
			}
		})
		for i := 0; i < 10; i++ {
			next()
		}
		stop()
		time.Sleep(time.Millisecond)
	}
}

// annotate begins tasks, regions and logs.
func annotate(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		inTask, task := trace.NewTask(ctx, "request")
		trace.WithRegion(inTask, "outer", func() {
			inner, child := trace.NewTask(inTask, "query")
			trace.Logf(inner, "n", "it is the %dth «query»", n)
			done := make(chan bool)
			go func() {
				defer close(done)
				defer trace.StartRegion(inner, "elsewhere").End()
			}()
			<-done
			child.End()
		})
		task.End()
		time.Sleep(time.Millisecond)
	}
}

// condition wakes two that wait.
func condition(ctx context.Context) {
	var mu sync.Mutex
	turn := 0
	cond := sync.NewCond(&mu)
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				mu.Lock()
				for turn != i && ctx.Err() == nil {
					cond.Wait()
				}
				turn = 1 - i
				cond.Broadcast()
				mu.Unlock()
				if ctx.Err() != nil {
					return
				}
				time.Sleep(20 * time.Microsecond)
			}
		}()
	}
	wg.Wait()
}

func echo(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			io.Copy(conn, conn)
		}()
	}
}

func talk(ctx context.Context, address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	lines := bufio.NewReader(conn)
	for ctx.Err() == nil {
		fmt.Fprintln(conn, "hello")
		if _, err := lines.ReadString('\n'); err != nil {
			log.Fatal(err)
		}
		time.Sleep(pause)
	}
}
