import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runProfile } from './profile.ts';

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../test/data');
const own = mkdtempSync(path.join(os.tmpdir(), 'unpark-profile-'));
afterAll(() => rmSync(own, { recursive: true }));

async function run(cwd: string, ...args: string[]) {
  const printed = { out: '', err: '' };
  const io = {
    cwd,
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
  };
  return { code: await runProfile(args, io), ...printed };
}

test('text: most suspicious first, with stack and creator', async () => {
  const { code, out, err } = await run(data, 'leak/goroutines.txt');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n')[0]).toBe('leak/goroutines.txt: goroutine-dump, 63 goroutines in 10 groups');
  expect(out).toContain(
    [
      '  25 goroutines have waited at least 1 minute to send at leaks.go:47.',
      '    main.fetchOrGiveUp.func1',
      '        example.com/unpark/leak/leaks.go:47',
      '    created by main.fetchOrGiveUp',
      '        example.com/unpark/leak/leaks.go:45',
    ].join('\n'),
  );
});

test('JSON: the report, and nothing else', async () => {
  const { code, out, err } = await run(data, '--format', 'json', 'leak-absolute/goroutineleak.pb.gz');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const report = JSON.parse(out);
  expect(report).toMatchObject({ format: 'pprof-goroutineleak', goroutines: 59 });
  expect(report.groups[0]).toMatchObject({ count: 25, state: 'chan send', createdBy: null, suspicion: 1 });
});

test('a profile: its table', async () => {
  const { code, out, err } = await run(data, 'leak/heap.pb.gz');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [title, total, first] = out.split('\n');
  expect(title).toBe('leak/heap.pb.gz: pprof');
  expect(total).toMatch(/^ {2}inuse_space: [\d.]+ [kM]?B in \d+ samples$/);
  expect(first).toMatch(/^ +[\d.]+ [kM]?B +[\d.]+ % {2}with calls +[\d.]+ [kM]?B +[\d.]+ % {2}\S+$/);
  const report = JSON.parse((await run(data, '--format', 'json', 'leak/heap.pb.gz')).out);
  expect(report.types.map((t: { type: string }) => t.type)).toEqual([
    'alloc_objects',
    'alloc_space',
    'inuse_objects',
    'inuse_space',
  ]);
  const flat = report.table.functions.reduce((sum: number, row: { flat: number }) => sum + row.flat, 0);
  expect(flat).toBe(report.types[3].total);
});

test('two profiles: what the second has beyond the first', async () => {
  const { out } = await run(data, '--format', 'json', 'leak/heap.pb.gz', 'leak/heap.pb.gz');
  expect(JSON.parse(out)).toMatchObject({ format: 'difference', samples: 0 });
});

test('two dumps: what came and went', async () => {
  const { code, out } = await run(data, 'deadlock/crash.log', 'leak/goroutines.txt');
  expect(code).toBe(0);
  expect(out).toContain('\n0 → 25 × chan send (new; suspicion ');
  const { out: json } = await run(data, '--format', 'json', 'leak/goroutines.txt', 'leak/goroutines.txt');
  const { format, groups } = JSON.parse(json);
  expect(format).toBe('comparison');
  expect(groups).toHaveLength(10);
  for (const { counts, change } of groups) expect([counts[0], change]).toEqual([counts[1], 'same']);
});

test('a scheduler trace, and why a program crashed', async () => {
  expect((await run(data, 'service/schedtrace.log')).out).toContain(
    '259 ms: 0 of 2 processors busy, 7 threads, 0 goroutines ready to run\n',
  );
  expect((await run(data, 'deadlock/crash.log')).out.split('\n')[1]).toBe(
    '  fatal error: all goroutines are asleep - deadlock!',
  );
});

test('other outputs, as text and as JSON', async () => {
  const outputs: [string, string, RegExp, string][] = [
    [
      'race.log',
      'WARNING: DATA RACE\nWrite at 0x1 by goroutine 7:\n  main.f()\n      /a.go:3 +0x1\n',
      /write by goroutine 7/,
      'races',
    ],
    [
      'gc.log',
      'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\n',
      /collection 1, world stopped 0\.126 ms, 4 → 0 MB/,
      'collections',
    ],
    ['metrics', '# TYPE a gauge\na{b="c"} 7\n', /^a\{b="c"\} 7$/m, 'families'],
  ];
  for (const [name, text, expected, member] of outputs) {
    writeFileSync(path.join(own, name), text);
    expect((await run(own, name)).out).toMatch(expected);
    expect(JSON.parse((await run(own, '--format', 'json', name)).out)[member]).toHaveLength(1);
  }
});

test('an archive: what is in it', async () => {
  const member = (name: string, content: Buffer) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write(content.length.toString(8).padStart(11, '0'), 124);
    head.write('        ', 148);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([head, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
  };
  const tar = Buffer.concat([
    member('crash.log', readFileSync(path.join(data, 'deadlock/crash.log'))),
    member('notes', Buffer.from('nothing')),
    Buffer.alloc(1024),
  ]);
  writeFileSync(path.join(own, 'bundle.tar'), tar);
  const { out } = await run(own, 'bundle.tar');
  expect(out).toContain('bundle.tar/crash.log: goroutine-dump, 4 goroutines in 2 groups\n');
  expect(out).toContain('bundle.tar/notes: no artefact, 7 bytes\n');
  const { entries } = JSON.parse((await run(own, '--format', 'json', 'bundle.tar')).out);
  expect(entries).toMatchObject([
    { name: 'crash.log', format: 'goroutine-dump', goroutines: 4 },
    { name: 'notes', size: 7, format: null },
  ]);
});

test('control characters of a file do not reach the terminal', async () => {
  writeFileSync(
    path.join(own, 'odd.txt'),
    'goroutine 7 [select]:\nmain.\u001b[31mf()\n\t/a\u001b]0;b.go:3 +0x1\n',
  );
  const { code, out } = await run(own, 'odd.txt');
  expect(code).toBe(0);
  expect(out).toContain('main.');
  expect(out).not.toContain('\u001b');
});

test.each([
  [[], 'unpark profile: name a file\n'],
  [['leak/goroutines.txt', 'none.txt'], 'unpark profile: none.txt: no such file\n'],
  [
    ['leak/goroutines.txt', 'leak/heap.pb.gz'],
    'unpark profile: several files are compared: name dumps or goroutine profiles, or two profiles of one kind\n',
  ],
  [['a', '--format', 'xml'], 'unpark profile: --format is text or json, not "xml"\n'],
  [['none.txt'], 'unpark profile: none.txt: no such file\n'],
  [['leak'], 'unpark profile: leak: not a file\n'],
  [
    ['README.md'],
    'unpark profile: README.md: It is no profile: neither a pprof message nor a goroutine dump. (byte 0)\n',
  ],
])('%j is refused', async (args, err) => {
  expect(await run(data, ...args)).toEqual({ code: 2, out: '', err });
});

test('an unknown option is refused', async () => {
  const { code, err } = await run(data, '--colour', 'leak/goroutines.txt');
  expect(code).toBe(2);
  expect(err).toMatch(/^unpark profile: Unknown option '--colour'/);
});

test('a file over the limit is refused unread', async () => {
  const file = path.join(own, 'huge.txt');
  writeFileSync(file, '');
  truncateSync(file, 1024 ** 3 + 1);
  expect(await run(own, 'huge.txt')).toEqual({
    code: 2,
    out: '',
    err: 'unpark profile: huge.txt: larger than 1 GiB\n',
  });
});
