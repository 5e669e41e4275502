// Command leak starts goroutines that never end, each in another way, and writes down what it left behind.
//
//	go run . -out DIR [-wait 90s]
//
// It leaves goroutines.txt (a dump with debug=2), goroutines-debug1.txt, goroutine.pb.gz, heap.pb.gz, cpu.pb.gz,
// trace.out and, where the runtime has it, goroutineleak.pb.gz and goroutines-leaked.txt in DIR.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"time"
)

func main() {
	out := flag.String("out", "", "the folder to write to")
	wait := flag.Duration("wait", 0, "how long the leaks age before the dump; the runtime counts whole minutes")
	flag.Parse()
	if *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*out, *wait); err != nil {
		log.Fatal(err)
	}
}

func run(out string, wait time.Duration) error {
	stop, err := record(out)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer listener.Close()
	go accept(listener)

	leakAll()
	time.Sleep(200 * time.Millisecond)
	if err := stop(); err != nil {
		return err
	}
	age(wait)
	return writeProfiles(out)
}

// age lets the goroutines grow old. The runtime notes since when one waits in the first collection after it began.
func age(wait time.Duration) {
	for end := time.Now().Add(wait); time.Now().Before(end); {
		runtime.GC()
		time.Sleep(min(wait, time.Second))
	}
	runtime.GC()
}

// record starts an execution trace and a CPU profile, and returns what ends them.
func record(out string) (stop func() error, err error) {
	events, err := os.Create(filepath.Join(out, "trace.out"))
	if err != nil {
		return nil, err
	}
	samples, err := os.Create(filepath.Join(out, "cpu.pb.gz"))
	if err != nil {
		return nil, err
	}
	if err := trace.Start(events); err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(samples); err != nil {
		return nil, err
	}
	return func() error {
		pprof.StopCPUProfile()
		trace.Stop()
		if err := samples.Close(); err != nil {
			return err
		}
		return events.Close()
	}, nil
}

func writeProfiles(out string) error {
	for _, p := range []struct {
		file, profile string
		debug         int
	}{
		// The leak profile marks goroutines as leaked, and the dump then no longer says how long those waited.
		{"goroutines.txt", "goroutine", 2},
		{"goroutines-debug1.txt", "goroutine", 1},
		{"goroutine.pb.gz", "goroutine", 0},
		{"heap.pb.gz", "heap", 0},
		{"goroutineleak.pb.gz", "goroutineleak", 0},
		{"goroutines-leaked.txt", "goroutineleak", 2},
	} {
		profile := pprof.Lookup(p.profile)
		if profile == nil {
			fmt.Printf("%s: this runtime has no %s profile\n", p.file, p.profile)
			continue
		}
		file, err := os.Create(filepath.Join(out, p.file))
		if err != nil {
			return err
		}
		if err := profile.WriteTo(file, p.debug); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}
