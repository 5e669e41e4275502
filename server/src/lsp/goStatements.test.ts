import { describe, expect, test } from 'vitest';
import { GoStatements } from './goStatements.ts';

const text = `package p

func Run(jobs []func()) {
	// go nowhere
	for _, job := range jobs {
		go job()
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		work()
	})
	go func() {
		work()
	}()
}

func (t *T[K]) Serve() { go t.loop() }

func (t T) Serve() {
	t.Going()
}

func init() {
	go watch()
}
`;

describe('the statement that started goroutines', () => {
  const statements = new GoStatements(text);
  const lineOf = (name: string, line: number, isInside = false) =>
    statements.lineOf({ uri: '', function: name, line, isInside });

  test('is at its line', () => {
    expect(lineOf('example.com/p.Run', 6)).toBe(5);
    expect(lineOf('p.Run', 12)).toBe(11);
    expect(lineOf('example.com/a.b/p.(*T[...]).Serve', 17)).toBe(16);
    expect(lineOf('p.init.0', 24)).toBe(23);
  });

  test('or the nearest, where the file has changed since', () => {
    expect(lineOf('p.Run', 3)).toBe(5);
    expect(lineOf('p.Run', 200)).toBe(11);
  });

  test('or the call before a closure’s line', () => {
    expect(lineOf('p.Run', 10, true)).toBe(8);
    expect(lineOf('p.Run', 4, true)).toBeNull();
  });

  test('is not in functions without one, nor in those that are gone', () => {
    expect(lineOf('p.T.Serve', 20)).toBeNull();
    expect(lineOf('p.Gone', 6)).toBeNull();
  });

  test('a place still lies in its function, or does no more', () => {
    const holds = (name: string, line: number) => statements.holds({ uri: '', function: name, line });
    expect([3, 13, 15].map((line) => holds('example.com/p.Run.func1', line))).toEqual([true, true, true]);
    expect([2, 16, 17].map((line) => holds('example.com/p.Run.func1', line))).toEqual([false, false, false]);
    expect(holds('p.Gone', 6)).toBe(false);
  });

  test('is indented', () => expect(statements.indentOf(5)).toBe(2));
});
