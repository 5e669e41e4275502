import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { parseDump as parseBytes } from './parse.ts';

const parseDump = (text: string) => parseBytes(new TextEncoder().encode(text));

const dump = `2026/01/02 panic follows
panic: boom

goroutine 7 [chan send, 3 minutes]:
example.com/app/work.(*Pool[...]).send(0xc000012345?, {0x1, 0x2}, ...)
	C:/go/src/app/queue/pool.go:41 +0x1d
main.run.func1()
	/app/main.go:12 +0x45 fp=0xc0000 sp=0xc0001 pc=0x42
created by main.run in goroutine 1
	/app/main.go:10 +0x99

goroutine 8 [chan send]:
example.com/app/work.(*Pool[...]).send(0xc000099999?, {0x1, 0x2}, ...)
	C:/go/src/app/queue/pool.go:41 +0x1d
main.run.func1()
	/app/main.go:12 +0x45
created by main.run
	/app/main.go:10 +0x99

goroutine 9 [running]:
	goroutine running on other thread; stack unavailable
created by main.run in goroutine 1
	/app/main.go:20 +0x1

goroutine 10 [select]:
main.deep(...)
	/app/deep.go:3
...47 frames elided...
main.main()
	/app/main.go:2 +0x1
[originating from goroutine 1]:
main.other(...)
	/app/other.go:1 +0x2
created by main.older
	/app/older.go:1 +0x2
exit status 2
`;

describe('goroutine dumps', () => {
  test('headers, frames, creators, and stacks told once', () => {
    const { format, snapshot, notes } = parseDump(dump);
    expect(format).toBe('goroutine-dump');
    expect(notes).toEqual([]);
    expect(snapshot.goroutines).toEqual([
      {
        count: 1,
        id: 7,
        state: 'chan send',
        waitMinutes: 3,
        stack: 0,
        createdBy: { function: 'main.run', file: '/app/main.go', line: 10, goroutine: 1 },
      },
      {
        count: 1,
        id: 8,
        state: 'chan send',
        stack: 0,
        createdBy: { function: 'main.run', file: '/app/main.go', line: 10 },
      },
      {
        count: 1,
        id: 9,
        state: 'running',
        stack: 1,
        stackUnavailable: true,
        createdBy: { function: 'main.run', file: '/app/main.go', line: 20, goroutine: 1 },
      },
      {
        count: 1,
        id: 10,
        state: 'select',
        stack: 2,
        ancestors: [
          { id: 1, stack: 3, createdBy: { function: 'main.older', file: '/app/older.go', line: 1 } },
        ],
      },
    ]);
    expect(snapshot.stacks).toEqual([
      {
        frames: [
          {
            function: 'example.com/app/work.(*Pool[...]).send',
            file: 'C:/go/src/app/queue/pool.go',
            line: 41,
          },
          { function: 'main.run.func1', file: '/app/main.go', line: 12 },
        ],
        elided: 0,
      },
      { frames: [], elided: 0 },
      {
        frames: [
          { function: 'main.deep', file: '/app/deep.go', line: 3 },
          { function: 'main.main', file: '/app/main.go', line: 2 },
        ],
        elided: 47,
      },
      { frames: [{ function: 'main.other', file: '/app/other.go', line: 1 }], elided: 0 },
    ]);
    expect(snapshot.reason).toEqual({ kind: 'panic', text: 'panic: boom' });
  });

  test('the same with CRLF', () => {
    expect(parseDump(dump.replaceAll('\n', '\r\n'))).toEqual(parseDump(dump));
  });

  test('a dump that is cut short says so', () => {
    const cut = dump.slice(0, dump.indexOf('\tC:/go') + 3);
    expect(parseDump(cut).notes).toHaveLength(1);
    expect(parseDump(cut).snapshot.goroutines).toHaveLength(1);
  });

  test.each([
    ['in a call', 'main.f()\n\t/app/f.go:3 +0x1\nmain.g(0x1, 0x', ['main.f']],
    ['in a line number', 'main.f()\n\t/app/f.go:1', ['main.f']],
    [
      'before the creator’s place',
      'main.f()\n\t/app/f.go:3 +0x1\ncreated by main.g in goroutine 1\n',
      ['main.f'],
    ],
    ['before a place', 'main.f()\n', ['main.f']],
  ])('cut short %s', (_, block, functions) => {
    const { snapshot, notes } = parseDump(`goroutine 7 [select]:\n${block}`);
    expect(notes).toEqual([expect.stringContaining('cut short')]);
    expect(snapshot.stacks[0].frames.map((f) => f.function)).toEqual(functions);
  });

  test.each(['\n', ''])('a whole one does not, whether or not a line end follows', (end) => {
    expect(parseDump(`goroutine 7 [select]:\nmain.f()\n\t/app/f.go:3 +0x1${end}`).notes).toEqual([]);
  });

  test('what follows without a blank line is no frame', () => {
    const { snapshot, notes } = parseDump('goroutine 1 [select]:\nmain.f()\n\t/f.go:3 +0x1\nexit status 2\n');
    expect(snapshot.stacks[0].frames).toEqual([{ function: 'main.f', file: '/f.go', line: 3 }]);
    expect(notes).toEqual([]);
  });

  test('no goroutine, no dump', () => {
    expect(() => parseDump('nothing here\n')).toThrow(FormatError);
  });

  test('every prefix of a dump is read, with whole names only, or refused', () => {
    const names = new Set(parseDump(dump).snapshot.stacks.flatMap((s) => s.frames.map((f) => f.function)));
    const first =
      dump.indexOf('goroutine 7 [chan send, 3 minutes]:') + 'goroutine 7 [chan send, 3 minutes]:'.length;
    for (let end = 0; end < dump.length; end++) {
      if (end < first) expect(() => parseDump(dump.slice(0, end))).toThrow(FormatError);
      else
        for (const { frames } of parseDump(dump.slice(0, end)).snapshot.stacks)
          for (const frame of frames) expect(names).toContain(frame.function);
    }
  });

  test('whatever is done to a dump, it is read or refused', () => {
    const change = fc.record({ at: fc.nat(dump.length), cut: fc.nat(20), put: fc.string({ maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        let text = dump;
        for (const { at, cut, put } of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        try {
          const { snapshot } = parseDump(text);
          for (const { stack } of snapshot.goroutines) expect(snapshot.stacks[stack]).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
