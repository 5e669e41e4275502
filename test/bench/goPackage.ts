/**
 * Writes the Go package that edits are measured in: 200 files, one of about 3 000 lines, with the goroutines, channels,
 * mutexes and WaitGroups of a service, and as much code without any.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** One part of a file: a type with its methods, and functions. `n` makes its names its own; `m` is that of another part. */
const shapes: ((n: string, m: string) => string)[] = [
  (n) => `
// Pool${n} runs jobs on a few goroutines.
type Pool${n} struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	jobs    chan func() error
	errs    []error
	closed  bool
	started time.Time
}

// NewPool${n} starts the workers.
func NewPool${n}(size int) *Pool${n} {
	p := &Pool${n}{jobs: make(chan func() error, size), started: time.Now()}
	for i := 0; i < size; i++ {
		p.wg.Add(1)
		go p.work()
	}
	return p
}

func (p *Pool${n}) work() {
	defer p.wg.Done()
	for job := range p.jobs {
		if err := job(); err != nil {
			p.mu.Lock()
			p.errs = append(p.errs, err)
			p.mu.Unlock()
		}
	}
}

// Submit hands a job over, unless the pool is closed.
func (p *Pool${n}) Submit(job func() error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.jobs <- job
	return true
}

// Close waits for what is under way.
func (p *Pool${n}) Close() error {
	p.mu.Lock()
	p.closed = true
	close(p.jobs)
	p.mu.Unlock()
	p.wg.Wait()
	return errors.Join(p.errs...)
}
`,
  (n, m) => `
// fetchAll${n} asks for all keys at once.
func fetchAll${n}(ctx context.Context, keys []string, fetch func(context.Context, string) (string, error)) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	found := make(map[string]string, len(keys))
	failed := make(chan error, len(keys))
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			value, err := fetch(ctx, key)
			if err != nil {
				failed <- fmt.Errorf("fetch %q: %w", key, err)
				return
			}
			mu.Lock()
			found[key] = normalize${m}(value)
			mu.Unlock()
		}()
	}
	wg.Wait()
	close(failed)
	for err := range failed {
		return found, err
	}
	return found, nil
}
`,
  (n) => `
func normalize${n}(text string) string {
	var b strings.Builder
	for i, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		field = strings.TrimSpace(field)
		switch {
		case field == "":
			continue
		case strings.HasPrefix(field, "#"):
			return b.String()
		case i > 0:
			b.WriteByte('-')
		}
		if n, err := strconv.Atoi(field); err == nil {
			fmt.Fprintf(&b, "%08d", n)
		} else {
			b.WriteString(strings.ToLower(field))
		}
	}
	return b.String()
}

type record${n} struct {
	Name  string            \`json:"name"\`
	Tags  []string          \`json:"tags"\`
	Attrs map[string]string \`json:"attrs"\`
	Score float64           \`json:"score"\`
}

func (r record${n}) valid() error {
	if r.Name == "" {
		return errors.New("record without a name")
	}
	for i, tag := range r.Tags {
		if strings.ContainsAny(tag, " \\t") {
			return fmt.Errorf("tag %d of %s: white space in %q", i, r.Name, tag)
		}
	}
	if r.Score < 0 || r.Score > 1 {
		return fmt.Errorf("score of %s: %v is not between 0 and 1", r.Name, r.Score)
	}
	return nil
}

func best${n}(records []record${n}) (record${n}, bool) {
	sort.Slice(records, func(i, j int) bool {
		if records[i].Score != records[j].Score {
			return records[i].Score > records[j].Score
		}
		return records[i].Name < records[j].Name
	})
	for _, r := range records {
		if r.valid() == nil {
			return r, true
		}
	}
	return record${n}{}, false
}
`,
  (n, m) => `
// feed${n} sends what a source yields until it is told to stop.
type feed${n} struct {
	mu       sync.RWMutex
	handlers map[string][]func(string)
	events   chan string
	done     chan struct{}
	once     sync.Once
}

func newFeed${n}() *feed${n} {
	f := &feed${n}{handlers: map[string][]func(string){}, events: make(chan string), done: make(chan struct{})}
	go f.run()
	return f
}

func (f *feed${n}) run() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case event := <-f.events:
			f.dispatch(event)
		case <-ticker.C:
			f.dispatch("tick")
		case <-f.done:
			return
		}
	}
}

func (f *feed${n}) dispatch(event string) {
	name, rest, _ := strings.Cut(event, ":")
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, handle := range f.handlers[name] {
		handle(normalize${m}(rest))
	}
}

func (f *feed${n}) on(name string, handle func(string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.handlers[name] = append(f.handlers[name], handle)
}

func (f *feed${n}) send(ctx context.Context, event string) error {
	select {
	case f.events <- event:
		return nil
	case <-f.done:
		return errors.New("feed closed")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *feed${n}) close() { f.once.Do(func() { close(f.done) }) }
`,
];

const header = `package service

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	_ = context.Canceled
	_ = errors.New
	_ = fmt.Sprint
	_ = sort.Ints
	_ = strconv.Itoa
	_ = strings.ToLower
	_ sync.Mutex
	_ time.Duration
)
`;

const files = 200;
const largeLines = 3_000;

/**
 * Writes the package's files into a folder.
 *
 * @returns The large one: its path and text.
 */
export function writeGoPackage(dir: string): { file: string; text: string } {
  // Whatever names a part of another file gets, that part has to have a `normalize`: every one of shape 2 does.
  const normalizers = Array.from({ length: files - 1 }, (_, i) => `${i}_2`);
  const part = (n: string, shape: number, i: number) => shapes[shape](n, normalizers[i % normalizers.length]);
  for (let i = 0; i < files - 1; i++) {
    const parts = shapes.map((_, shape) => part(`${i}_${shape}`, shape, i * 7 + shape));
    writeFileSync(path.join(dir, `part${i}.go`), header + parts.join(''));
  }
  let text = header;
  for (let i = 0; text.split('\n').length < largeLines; i++)
    text += part(`Large${i}`, i % shapes.length, i * 13);
  const file = path.join(dir, 'large.go');
  writeFileSync(file, text);
  writeFileSync(path.join(dir, 'go.mod'), 'module example.com/service\n\ngo 1.24\n');
  return { file, text };
}
