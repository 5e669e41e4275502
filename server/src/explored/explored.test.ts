import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OpenDocument } from '../documents.ts';
import { F } from '../syntax/kinds.ts';
import { LineIndex } from '../syntax/lines.ts';
import type { GoParser } from '../syntax/parser.ts';
import { testParser } from '../testing/engine.ts';
import { Types } from '../types/infer.ts';
import { Package } from '../types/package.ts';
import { Explored, type Scope } from './explored.ts';
import { storiesOf } from './stories.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** Two files of one package, edited as an editor does. */
class Edited {
  readonly documents: OpenDocument[];
  readonly types: Types;
  readonly explored: Explored;

  constructor(...texts: string[]) {
    this.documents = texts.map((text, i) => new OpenDocument(`file:///p/${i}.go`, `package p\n${text}`));
    this.types = new Types(new Package(this.files));
    this.explored = new Explored(this.types, true, null);
    this.all();
  }

  get files() {
    return this.documents.map((document) => document.file(parser, true)!);
  }

  all(explored = this.explored): Scope[] {
    return this.files.flatMap((file) => explored.in(file));
  }

  /** Replaces a text. Returns the functions that were explored anew, and the files that are said to have changed. */
  edit(old: string, now: string): { anew: string[]; changed: string[] } {
    const before = new Set(this.all());
    const document = this.documents.find(({ text }) => text.includes(old))!;
    const from = document.text.indexOf(old);
    const lines = new LineIndex(document.text);
    const range = { start: lines.position(from), end: lines.position(from + old.length) };
    document.change([{ range, text: now }]);
    const edit = document.editBody(parser)!;
    expect(edit, `${old} lies within a body`).not.toBeNull();
    this.types.forget(edit.file, edit.from, edit.to);
    const changed = this.explored.update(edit);
    const anew = this.all().filter((scope) => !before.has(scope));
    expect(this.told()).toEqual(this.told(new Explored(this.types, true, null)));
    return { anew: anew.map(nameOf), changed };
  }

  /** What is said, independent of numbers that are given out in the order of questions. */
  told(explored = this.explored) {
    const at = (site: number) => {
      const place = explored.place(site);
      return place && `${place.file.uri}:${place.file.tree.start[place.node]}`;
    };
    return this.all(explored).map((scope) => ({
      name: nameOf(scope),
      complete: scope.complete,
      states: scope.states,
      problems: scope.problems.map(({ kind, site, madeAt, schedule, others }) => ({
        kind,
        site: at(site),
        does: explored.operation(site)?.do,
        madeAt: at(madeAt),
        schedule: schedule.map((step) => `${step.goroutine} ${step.what} ${at(step.site)}`),
        others: others.map((other) => at(other.site)),
      })),
    }));
  }
}

const nameOf = ({ file, fn }: Scope): string => file.tree.text(file.tree.child(fn, F.name));

const leak = `
func leak() {
	ch := make(chan int)
	go func() { ch <- make1() }()
}
func make1() int { return 1 }`;

const use = `
func use(lines []string) {
	done := make(chan bool)
	go report(done, lines)
	<-done
}
func report(done chan bool, lines []string) { done <- len(lines) > 1; _ = 0.5 }
func other() { m := make(chan int, 1); m <- 1; close(m) }`;

describe('after an edit', () => {
  test('what nobody follows changes nothing', () => {
    const edited = new Edited(leak, use);
    expect(edited.edit('0.5', '1.5').anew).toEqual([]);
  });

  test('scopes are explored anew that come to the function', () => {
    const edited = new Edited(leak, use);
    expect(edited.edit('done <- len(lines) > 1', 'if len(lines) > 1 { done <- true }')).toEqual({
      anew: ['use', 'report'],
      changed: ['explored file:///p/1.go'],
    });
    expect(edited.explored.in(edited.files[1])[0].problems).toHaveLength(1);
    edited.edit('if len(lines) > 1 { done <- true }', 'done <- true');
    expect(edited.explored.in(edited.files[1])[0].problems).toEqual([]);
  });

  test('scopes are kept that others name alike', () => {
    const edited = new Edited(leak, use);
    expect(edited.edit('m <- 1; close(m)', 'm <- 1; m <- 2').anew).toEqual(['other']);
    expect(edited.edit('make(chan int)', 'make(chan int, 1)')).toEqual({
      anew: ['leak'],
      changed: ['explored file:///p/0.go'],
    });
  });

  test('a function that breaks is unseen until it is mended', () => {
    const edited = new Edited(leak, use);
    const broken = edited.edit('done <- len(lines) > 1', 'done <- len(lines) > 1 +* )');
    expect(broken.anew).toEqual(['use']);
    expect(edited.edit('done <- len(lines) > 1 +* )', 'done <- true').anew).toEqual(['use', 'report']);
  });

  test('a function that has to do with concurrency now concerns those that call it', () => {
    const edited = new Edited(leak, 'func far() { near() }\nfunc near() { println() }');
    expect(edited.edit('println()', 'ch := make(chan int); ch <- 1').anew).toEqual(['far', 'near']);
    expect(edited.edit('ch := make(chan int); ch <- 1', 'println()').anew).toEqual([]);
    expect(edited.told().map(({ name }) => name)).not.toContain('far');
  });

  test('methods that an interface may mean are looked up anew', () => {
    const edited = new Edited(
      `type worker interface{ run(chan int) }
type a struct{ n int }
func (x *a) run(ch chan int) { ch <- 1 }
type b struct{ n int }
func (x *b) run(ch chan int) { <-ch; x.n++ }
func start() {
	var w worker = &b{}
	ch := make(chan int)
	go w.run(ch)
	ch <- 2
}`,
    );
    expect(edited.edit('x.n++', 'x.n++ +* )').anew).toEqual(['start']);
    expect(edited.edit('x.n++ +* )', 'if x.n > 1 { <-ch }').anew).toContain('start');
  });

  test('goroutines by themselves', () => {
    const many = Array.from({ length: 7 }, (_, i) => `go func() { ch <- ${i} }()`).join('\n');
    const edited = new Edited(`func wide() {
	ch := make(chan int)
	${many}
	go func() { a := make(chan int); a <- 1 }()
	go func() { b := make(chan int, 1); b <- 1 }()
	for { <-ch }
}`);
    expect(edited.edit('b <- 1', 'b <- 1; b <- 2').anew.length).toBeGreaterThan(0);
    expect(edited.edit('go func() { a := make(chan int); a <- 1 }()', '').anew.length).toBeGreaterThan(0);
    edited.edit('go func() { ch <- 3 }()', 'go func() { x := 1; _ = x; ch <- 3 }()');
  });
});

test('what is made far away is the business of functions that are nearer', () => {
  const chain = Array.from({ length: 5 }, (_, i) => `func f${i}() { f${i + 1}() }`).join('\n');
  const edited = new Edited(`${chain}\nfunc f5() { ch := make(chan int); ch <- 1 }`);
  const found = edited.told().map(({ name, problems }) => [name, problems.length]);
  expect(found).toEqual([
    ['f2', 0],
    ['f3', 1],
    ['f4', 1],
    ['f5', 1],
  ]);
});

test('of what is called only so much is seen: beyond that all is taken to be well', () => {
  const leaks = (fillers: number) => {
    const calls = Array.from({ length: fillers }, (_, i) => `fill${i}(ch)\n`).join('');
    const functions = Array.from({ length: fillers }, (_, i) => `func fill${i}(ch chan int) {}\n`).join('');
    const edited = new Edited(`func f() {\nch := make(chan int)\n${calls}take(ch)\n}
func take(ch chan int) { <-ch }\n${functions}`);
    return edited.told().find(({ name }) => name === 'f')!.problems.length;
  };
  expect(leaks(10)).toBe(1);
  expect(leaks(50)).toBe(0);
});

test('nothing begins at functions that only say the words, or call a method of another type by the same name', () => {
  const edited = new Edited(`import "sync"
// talk says: go <- there, with a chan.
func talk() { sync.OnceFunc(nil) }
type a struct{ mu sync.Mutex }
func (x *a) reset() { x.mu.Lock() }
type b struct{}
func (x *b) reset() {}
func own(x *a) { x.reset() }
func other(x *b) { x.reset() }
func OnceFunc() { <-make(chan int) }`);
  expect(edited.told().map(({ name }) => name)).toEqual(['own', 'OnceFunc', 'reset']);
});

describe('a method that must be called once', () => {
  const text = `
type door struct{ stop, done chan struct{} }

func newDoor() *door {
	d := &door{make(chan struct{}), make(chan struct{})}
	go func() {
		defer close(d.done)
		<-d.stop
	}()
	return d
}

func (d *door) Close() { close(d.stop); <-d.done }
`;
  test.each([
    ['p', 'Close', ['channel-close-twice']],
    // Whoever could call it twice can be seen.
    ['main', 'Close', []],
    ['p', 'close', []],
  ])('of package %s: %s', (name, method, rules) => {
    const renamed = text.replace('Close()', `${method}()`);
    const document = new OpenDocument('file:///p/0.go', `package ${name}\n${renamed}`);
    const file = document.file(parser, true)!;
    const explored = new Explored(new Types(new Package([file])), true, null);
    expect(storiesOf(explored, file).map((story) => story.rule)).toEqual(rules);
  });
});
