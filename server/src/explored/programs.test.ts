import { describe, expect, test } from 'vitest';
import { LineIndex } from '../syntax/lines.ts';
import { memoryFiles, testEngine } from '../testing/engine.ts';

/** What is found in a program, as «line: rule». */
async function found(text: string, name = 'main.go'): Promise<string[]> {
  const uri = `memory://test/program/${name}`;
  const engine = await testEngine(memoryFiles({ [uri]: text }));
  const report = await engine.check(uri);
  engine.dispose();
  const lines = new LineIndex(text);
  return report!.findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ rule, start }) => `${lines.position(start).line + 1}: ${rule}`);
}

const head = `package main

import "sync"

var jobs = make(chan int)
var results = make(chan int, size)
var wg sync.WaitGroup

func worker() {
	defer wg.Done()
	for job := range jobs {
		results <- 2 * job
	}
}
`;

const program = (size: number, body: string) => `${head.replace('size', String(size))}
func main() {
	wg.Add(1)
	go worker()
${body}
}
`;

const sends = `	jobs <- 1
	jobs <- 2
`;
const collect = `	close(results)
	for result := range results {
		println(result)
	}`;

describe('a program makes its package’s variables itself', () => {
  test('what ends', async () => {
    expect(await found(program(2, `${sends}	close(jobs)\n	wg.Wait()\n${collect}`))).toEqual([]);
  });

  test('a channel that is too small for what is sent before anybody receives', async () => {
    const text = program(1, `${sends}	close(jobs)\n	wg.Wait()\n${collect}`);
    expect(await found(text)).toEqual(['12: channel-send-no-receiver']);
  });

  test('a channel that nobody closes', async () => {
    expect(await found(program(2, `${sends}	wg.Wait()\n${collect}`))).toEqual([
      '11: channel-range-never-closed',
    ]);
  });

  test('a channel that init makes', async () => {
    const text = (init: string) =>
      `package main\n\nvar done chan bool\n\nfunc init() { ${init} }\n\nfunc main() {\n\tgo func() { done <- true }()\n\t<-done\n}\n`;
    expect(await found(text('done = make(chan bool)'))).toEqual([]);
    expect(await found(text('println()'))).toEqual(['8: channel-nil', '9: channel-nil']);
  });

  test('others may get at it: a library runs what uses it', async () => {
    const text = (serve: string) => `package main

import "net/http"

var hits = make(chan int)

func count() {
	for range hits {
	}
}

func hit(w http.ResponseWriter, r *http.Request) { hits <- 1 }

func main() {
	${serve}
	count()
}
`;
    expect(await found(text('http.HandleFunc("/", hit)'))).toEqual([]);
    expect(await found(text('hits <- 1'))).toContain('15: channel-send-no-receiver');
  });

  test('a library is used in any order', async () => {
    const text = program(1, `${sends}	close(jobs)\n	wg.Wait()\n${collect}`).replace(
      'package main',
      'package p',
    );
    expect(await found(text)).toEqual([]);
  });

  test('a test is a root too', async () => {
    const text = `package p

import "testing"

func TestSends(t *testing.T) {
	errors := make(chan error)
	go func() {
		errors <- nil
	}()
	select {
	case <-errors:
	default:
	}
}
`;
    expect(await found(text, 'p_test.go')).toEqual(['8: channel-abandoned-sender']);
  });
});
