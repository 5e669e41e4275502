import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../model.ts';
import { parseDump } from './parse.ts';

const crash = `panic: boom

goroutine 7 [running]:
main.work(0x1)
	/app/work.go:41 +0x1d
created by main.main in goroutine 1
	/app/main.go:10 +0x99

goroutine 1 [chan receive, 3 minutes]:
main.main()
	/app/main.go:12 +0x45
exit status 2
`;

const read = (text: string) => parseDump(new TextEncoder().encode(text));

/** `id state: functions`, of each snapshot. */
const told = ({ stacks, goroutines }: Snapshot) =>
  goroutines.map(
    (g) =>
      `${g.id} ${g.state}: ${stacks[g.stack].frames.map((f) => `${f.function}@${f.file}:${f.line}`).join(' ')} < ${g.createdBy?.function ?? ''}`,
  );
const all = (text: string) => {
  const { snapshot, snapshots } = read(text);
  return snapshots ?? [snapshot];
};
const expected = told(read(crash).snapshot);
const lines = crash.trimEnd().split('\n');
const each = (wrap: (line: string, index: number) => string) => lines.map(wrap).join('\n');

describe('a crash out of a log', () => {
  test('as it is', () => {
    expect(expected).toEqual([
      '7 running: main.work@/app/work.go:41 < main.main',
      '1 chan receive: main.main@/app/main.go:12 < ',
    ]);
  });

  test.each([
    [
      'a container runtime',
      each((line, i) => `2026-01-02T03:04:05.${'123456789'.slice(i % 5)}Z stderr F ${line}`),
    ],
    ['compose', each((line) => `web-1  | ${line}`)],
    ['a job’s log', each((line, i) => `build\tRun tests\t2026-01-02T03:04:0${i % 10}.1234567Z ${line}`)],
    ['the system’s log', each((line, i) => `Jan 02 03:04:${10 + i} host app[4711]: ${line}`)],
    ['a bracketed time', each((line, i) => `[2026/01/02 03:04:${10 + i}] ${line}`)],
    ['a test’s output', each((line) => `        ${line}`)],
    ['docker’s records', each((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: 'x' }))],
    [
      'one record',
      `{"level":"info"}\n${JSON.stringify({ level: 'fatal', error: { stack: crash }, n: 3 })}\n{"level":"info"}`,
    ],
    ['an escaped text', `level=error stack=${JSON.stringify(crash.slice(crash.indexOf('goroutine')))} n=3`],
    ['a line’s beginning', crash.replace('goroutine 7', '2026/01/02 03:04:05 stack: goroutine 7')],
    [
      'a test’s log',
      `    x_test.go:3: ${crash.slice(crash.indexOf('goroutine')).trimEnd().replaceAll('\n', '\n        ')}`,
    ],
    ['CRLF', each((line) => `web | ${line}\r`)],
  ])('%s', (_, log) => {
    const { snapshot } = read(`2026/01/01 before\n${log}\nafterwards\n`);
    expect(told(snapshot)).toEqual(expected);
  });

  test('the reason is unwrapped too', () => {
    const log = each((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr' }));
    expect(read(log).snapshot.reason).toEqual({ kind: 'panic', text: 'panic: boom' });
  });

  test('two containers that write at once are told apart', () => {
    const other = crash.replaceAll('main.work', 'other.work').trimEnd().split('\n');
    const log = lines.flatMap((line, i) => [`web-1 | ${line}`, `web-2 | ${other[i]}`, 'noise']).join('\n');
    expect(all(log).map(told)).toEqual([
      expected,
      expected.map((line) => line.replace('main.work', 'other.work')),
    ]);
  });
});

describe('several dumps', () => {
  test('two crashes', () => {
    const [first, second, ...none] = all(`${crash}restarting\n${crash.replace('boom', 'bang')}`);
    expect(none).toEqual([]);
    expect([told(first), told(second)]).toEqual([expected, expected]);
    expect([first.reason?.text, second.reason?.text]).toEqual(['panic: boom', 'panic: bang']);
  });

  test('two requests of a server: the goroutine that writes begins each', () => {
    const dump = (writer: number) =>
      `goroutine ${writer} [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n\t/go/pprof.go:9 +0x1\n\n` +
      'goroutine 1 [select]:\nmain.main()\n\t/app/main.go:12 +0x45\n\n';
    expect(all(dump(7) + dump(8) + dump(8)).map((s) => s.goroutines.map((g) => g.id))).toEqual([
      [7, 1],
      [8, 1],
      [8, 1],
    ]);
  });

  test('two whole dumps without a writer’s name', () => {
    const dump = (writer: number) =>
      `goroutine ${writer} [running]:\nmain.dump()\n\t/app/main.go:9 +0x1\n\n` +
      'goroutine 1 [select]:\nmain.main()\n\t/app/main.go:12 +0x45\n\n';
    expect(all(dump(7) + dump(8)).map((s) => s.goroutines.map((g) => g.id))).toEqual([
      [7, 1],
      [8, 1],
    ]);
  });

  test('panics that a server survived', () => {
    const panic = (id: number) =>
      `2026/01/02 03:04:05 http: panic serving 127.0.0.1:9: boom ${id}\ngoroutine ${id} [running]:\nmain.f()\n\t/f.go:1 +0x1\n`;
    expect(all(panic(8) + panic(9)).map((s) => s.reason)).toEqual([
      { kind: 'panic', text: 'http: panic serving 127.0.0.1:9: boom 8' },
      { kind: 'panic', text: 'http: panic serving 127.0.0.1:9: boom 9' },
    ]);
  });

  test('threads of one crash are one dump; a stack that a thread prints later is put in its place', () => {
    const text =
      'panic: boom\n\ngoroutine 1 gp=0xc0 m=0 mp=0x5a [running]:\nmain.main()\n\t/m.go:1 +0x1 fp=0x1 sp=0x2 pc=0x3\n\n' +
      'goroutine 6 gp=0xc1 m=3 mp=0x5b [running]:\n\tgoroutine running on other thread; stack unavailable\n\n' +
      'rax    0x0\nrbx    0x1\n\n-----\n\nSIGQUIT: quit\nPC=0x47 m=3 sigcode=18446744073709551610\n\n' +
      'goroutine 0 gp=0xc2 m=3 mp=0x5b [idle]:\nruntime.futex()\n\t/r.go:5 +0x2\n\n' +
      'goroutine 6 gp=0xc1 m=3 mp=0x5b [running]:\nmain.spin()\n\t/m.go:7 +0x1 fp=0x1 sp=0x2 pc=0x3\n\n' +
      'rax    0x0\n-----\n\nSIGQUIT: quit\nPC=0x47 m=4\n\ngoroutine 0 gp=0xc3 m=4 mp=0x5c [idle]:\nruntime.futex()\n\t/r.go:5 +0x2\n';
    const [only, ...none] = all(text);
    expect(none).toEqual([]);
    expect(told(only).map((line) => line.split('@')[0])).toEqual([
      '1 running: main.main',
      '6 running: main.spin',
      '0 idle: runtime.futex',
      '0 idle: runtime.futex',
    ]);
    expect(only.goroutines.map((g) => [g.thread, g.stackUnavailable])).toEqual([
      [0, undefined],
      [3, undefined],
      [3, undefined],
      [4, undefined],
    ]);
  });
});

test.each([
  ['panic: first [recovered]\n\tpanic: second\n\n', 'panic', 'panic: first [recovered]\n\tpanic: second'],
  [
    'fatal error: all goroutines are asleep - deadlock!\n\n',
    'deadlock',
    'fatal error: all goroutines are asleep - deadlock!',
  ],
  [
    'panic: deadlock: main bubble goroutine has exited but blocked goroutines remain\n\n',
    'deadlock',
    /^panic: deadlock/,
  ],
  ['fatal error: concurrent map writes\n\n', 'fatal-error', 'fatal error: concurrent map writes'],
  ['SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n', 'signal', 'SIGQUIT: quit\nPC=0x1 m=0 sigcode=0'],
  [
    'panic: nil map\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\n',
    'panic',
    'panic: nil map\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]',
  ],
  [
    'panic: test timed out after 1s\n\trunning tests:\n\t\tTestX (1s)\n\n',
    'test-timeout',
    'panic: test timed out after 1s\n\trunning tests:\n\t\tTestX (1s)',
  ],
])('the reason in %j', (before, kind, text) => {
  const { reason } = read(`${before}goroutine 1 [running]:\nmain.main()\n\t/m.go:1 +0x1\n`).snapshot;
  expect(reason).toMatchObject({ kind });
  if (typeof text === 'string') expect(reason?.text).toBe(text);
  else expect(reason?.text).toMatch(text);
});

describe('what a stack may hold', () => {
  const frames = (body: string) => {
    const { stacks, goroutines } = read(`goroutine 7 [syscall, locked to thread]:\n${body}\n`).snapshot;
    return stacks[goroutines[0].stack].frames.map((f) => `${f.function} ${f.file}:${f.line}`);
  };

  test('C frames, with symbols and without', () => {
    expect(
      frames(
        'non-Go function at pc=0x7f01\nnap\n\t/app/nap.c:9 pc=0x4a\nruntime.cgocall(0x1, 0x2)\n\t/go/cgocall.go:157 +0x4b\nmain._Cfunc_nap(0x1)\n\t_cgo_gotypes.go:66 +0x41',
      ),
    ).toEqual([
      'non-Go function :0',
      'nap /app/nap.c:9',
      'runtime.cgocall /go/cgocall.go:157',
      'main._Cfunc_nap _cgo_gotypes.go:66',
    ]);
  });

  test('remarks on a stack that the runtime can’t walk', () => {
    expect(
      frames(
        'main.f()\n\t/f.go:1 +0x1\nruntime: g 7: unexpected return pc for main.f called from 0x0\nstack: frame={sp:0x1, fp:0x2} stack=[0x1,0x2)\n0x000000c000: 0x01 0x02\nmain.g()\n\t/g.go:2 +0x1',
      ),
    ).toEqual(['main.f /f.go:1', 'main.g /g.go:2']);
  });

  test('ancestors, each with its stack', () => {
    const { stacks, goroutines } = read(
      'goroutine 9 [select]:\nmain.c()\n\t/c.go:3 +0x1\ncreated by main.b in goroutine 8\n\t/b.go:2 +0x1\n' +
        '[originating from goroutine 8]:\nmain.b(...)\n\t/b.go:2 +0x1\ncreated by main.a\n\t/a.go:1 +0x1\n' +
        '[originating from goroutine 1]:\nmain.main(...)\n\t/a.go:1 +0x1\n\n',
    ).snapshot;
    expect(goroutines[0].ancestors?.map((a) => [a.id, stacks[a.stack].frames[0].function])).toEqual([
      [8, 'main.b'],
      [1, 'main.main'],
    ]);
  });
});

test('goleak’s report', () => {
  const stack =
    'main.leak.func1()\n\t/app/leak.go:9 +0x1d\ncreated by main.leak in goroutine 6\n\t/app/leak.go:8 +0x5a\n';
  const report = `found unexpected goroutines:\n[Goroutine 21 in state chan receive, with main.leak.func1 on top of the stack:\n${stack} Goroutine 22 in state select, 2 minutes, with main.leak.func1 on top of the stack:\n${stack}]`;
  const output = `--- FAIL: TestLeak (0.44s)\n    leaks.go:78: ${report.replaceAll('\n', '\n        ')}\nFAIL\n`;
  for (const text of [report, output]) {
    const { snapshot } = read(text);
    expect(told(snapshot)).toEqual([
      '21 chan receive: main.leak.func1@/app/leak.go:9 < main.leak',
      '22 select: main.leak.func1@/app/leak.go:9 < main.leak',
    ]);
    expect(snapshot.goroutines[1].waitMinutes).toBe(2);
    expect(snapshot.reason?.kind).toBe('goleak');
  }
});
