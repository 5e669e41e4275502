import { expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { parseRaceReport } from './parse.ts';

const report = `==================
WARNING: DATA RACE
Write at 0x00c0000b4010 by goroutine 7:
  main.(*T).set()
      /app/main.go:10 +0x44
  main.main.func1()
      /app/main.go:20 +0x30

Previous read at 0x00c0000b4010 by main goroutine:
  [failed to restore the stack]

Heap block of size 8 at 0x00c0000b4010 allocated by main goroutine:
  main.main()
      C:/app/main.go:15 +0x2c

Goroutine 7 (running) created at:
  main.main()
      /app/main.go:19 +0x120
==================
`;

test('a report', () => {
  expect(parseRaceReport(`hello\n${report}Found 1 data race(s)\nexit status 66\n`)).toEqual({
    reports: [
      {
        kind: 'data-race',
        accesses: [
          {
            operation: 'write',
            address: '0x00c0000b4010',
            previous: false,
            goroutine: 7,
            stack: [
              { function: 'main.(*T).set', file: '/app/main.go', line: 10 },
              { function: 'main.main.func1', file: '/app/main.go', line: 20 },
            ],
          },
          { operation: 'read', address: '0x00c0000b4010', previous: true, goroutine: 0, stack: [] },
        ],
        goroutines: [
          { id: 7, finished: false, stack: [{ function: 'main.main', file: '/app/main.go', line: 19 }] },
        ],
        memory: {
          kind: 'heap',
          name: '',
          size: 8,
          address: '0x00c0000b4010',
          stack: [{ function: 'main.main', file: 'C:/app/main.go', line: 15 }],
        },
      },
    ],
  });
});

test('several, cut short, behind a log’s times, with CRLF', () => {
  const text = `${report}${report.slice(0, 200)}`;
  const log = text
    .split('\n')
    .map((line, i) => `2026-01-02T03:04:${10 + i}Z stderr F ${line}\r`)
    .join('\n');
  const plain = parseRaceReport(text);
  expect(plain.reports).toHaveLength(2);
  expect(parseRaceReport(log)).toEqual(plain);
});

test('a global variable and an order of locks', () => {
  const { reports } = parseRaceReport(
    'WARNING: DATA RACE\nRead at 0x1 by goroutine 8:\n  main.f()\n      /a.go:1 +0x1\n\nGlobal var main.count of size 8 at 0x5 declared at /a.go:3\n' +
      '==================\nWARNING: DEADLOCK\nGoroutine 9 lock mutex 3 while holding mutex 4:\n  main.g()\n      /a.go:2 +0x1\n',
  );
  expect(reports[0].memory).toEqual({
    kind: 'global',
    name: 'main.count',
    size: 8,
    address: '0x5',
    stack: [{ function: 'main.count', file: '/a.go', line: 3 }],
  });
  expect(reports[1]).toMatchObject({
    kind: 'deadlock',
    accesses: [{ operation: 'lock', goroutine: 9, address: '3' }],
  });
});

test('no report, no race', () => {
  expect(() => parseRaceReport('all is well\n')).toThrow(FormatError);
});
