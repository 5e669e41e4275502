// Runs programs of programs.go, each many times and each time in a process of its own, and tells what became of it.
//
//	harness RUNS            every program, in random orders; prints «program outcome»
//	harness orders.json     programs in the orders that are given; prints the same
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An entry of an order: what goroutine G does at a site. Two that go hand in hand are one after the other, and the
// second does not wait for the first to be done.
type entry struct {
	G      int    `json:"g"`
	Site   int    `json:"site"`
	What   string `json:"what"`
	Choice int    `json:"choice"`
	Other  int    `json:"other"`
	Joined bool   `json:"joined"`
}

type order struct {
	Program int     `json:"program"`
	Seed    uint64  `json:"seed"`
	Steps   []entry `json:"steps"`
}

var (
	mu     sync.Mutex
	random *rand.Rand
	steps  []entry
	forced bool
	// The entry that is under way, and since when.
	busy  int
	since time.Time
	picks = map[int]int{}
)

// Nobody waits for the order longer than that.
const patience = 300 * time.Millisecond

var born = time.Now()

func step(g, site int, what string, cases ...int) {
	if !forced {
		pause()
		return
	}
	ends := what == "panic" || what == "exit"
	late := ends || roll(2) == 1
	for {
		mu.Lock()
		if time.Since(born) > patience {
			mu.Unlock()
			return
		}
		at := -1
		for i, e := range steps {
			if e.G == g {
				at = i
				break
			}
		}
		mine := at >= 0 && steps[at].What == what && isAt(steps[at].Site, site, cases)
		switch {
		case mine && at == 0 && (busy == 0 || steps[0].Joined || time.Since(since) > 5*time.Millisecond):
			picks[g] = steps[0].Choice
			steps = steps[1:]
			busy++
			since = time.Now()
			mu.Unlock()
			return
		case !mine && (len(steps) == 0 || !late && at < 0):
			// The operation at which it hangs.
			picks[g] = -2
			mu.Unlock()
			if ends {
				time.Sleep(30 * time.Millisecond)
			}
			return
		}
		mu.Unlock()
		time.Sleep(50 * time.Microsecond)
	}
}

func isAt(site, own int, cases []int) bool {
	for _, c := range cases {
		if c == site {
			return true
		}
	}
	return site == own
}

func done(g int) {
	if !forced {
		return
	}
	mu.Lock()
	if busy > 0 {
		busy--
	}
	mu.Unlock()
}

// only gives a channel to the case that is to be taken, and nil to the others.
func only[T any](g, i int, channel chan T) chan T {
	mu.Lock()
	defer mu.Unlock()
	if pick, ok := picks[g]; forced && ok && pick != -2 && pick != i {
		return nil
	}
	return channel
}

// again says whether a select that is to take a case has come too early.
func again(g int) bool {
	mu.Lock()
	pick, ok := picks[g]
	mu.Unlock()
	if !forced || !ok || pick < 0 || time.Since(born) > patience {
		return false
	}
	time.Sleep(20 * time.Microsecond)
	return true
}

func choose(g, site int) int {
	if e, ok := take(g, site, "choose"); ok {
		return e.Choice
	}
	return roll(2)
}

func roll(n int) int {
	mu.Lock()
	defer mu.Unlock()
	return random.IntN(n)
}

func spawn(g, site int) int {
	if e, ok := take(g, site, "spawn"); ok {
		return e.Other
	}
	if forced {
		return -1
	}
	pause()
	return 0
}

// take finds the next entry for what a goroutine does without others having to do with it.
func take(g, site int, what string) (entry, bool) {
	mu.Lock()
	defer mu.Unlock()
	for i, e := range steps {
		if e.G == g && e.What == what && e.Site == site {
			steps = append(append([]entry{}, steps[:i]...), steps[i+1:]...)
			return e, true
		}
	}
	return entry{}, false
}

func pause() {
	switch roll(4) {
	case 0:
		runtime.Gosched()
	case 1:
		time.Sleep(time.Duration(roll(200)) * time.Microsecond)
	}
}

// run is one program in a process of its own: it ends when nothing goes on any more.
func run(program int, seed uint64) {
	random = rand.New(rand.NewPCG(seed, uint64(program)))
	go programs[program](0)
	buffer := make([]byte, 1<<20)
	for wait := 200 * time.Microsecond; ; wait = min(2*wait, 4*time.Millisecond) {
		time.Sleep(wait)
		stacks := strings.Split(string(buffer[:runtime.Stack(buffer, true)]), "\n\n")
		if lines, quiet := hanging(stacks); quiet {
			fmt.Print(strings.Join(lines, " "))
			os.Exit(0)
		}
		if time.Since(born) > 2*time.Second {
			fmt.Print("runs")
			os.Exit(0)
		}
	}
}

var place = regexp.MustCompile(`programs\.go:(\d+)`)

// hanging gives the lines at which goroutines hang, where none of them goes on.
func hanging(stacks []string) (lines []string, quiet bool) {
	for _, stack := range stacks {
		stack, _, _ = strings.Cut(stack, "created by ")
		at := place.FindStringSubmatch(stack)
		if at == nil || strings.Contains(stack, "main.run(") {
			continue
		}
		head, _, _ := strings.Cut(stack, "\n")
		if strings.Contains(stack, "harness.go") || strings.Contains(head, "[runnable") ||
			strings.Contains(head, "[running") || strings.Contains(head, "[sleep") || strings.Contains(head, "[syscall") {
			return nil, false
		}
		lines = append(lines, at[1])
	}
	return lines, true
}

var panicking = regexp.MustCompile(`(?m)^\s*(?:panic|fatal error): (.*)$`)

var alone = regexp.MustCompile(`(?m)^(?:panic|fatal error): `)

// outcome starts a program, and says what became of it.
func outcome(program int, args ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0], append([]string{"run", strconv.Itoa(program)}, args...)...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	if command.Run() == nil {
		return "stuck " + out.String()
	}
	text, stack, _ := strings.Cut(errors.String(), "[running]:")
	all := panicking.FindAllStringSubmatch(text, -1)
	at := place.FindStringSubmatch(stack)
	// Where two goroutines panic at once, nobody can say which stack is whose.
	if all == nil || at == nil || len(alone.FindAllString(errors.String(), -1)) != 1 {
		return "panic 0 ?"
	}
	return "panic " + at[1] + " " + all[len(all)-1][1]
}

func main() {
	if os.Args[1] == "run" {
		program, _ := strconv.Atoi(os.Args[2])
		seed, _ := strconv.ParseUint(os.Args[3], 10, 64)
		if len(os.Args) > 4 {
			forced = true
			if err := json.Unmarshal([]byte(os.Args[4]), &steps); err != nil {
				panic(err)
			}
		}
		run(program, seed)
	}
	var orders []order
	if runs, err := strconv.Atoi(os.Args[1]); err == nil {
		for program := range programs {
			for seed := range runs {
				orders = append(orders, order{Program: program, Seed: uint64(seed)})
			}
		}
	} else {
		text, err := os.ReadFile(os.Args[1])
		if err != nil {
			panic(err)
		}
		if err := json.Unmarshal(text, &orders); err != nil {
			panic(err)
		}
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	results := make([]string, len(orders))
	var wg sync.WaitGroup
	places := make(chan struct{}, 4)
	for i, o := range orders {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			args := []string{strconv.FormatUint(o.Seed, 10)}
			if o.Steps != nil {
				text, _ := json.Marshal(o.Steps)
				args = append(args, string(text))
			}
			results[i] = outcome(o.Program, args...)
		})
	}
	wg.Wait()
	for i, o := range orders {
		fmt.Fprintln(out, o.Program, results[i])
	}
}
