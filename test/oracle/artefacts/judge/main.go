// Judge reads goroutine dumps with other parsers. `judge panicparse FILE` prints the goroutines as JSON;
// `judge time-panicparse FILE` and `judge time-gostackparse FILE` print seconds, goroutines and bytes of memory.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/DataDog/gostackparse"
	"github.com/maruel/panicparse/v2/stack"
)

type Call struct {
	Func string
	File string
	Line int
}

type Goroutine struct {
	ID      int
	State   string
	Minutes int
	Locked  bool
	Elided  bool
	Calls   []Call
	Creator []Call
}

func calls(s stack.Stack) []Call {
	result := []Call{}
	for _, c := range s.Calls {
		result = append(result, Call{c.Func.Complete, c.RemoteSrcPath, c.Line})
	}
	return result
}

func scan(data []byte) ([]*stack.Goroutine, error) {
	var all []*stack.Goroutine
	var in io.Reader = bytes.NewReader(data)
	for {
		s, suffix, err := stack.ScanSnapshot(in, io.Discard, &stack.Opts{})
		if s != nil {
			all = append(all, s.Goroutines...)
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				return all, nil
			}
			return all, err
		}
		in = io.MultiReader(bytes.NewReader(suffix), in)
	}
}

func main() {
	data, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	since := time.Now()
	count := 0
	switch os.Args[1] {
	case "panicparse":
		all, err := scan(data)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		result := []Goroutine{}
		for _, g := range all {
			result = append(result, Goroutine{g.ID, g.State, g.SleepMax, g.Locked, g.Stack.Elided, calls(g.Stack), calls(g.CreatedBy)})
		}
		if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
			panic(err)
		}
		return
	case "time-panicparse":
		all, _ := scan(data)
		count = len(all)
	case "time-gostackparse":
		all, _ := gostackparse.Parse(bytes.NewReader(data))
		count = len(all)
	}
	var memory runtime.MemStats
	seconds := time.Since(since).Seconds()
	runtime.ReadMemStats(&memory)
	fmt.Println(seconds, count, memory.Sys)
}
