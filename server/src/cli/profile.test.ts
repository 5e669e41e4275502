import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
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
  [[], 'unpark profile: name one file\n'],
  [['a', 'b'], 'unpark profile: name one file\n'],
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
