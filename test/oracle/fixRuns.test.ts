import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fixAll } from '../../server/src/testing/fixAll.ts';
import { describeWithGo, inEmpty } from './go.ts';

/** A program, the rule whose fix it wants, and what it prints before and after. */
interface Run {
  fix: string;
  rule: string;
  program: string;
  before: RegExp;
  after: RegExp;
}

const runs: Run[] = [
  {
    fix: 'a channel as semaphore bounds the goroutines',
    rule: 'goroutine-unbounded',
    program: `package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

var running, most atomic.Int64

type queue struct {
	jobs chan int
	done sync.WaitGroup
}

func (q *queue) work(int) {
	defer q.done.Done()
	defer running.Add(-1)
	if n := running.Add(1); n > most.Load() {
		most.Store(n)
	}
	time.Sleep(100 * time.Millisecond)
}

func (q *queue) run() {
	for job := range q.jobs {
		go q.work(job)
	}
}

func main() {
	q := &queue{jobs: make(chan int)}
	q.done.Add(250)
	go q.run()
	for i := 0; i < 250; i++ {
		q.jobs <- i
	}
	q.done.Wait()
	fmt.Println(most.Load() <= 100)
}
`,
    before: /^false$/,
    after: /^true$/,
  },
  {
    fix: 'one timer for all turns goes off as the others did',
    rule: 'select-time-after-in-loop',
    program: `package main

import (
	"fmt"
	"time"
)

func count(messages <-chan int) (sum, idle int) {
	for {
		select {
		case m := <-messages:
			sum += m
			if m == 0 {
				return sum, idle
			}
		case <-time.After(60 * time.Millisecond):
			idle++
		}
	}
}

func main() {
	messages := make(chan int)
	go func() {
		for i := 0; i < 5; i++ {
			messages <- 1
		}
		time.Sleep(150 * time.Millisecond)
		messages <- 0
	}()
	sum, idle := count(messages)
	fmt.Println(sum, idle > 0)
}
`,
    before: /^5 true$/,
    after: /^5 true$/,
  },
  {
    fix: 'what there is no room for is dropped, as elsewhere',
    rule: 'channel-capacity-exceeded',
    program: `package main

import "fmt"

func wake(again bool) {
	bell := make(chan struct{}, 1)
	select {
	case bell <- struct{}{}:
	default:
	}
	if again {
		bell <- struct{}{}
	}
	<-bell
}

func main() {
	wake(false)
	wake(true)
	fmt.Println("awake")
}
`,
    before: /all goroutines are asleep/,
    after: /^awake$/,
  },
  {
    fix: 'a ticker is stopped, and ticks until then',
    rule: 'ticker-not-stopped',
    program: `package main

import (
	"fmt"
	"time"
)

func ticks(limit int) (n int) {
	ticker := time.NewTicker(time.Millisecond)
	for range ticker.C {
		n++
		if n == limit {
			return n
		}
	}
	return n
}

func main() {
	fmt.Println(ticks(3))
}
`,
    before: /^3$/,
    after: /^3$/,
  },
];

// What a fix makes of a program runs, and does what is meant.
describeWithGo('fixed programs run', (go) => {
  test.each(runs)('$fix', { timeout: 120_000 }, ({ rule, program, before, after }) =>
    inEmpty(async (dir) => {
      const texts = { 'main.go': program, 'go.mod': 'module fixed\n\ngo 1.22\n' };
      const run = (files: Record<string, string>) => {
        for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
        const { stdout, stderr } = spawnSync(go.command, ['run', '.'], {
          cwd: dir,
          encoding: 'utf8',
          timeout: 60_000,
        });
        return (stdout + stderr).trim();
      };
      expect(run(texts)).toMatch(before);
      const fixed = await fixAll(texts, rule);
      expect(fixed['main.go']).not.toBe(program);
      expect(go.unformatted(dir)).toEqual([]);
      expect(run(fixed)).toMatch(after);
      expect(go.unformatted(dir)).toEqual([]);
    }),
  );
});
