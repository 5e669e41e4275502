// Command patterns shows how goroutines are left behind in production: the patterns of LeakProf (Saioc, Shirchenko and
// Chabbi, CGO 2024) and of other published leaks, one a file, as they look in services.
//
//	go run . timeout
//	go run . timeout fixed
//
// go run . lists the others. Each runs for a moment, and then tells which goroutines are still there: exit code 1 where
// there are any, 0 where there are none. A line that Unpark has to speak of says by which rule: // want rule-id.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"time"
)

// pattern is one way to leave goroutines behind.
type pattern struct {
	leaks func()
	// fixed is the same done right, where that is more than a quick fix; nil where Unpark's quick fix does.
	fixed func()
}

var patterns = map[string]pattern{
	"abandoned-worker":    {abandonedWorker, nil},
	"body-not-closed":     {bodyNotClosed, nil},
	"break-in-select":     {breakInSelect, nil},
	"cancel-dropped":      {cancelDropped, nil},
	"closer-waits":        {closerWaits, nil},
	"contract-start-stop": {contractStartStop, contractStartStopFixed},
	"contract-wait":       {contractWait, contractWaitFixed},
	"double-send":         {doubleSend, nil},
	"early-exit-pager":    {earlyExitPager, nil},
	"error-channel-full":  {errorChannelFull, nil},
	"first-error":         {firstError, nil},
	"handler-timeout":     {handlerTimeout, nil},
	"heartbeat":           {heartbeatKept, nil},
	"lock-kept":           {lockKept, nil},
	"merge-by-select":     {mergeBySelect, mergeBySelectFixed},
	"ncast":               {ncast, nil},
	"premature-return":    {prematureReturn, nil},
	"producer-gives-up":   {producerGivesUp, nil},
	"range-without-close": {rangeWithoutClose, nil},
	"retry":               {retry, nil},
	"semaphore-slot-lost": {semaphoreSlotLost, nil},
	"sleeping-poller":     {sleepingPoller, nil},
	"subscription":        {subscription, subscriptionFixed},
	"ticker-stopped":      {tickerStopped, nil},
	"timeout":             {timeout, nil},
	"two-answers":         {twoAnswers, nil},
	"unguarded-select":    {unguardedSelect, nil},
	"wait-before-drain":   {waitBeforeDrain, nil},
	"worker-pool":         {workerPool, nil},
}

// patience is how long a pattern may take, and its goroutines afterwards.
const patience = 500 * time.Millisecond

func main() {
	var names []string
	for name := range patterns {
		names = append(names, name)
	}
	sort.Strings(names)
	args := os.Args[1:]
	isFixed := len(args) == 2 && args[1] == "fixed"
	if len(args) == 0 || len(args) > 1 && !isFixed || patterns[args[0]].leaks == nil {
		fmt.Fprintln(os.Stderr, "usage: patterns NAME [fixed], where NAME is one of")
		for _, name := range names {
			fmt.Fprintln(os.Stderr, " ", name)
		}
		os.Exit(2)
	}
	run := patterns[args[0]].leaks
	if isFixed {
		if run = patterns[args[0]].fixed; run == nil {
			fmt.Fprintln(os.Stderr, "the quick fix of its finding is all that it needs")
			os.Exit(2)
		}
	}

	before := runtime.NumGoroutine()
	go run()
	for end := time.Now().Add(patience); time.Now().Before(end) && runtime.NumGoroutine() > before; {
		time.Sleep(10 * time.Millisecond)
	}
	// Goroutines of the runtime's own are no matter.
	left := runtime.NumGoroutine() - before
	if left <= 0 {
		fmt.Println("no goroutine is left")
		return
	}
	fmt.Printf("%d left behind\n", left)
	tell()
	os.Exit(1)
}

// tell prints the goroutines by the runtime's leak profile where it has one (Go 1.26 with
// GOEXPERIMENT=goroutineleakprofile), and else all that there are.
func tell() {
	kind := "goroutineleak"
	profile := pprof.Lookup(kind)
	if profile == nil {
		kind = "goroutine"
		profile = pprof.Lookup(kind)
	}
	var text bytes.Buffer
	if err := profile.WriteTo(&text, 1); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	fmt.Print(text.String())
}
