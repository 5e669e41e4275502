import { describe, expect, test } from 'vitest';
import { memoryFiles, testEngine } from '../testing/engine.ts';
import { fixAll } from '../testing/fixAll.ts';

const lines = (indent: string, all: string[]) => all.map((line) => `\n${indent}${line}`).join('');

/** One goroutine a task, with these lines before the go statement and in the goroutine. */
const eachTask = (before: string[], inside: string[]) => `
	var wg sync.WaitGroup
	for _, task := range tasks {${lines('\t\t', before)}
		go func(t Task) {${lines('\t\t\t', inside)}
		}(task)
	}
	wg.Wait()`;

const oneGoroutine = (before: string[], after: string[]) => `
	var wg sync.WaitGroup${lines('\t', before)}
	go func() {
		defer wg.Done()
		time.Sleep(100 * time.Millisecond)
	}()${lines('\t', after)}
	wg.Wait()`;

const handedOver = (type: string, argument: string) => `
	var wg sync.WaitGroup
	run := func(t Task, group ${type}) {
		defer group.Done()
		process(t)
	}
	for _, task := range tasks {
		wg.Add(1)
		go run(task, ${argument})
	}
	wg.Wait()`;

const recovered = (last: string) => `
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Done() // the counter is 0
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("a panic, as expected:", r)
		}
	}()${last}`;

/**
 * The WaitGroup mistakes of the article that the project grew from, by chapter: each wrong way is flagged, its fix
 * gives the right one where there is a fix, and the right way is quiet.
 */
const mistakes: { chapter: string; rule: string; wrong: string; right: string }[] = [
  {
    chapter: '1: Add inside the goroutine',
    rule: 'waitgroup-add-in-goroutine',
    wrong: eachTask([], ['wg.Add(1)', 'defer wg.Done()', 'process(t)']),
    right: eachTask(['wg.Add(1)'], ['defer wg.Done()', 'process(t)']),
  },
  {
    chapter: '1: Done forgotten',
    rule: 'waitgroup-missing-done',
    wrong: eachTask(['wg.Add(1)'], ['process(t)']),
    right: eachTask(['wg.Add(1)'], ['defer wg.Done()', 'process(t)']),
  },
  {
    chapter: '1: Done not deferred',
    rule: 'waitgroup-done-not-deferred',
    wrong: eachTask(['wg.Add(1)'], ['process(t)', 'wg.Done()']),
    right: eachTask(['wg.Add(1)'], ['defer wg.Done()', 'process(t)']),
  },
  {
    chapter: '1: Done called once more than needed',
    rule: 'waitgroup-done-twice',
    wrong: eachTask(['wg.Add(1)'], ['defer wg.Done()', 'process(t)', 'wg.Done()']),
    right: eachTask(['wg.Add(1)'], ['defer wg.Done()', 'process(t)']),
  },
  {
    chapter: '4.1: the counter is copied',
    rule: 'waitgroup-passed-by-value',
    wrong: handedOver('sync.WaitGroup', 'wg'),
    right: handedOver('*sync.WaitGroup', '&wg'),
  },
  {
    chapter: '4.2: Add after the go statement',
    rule: 'waitgroup-add-after-go',
    wrong: oneGoroutine([], ['wg.Add(1) // late']),
    right: oneGoroutine(['wg.Add(1) // late'], []),
  },
  {
    chapter: '4.4: a second Done, whose panic is recovered',
    rule: 'waitgroup-done-twice',
    wrong: recovered('\n\twg.Done() // the counter would be -1'),
    right: recovered(''),
  },
];

/** What the article offers instead. */
const alternatives: Record<string, string> = {
  '4.3: errgroup': `
	var g errgroup.Group
	for _, task := range tasks {
		g.Go(func() error {
			process(task)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		log.Fatal(err)
	}`,
  '4.4: an atomic counter beside the group': `
	var wg sync.WaitGroup
	var counter atomic.Int32
	for _, task := range tasks {
		wg.Add(1)
		counter.Add(1)
		go func() {
			defer wg.Done()
			defer counter.Add(-1)
			process(task)
		}()
	}
	wg.Wait()
	fmt.Println(counter.Load())`,
};

const file = (body: string) => `package article

import (
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

type Task int

func process(t Task) { fmt.Println(t) }

func all(tasks []Task) {${body}
}
`;

async function rulesIn(text: string): Promise<string[]> {
  const uri = 'memory://test/article/article.go';
  const engine = await testEngine(memoryFiles({ [uri]: text }));
  const report = await engine.check(uri);
  engine.dispose();
  return report!.findings.map(({ rule }) => rule);
}

describe('the article’s WaitGroup mistakes', () => {
  test.each(mistakes)('$chapter', async ({ rule, wrong, right }) => {
    expect(await rulesIn(file(wrong))).toEqual([rule]);
    expect(await fixAll({ 'article.go': file(wrong) })).toEqual({ 'article.go': file(right) });
    expect(await rulesIn(file(right))).toEqual([]);
  });

  test.each(Object.entries(alternatives))('%s is right', async (_, body) => {
    expect(await rulesIn(file(body))).toEqual([]);
  });
});
