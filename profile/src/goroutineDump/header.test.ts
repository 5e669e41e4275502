import { describe, expect, test } from 'vitest';
import { parseHeader } from './header.ts';

describe('goroutine headers', () => {
  test.each([
    ['goroutine 1 [running]:', { id: 1, state: 'running' }],
    ['goroutine 7 [chan send, 12 minutes]:', { id: 7, state: 'chan send', waitMinutes: 12 }],
    [
      'goroutine 7 [select, 1 minutes, locked to thread]:',
      { id: 7, state: 'select', waitMinutes: 1, lockedToThread: true },
    ],
    ['goroutine 5 [chan receive (nil chan)]:', { id: 5, state: 'chan receive (nil chan)' }],
    [
      'goroutine 5 [chan receive (nil chan) (leaked)]:',
      { id: 5, state: 'chan receive (nil chan)', leaked: true },
    ],
    ['goroutine 5 [leaked]:', { id: 5, state: 'leaked', leaked: true }],
    ['goroutine 6 [sleep (scan), 3 minutes]:', { id: 6, state: 'sleep', waitMinutes: 3 }],
    [
      'goroutine 9 [chan receive (durable), synctest bubble 3]:',
      { id: 9, state: 'chan receive (durable)', bubble: 3 },
    ],
    [
      'goroutine 18 gp=0xc000007c00 m=nil [force gc (idle), 2 minutes]:',
      { id: 18, state: 'force gc (idle)', waitMinutes: 2 },
    ],
    ['goroutine 1 gp=0xc0000081c0 m=0 mp=0x5a1b20 [running]:', { id: 1, state: 'running', thread: 0 }],
    ['goroutine 8 [select (no cases)]:', { id: 8, state: 'select (no cases)' }],
    [
      'goroutine 8 [running] {pattern: "GET /panic"}:',
      { id: 8, state: 'running', labels: { pattern: 'GET /panic' } },
    ],
    [
      'goroutine 8 [select]{"service": "users", zone: eu-1}:',
      { id: 8, state: 'select', labels: { service: 'users', zone: 'eu-1' } },
    ],
    ['goroutine 8 [running labels:{"a]": "b:}"}]:', { id: 8, state: 'running', labels: { 'a]': 'b:}' } }],
    [
      'goroutine 8 [select]{__proto__: x}:',
      { id: 8, state: 'select', labels: Object.fromEntries([['__proto__', 'x']]) },
    ],
    ['goroutine 8 [some new reason, with a comma]:', { id: 8, state: 'some new reason, with a comma' }],
  ])('%s', (line, header) => {
    expect(parseHeader(line)).toEqual(header);
  });

  test.each([
    '',
    'goroutine',
    'goroutine x [running]:',
    'goroutine 1 [running',
    'goroutine 1 [running]',
    'goroutine profile: total 7',
    'goroutine 5 is [odd]:',
  ])('no header: %s', (line) => {
    expect(parseHeader(line)).toBeNull();
  });
});
