// Command main prints the events of execution traces as golang.org/x/exp/trace reads them, one a line, for the tests
// to compare with. Each file ends with a line «SUCCESS» or «FAILURE message».
//
//	main [-count | -totals] FILE…
//
// With -count it only counts them, and prints the events, the seconds, and the bytes that it took from the system:
// what the benchmark measures. With -totals it prints how many there are of each kind, what the goroutines do in the
// end, and a checksum over all events: for traces whose lines would be too many.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	files := os.Args[1:]
	count, totals := files[0] == "-count", files[0] == "-totals"
	if count || totals {
		files = files[1:]
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, file := range files {
		var err error
		switch {
		case count:
			err = countEvents(out, file)
		case totals:
			err = sumUp(out, file)
		default:
			err = dump(out, file)
		}
		if err != nil {
			fmt.Fprintf(out, "FAILURE %s\n", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Fprintln(out, "SUCCESS")
		}
	}
}

func open(file string) (*trace.Reader, io.Closer, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	r, err := trace.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return r, f, nil
}

func countEvents(out io.Writer, file string) error {
	r, f, err := open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	since := time.Now()
	for n := 0; ; n++ {
		if _, err := r.ReadEvent(); err == io.EOF {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			fmt.Fprintln(out, n, time.Since(since).Seconds(), m.Sys)
			return nil
		} else if err != nil {
			return err
		}
	}
}

// sumUp prints what ../../traceTotals.ts makes of our reader's events.
func sumUp(out io.Writer, file string) error {
	r, f, err := open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	kinds := make(map[string]int)
	states := make(map[trace.GoID]trace.GoState)
	var begin trace.Time
	sum := uint32(2166136261)
	add := func(n int64) { sum = (sum ^ uint32(n)) * 16777619 }
	for n := 0; ; n++ {
		ev, err := r.ReadEvent()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if n == 0 {
			begin = ev.Time()
		}
		kinds[ev.Kind().String()]++
		add(int64(ev.Time() - begin))
		add(int64(ev.Goroutine()))
		add(int64(ev.Proc()))
		add(int64(ev.Thread()))
		if ev.Kind() == trace.EventStateTransition {
			if st := ev.StateTransition(); st.Resource.Kind == trace.ResourceGoroutine {
				_, to := st.Goroutine()
				states[st.Resource.Goroutine()] = to
				add(int64(st.Resource.Goroutine()))
			}
		}
	}
	final := make(map[string]int)
	for _, state := range states {
		final[state.String()]++
	}
	for name, count := range kinds {
		fmt.Fprintln(out, name, count)
	}
	for name, count := range final {
		fmt.Fprintln(out, "in the end", name, count)
	}
	fmt.Fprintln(out, "checksum", sum)
	return nil
}

func dump(out io.Writer, file string) (err error) {
	// The reader has panics left for some broken traces.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	r, f, err := open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	p := printer{hashes: make(map[trace.Stack]string)}
	for {
		ev, err := r.ReadEvent()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if p.events == 0 {
			p.begin = ev.Time()
		}
		p.events++
		fmt.Fprintln(out, p.line(ev))
	}
}

type printer struct {
	events int
	begin  trace.Time
	hashes map[trace.Stack]string
}

func (p *printer) line(ev trace.Event) string {
	head := fmt.Sprintf("%s %d g%d p%d m%d %s", ev.Kind(), ev.Time()-p.begin, ev.Goroutine(), ev.Proc(), ev.Thread(), p.hash(ev.Stack()))
	switch kind := ev.Kind(); kind {
	case trace.EventMetric:
		m := ev.Metric()
		return fmt.Sprintf("%s %s %d", head, m.Name, m.Value.Uint64())
	case trace.EventLabel:
		return head + " " + quote(ev.Label().Label)
	case trace.EventRangeBegin, trace.EventRangeActive, trace.EventRangeEnd:
		r := ev.Range()
		s := fmt.Sprintf("%s %s %s", head, quote(r.Name), r.Scope)
		if kind == trace.EventRangeEnd {
			for _, attr := range ev.RangeAttributes() {
				s += fmt.Sprintf(" %d", attr.Value.Uint64())
			}
		}
		return s
	case trace.EventTaskBegin, trace.EventTaskEnd:
		t := ev.Task()
		return fmt.Sprintf("%s %d %d %s", head, t.ID, int64(t.Parent), quote(t.Type))
	case trace.EventRegionBegin, trace.EventRegionEnd:
		r := ev.Region()
		return fmt.Sprintf("%s %d %s", head, r.Task, quote(r.Type))
	case trace.EventLog:
		l := ev.Log()
		return fmt.Sprintf("%s %d %s %s", head, l.Task, quote(l.Category), quote(l.Message))
	case trace.EventStateTransition:
		s := ev.StateTransition()
		switch s.Resource.Kind {
		case trace.ResourceGoroutine:
			from, to := s.Goroutine()
			return fmt.Sprintf("%s G%d %s->%s %s %s", head, s.Resource.Goroutine(), from, to, quote(s.Reason), p.hash(s.Stack))
		default:
			from, to := s.Proc()
			return fmt.Sprintf("%s P%d %s->%s", head, s.Resource.Proc(), from, to)
		}
	case trace.EventSync:
		s := ev.Sync()
		if c := s.ClockSnapshot; c != nil {
			return fmt.Sprintf("%s %d %d %d %d", head, s.N, c.Trace-p.begin, c.Mono, c.Wall.UnixMilli())
		}
		return fmt.Sprintf("%s %d", head, s.N)
	case trace.EventExperimental:
		x := ev.Experimental()
		s := head + " " + x.Name
		for i := range x.Args {
			s += fmt.Sprintf(" %d", x.ArgValue(i).Uint64())
		}
		return s
	}
	return head
}

// hash tells stacks apart by what their frames say.
func (p *printer) hash(stack trace.Stack) string {
	if stack == trace.NoStack {
		return "-"
	}
	if s, ok := p.hashes[stack]; ok {
		return s
	}
	h := fnv.New32a()
	n := 0
	for f := range stack.Frames() {
		fmt.Fprintf(h, "%s\x00%s\x00%d\n", f.Func, f.File, f.Line)
		n++
	}
	s := "-"
	if n > 0 {
		s = strconv.FormatUint(uint64(h.Sum32()), 16)
	}
	p.hashes[stack] = s
	return s
}

// quote quotes as JSON.stringify does.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
