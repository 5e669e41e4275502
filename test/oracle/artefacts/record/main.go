// Record writes the profiles of a small program that does something of every kind, in both forms: NAME.pb.gz and
// NAME.txt. Usage: record FOLDER.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"time"
)

type list[T any] struct{ items []T }

func (l *list[T]) add(item T) { l.items = append(l.items, item) }

var kept list[[]byte]

//go:noinline
func allocate(n int) {
	for i := range n {
		kept.add(make([]byte, 1<<(i%14)))
	}
}

func spin(d time.Duration) (sum int) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		sum += work(1000)
	}
	return sum
}

func work(n int) (sum int) {
	for i := range n {
		sum += len(strings.Repeat("x", i%64))
	}
	return sum
}

func contend() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 20 {
				mu.Lock()
				time.Sleep(time.Millisecond)
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
}

//go:noinline
func leak() {
	ch := make(chan int)
	go func() { ch <- 1 }()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	folder := os.Args[1]
	runtime.MemProfileRate = 512
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(3)
	custom := pprof.NewProfile("example.connections")
	for i := range 5 {
		custom.Add(&[]int{i}, 0)
	}

	cpu, err := os.Create(filepath.Join(folder, "cpu.pb.gz"))
	check(err)
	check(pprof.StartCPUProfile(cpu))
	block := make(chan bool)
	for i := range 8 {
		labels := pprof.Labels("user", fmt.Sprint("user ", i%3), "quoted \"key\"", "a]:b")
		go pprof.Do(context.Background(), labels, func(context.Context) {
			spin(60 * time.Millisecond)
			<-block
		})
	}
	contend()
	allocate(5000)
	for range 7 {
		leak()
	}
	spin(300 * time.Millisecond)
	pprof.StopCPUProfile()
	check(cpu.Close())
	runtime.GC()

	names := []string{"heap", "allocs", "block", "mutex", "threadcreate", "goroutine", "goroutineleak", "example.connections"}
	for _, name := range names {
		profile := pprof.Lookup(name)
		if profile == nil {
			continue
		}
		for debug, suffix := range []string{".pb.gz", ".txt"} {
			file, err := os.Create(filepath.Join(folder, name+suffix))
			check(err)
			check(profile.WriteTo(file, debug))
			check(file.Close())
		}
	}
	dump, err := os.Create(filepath.Join(folder, "dump.log"))
	check(err)
	check(pprof.Lookup("goroutine").WriteTo(dump, 2))
	check(dump.Close())
	close(block)
}
