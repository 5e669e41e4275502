import { expect, test } from 'vitest';
import type { Finding, Schedule } from '../findings.ts';
import { memoryFiles, testEngine } from '../testing/engine.ts';

const uri = 'file:///a.go';

/** The one finding of a rule in a file of package p. */
async function findingIn(rule: string, code: string): Promise<Finding & { text: string }> {
  const text = `package p\n\n${code}`;
  const engine = await testEngine(memoryFiles({ [uri]: text }));
  const report = await engine.check(uri);
  engine.dispose();
  const [found, ...others] = report!.findings.filter((finding) => finding.rule === rule);
  expect(others).toEqual([]);
  return { ...found, text };
}

const scheduleIn = async (rule: string, code: string): Promise<Schedule> =>
  (await findingIn(rule, code)).schedule!;

/** `lane kind → lane ← step: text`. */
const shown = ({ lanes, steps }: Schedule): string[] =>
  steps.map(({ lane, kind, to, from, text }) => {
    const arrow = to === null ? '' : ` → ${to}`;
    expect(lanes[lane]).toBeDefined();
    return `${lane} ${kind}${arrow}${from === null ? '' : ` ← ${from}`}: ${text}`;
  });

const timeout = `import "time"

func fetch() int {
	result := make(chan int)
	go func() {
		result <- work()
	}()
	select {
	case v := <-result:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func work() int { return 1 }
`;

test('a sender that a time-out abandons', async () => {
  const schedule = await scheduleIn('channel-abandoned-sender', timeout);
  expect(shown(schedule)).toEqual([
    '0 start → 1: fetch starts the goroutine',
    '0 select: fetch takes the time-out case and returns',
    '1 blocked: the goroutine sends on result: nobody will ever receive (fetch has returned)',
  ]);
  expect(schedule.lanes.map(({ name, end }) => `${name} ${end}`)).toEqual([
    'fetch ended',
    'the goroutine blocked',
  ]);
});

test('the notes of a finding are its steps, numbered, each at its place', async () => {
  const { related, schedule, text } = await findingIn('channel-abandoned-sender', timeout);
  expect(related.map(({ message, start, end }) => `${message} @ ${text.slice(start, end)}`)).toEqual([
    '1. fetch starts the goroutine @ go func() {',
    '2. fetch takes the time-out case and returns @ <-time.After(time.Second)',
    '3. the goroutine sends on result: nobody will ever receive (fetch has returned) @ result <- work()',
    'it is made here @ make(chan int)',
  ]);
  expect(schedule!.lanes[1].start).toMatchObject({ uri, start: text.indexOf('go func') });
});

test('goroutines are called by the functions that they run, with numbers where there are several', async () => {
  const schedule = await scheduleIn(
    'channel-abandoned-sender',
    `func first() int {
	result := make(chan int)
	for i := 0; i < 2; i++ {
		go answer(result)
	}
	return <-result
}

func answer(to chan int) { to <- 1 }
`,
  );
  expect(shown(schedule)).toEqual([
    '0 start → 1: first starts goroutine answer (1)',
    '0 start → 2: first starts goroutine answer (2)',
    '1 send → 0: goroutine answer (1) sends on to, and first receives it',
    '0 return: first returns',
    '2 blocked: goroutine answer (2) sends on to: nobody will ever receive (first has returned)',
  ]);
  expect(schedule.steps[2].received).not.toBeNull();
});

test('what lies in a buffer, or is closed, leads to who takes it', async () => {
  const schedule = await scheduleIn(
    'channel-abandoned-receiver',
    `func run() int {
	jobs := make(chan int, 1)
	done := make(chan int)
	jobs <- 1
	close(jobs)
	go func() {
		for range jobs {
		}
		if failed() {
			return
		}
		done <- 1
	}()
	return <-done
}

func failed() bool
`,
  );
  expect(shown(schedule)).toEqual([
    '0 send: run sends on jobs',
    '0 close: run closes jobs',
    '0 start → 1: run starts the goroutine',
    '1 receive ← 0: the goroutine receives from jobs',
    '1 receive ← 1: the goroutine receives from jobs',
    '1 condition: suppose that failed()',
    '1 return: the goroutine returns',
    '0 blocked: run receives from done: nobody will ever send on it or close it (the goroutine has ended)',
  ]);
  expect(schedule.steps.map(({ isFree }) => isFree)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
});

test('two locks in both orders: who holds what', async () => {
  const schedule = await scheduleIn(
    'mutex-lock-order',
    `import "sync"

func swap() {
	var a, b sync.Mutex
	go func() {
		a.Lock()
		b.Lock()
		b.Unlock()
		a.Unlock()
	}()
	b.Lock()
	a.Lock()
	a.Unlock()
	b.Unlock()
}
`,
  );
  expect(shown(schedule).slice(-2)).toEqual([
    '0 blocked: swap waits for a: this never goes on either',
    '1 blocked: the goroutine waits for b: swap holds it, and never goes on',
  ]);
  expect(schedule.lanes.map(({ end }) => end)).toEqual(['blocked', 'blocked']);
});

test('a panic is the last step, and of a condition it is told whether it holds', async () => {
  const schedule = await scheduleIn(
    'channel-close-twice',
    `func stop(err error) {
	done := make(chan int)
	if err == nil {
		close(done)
	}
	close(done)
}
`,
  );
  expect(shown(schedule)).toEqual([
    '0 condition: suppose that err == nil',
    '0 close: stop closes done',
    '0 failed: stop closes done: it is closed already, and the program panics',
  ]);
});

test('a side of a comparison is told as the whole of it', async () => {
  const schedule = await scheduleIn(
    'channel-abandoned-receiver',
    `func run() int {
	done := make(chan int)
	go func() {
		if left() != 0 {
			return
		}
		done <- 1
	}()
	return <-done
}

func left() int
`,
  );
  expect(shown(schedule)[1]).toBe('1 condition: suppose that left() != 0');
});

test('what is done again and again is told once; who has locked it is told by name', async () => {
  const sends = await scheduleIn(
    'channel-capacity-exceeded',
    `func fill() int {
	out := make(chan int, 3)
	for i := 0; i < 4; i++ {
		out <- i
	}
	return <-out
}
`,
  );
  expect(shown(sends)).toEqual([
    '0 send: fill sends on out, 3 times',
    '0 blocked: fill sends on out: its buffer is full, and nobody receives before',
  ]);
  const locks = await scheduleIn(
    'mutex-missing-unlock',
    `import "sync"

func run() {
	var mu sync.Mutex
	take(&mu)
	go func() {
		mu.Lock()
	}()
}

func take(mu *sync.Mutex) { mu.Lock() }
`,
  );
  expect(shown(locks)).toEqual([
    '0 lock: take locks mu',
    '0 start → 1: run starts the goroutine',
    '1 blocked: the goroutine waits for mu: take has left without unlocking it',
  ]);
});

test('a lock that is given back is told only where somebody waits for that', async () => {
  const schedule = await scheduleIn(
    'channel-abandoned-sender',
    `import "sync"

func run(fail bool) {
	var mu sync.Mutex
	out := make(chan int)
	go func() {
		mu.Lock()
		mu.Unlock()
		out <- 1
	}()
	if fail {
		return
	}
	<-out
}
`,
  );
  expect(shown(schedule)).toEqual([
    '0 start → 1: run starts the goroutine',
    '0 condition: suppose that fail',
    '0 return: run returns',
    '1 blocked: the goroutine sends on out: nobody will ever receive (run has returned)',
  ]);
});
