import type { Body, Sketch, Statement } from '../../../server/src/testing/model/randomProgram.ts';

/** Numbered sketches as one file of Go, which `harness.go` runs. */
export interface Printed {
  text: string;
  /** By line, which starts at 1: the sites of the operations that stand there (several for a `select`). */
  sites: ReadonlyMap<number, readonly number[]>;
}

export function printed(sketches: readonly Sketch[]): Printed {
  const page = new Page();
  page.line('package main');
  page.line('');
  page.line('import (');
  page.line('"os"');
  page.line('"runtime"');
  page.line('"sync"');
  page.line(')');
  page.line('var _ = os.Exit');
  page.line('var _ = runtime.Goexit');
  page.line('var programs = []func(g int){');
  for (const i of sketches.keys()) page.line(`program${i},`);
  page.line('}');
  for (const [i, sketch] of sketches.entries()) page.program(i, sketch);
  return { text: `${page.lines.join('\n')}\n`, sites: page.sites };
}

const made = (name: string, type: string, capacity: number): string =>
  capacity < 0 ? `var ${name} ${type}` : `${name} := make(${type}, ${capacity})`;

class Page {
  readonly lines: string[] = [];
  readonly sites = new Map<number, readonly number[]>();

  line(text: string, ...sites: number[]): void {
    this.lines.push(text);
    if (sites.length) this.sites.set(this.lines.length, sites);
  }

  program(index: number, { a, b, x, body }: Sketch): void {
    this.line(`func program${index}(g int) {`);
    this.line(made('a', 'chan int', a));
    this.line(made('b', 'chan int', b));
    this.line(made('x', 'chan chan int', x));
    this.line('var c chan int');
    this.line('var m, n sync.RWMutex');
    this.line('var w sync.WaitGroup');
    this.line('var o sync.Once');
    this.line('k := sync.NewCond(&m)');
    this.line('var r struct { n int; c chan int }');
    this.line('_, _, _, _, _, _, _, _, _, _ = a, b, x, &c, &m, &n, &w, &o, k, &r');
    this.within(body);
    this.line('}');
  }

  private within(body: Body): void {
    this.line('v, ok := 0, false');
    this.line('_, _ = v, ok');
    this.body(body);
  }

  private body(body: Body): void {
    for (const s of body) this.statement(s);
  }

  /** A step that others may have to do with: it waits for its turn where the order is given. */
  private step(site: number, what: string, text: string): void {
    this.line(`step(g, ${site}, "${what}")`);
    this.line(text, site);
    this.line('done(g)');
  }

  private branch(condition: string, then: Body, otherwise: Body = []): void {
    this.line(`if ${condition} {`);
    this.body(then);
    this.line('} else {');
    this.body(otherwise);
    this.line('}');
  }

  private guarded(site: number, access: () => void): void {
    this.step(site, 'lock', 'm.Lock()');
    access();
    this.step(site, 'unlock', 'm.Unlock()');
  }

  /** A function literal with the body. */
  private literal(before: string, body: Body, behind: string): void {
    this.line(`${before}func(g int, c chan int) {`);
    this.within(body);
    this.line(`}${behind}`);
  }

  private statement(s: Statement): void {
    const site = s.site ?? -1;
    switch (s.do) {
      case 'send':
        return this.step(site, 'send', `${s.channel} <- ${s.value}`);
      case 'receive':
        return this.step(site, 'receive', `v = <-${s.channel}`);
      case 'receiveOk':
        this.step(site, 'receive', `v, ok = <-${s.channel}`);
        return this.branch('ok', s.then, s.otherwise);
      case 'range':
        this.line('for {');
        this.step(site, 'receive', `v, ok = <-${s.channel}`);
        this.line('if !ok {');
        this.line('break');
        this.line('}');
        this.body(s.body);
        this.line('}');
        return;
      case 'close':
        return this.step(site, 'close', `close(${s.channel})`);
      case 'select':
        return this.select(s, site);
      case 'length':
        return this.branch(`len(${s.channel}) == ${s.value}`, s.then);
      case 'make':
        return this.line(`c = make(chan int, ${s.capacity})`);
      case 'nil':
        return this.line('c = nil');
      case 'alias':
        return this.line(`c = ${s.channel}`);
      case 'take':
        return this.step(site, 'receive', 'c = <-x');
      case 'give':
        return this.step(site, 'send', 'x <- c');
      case 'lock':
      case 'unlock':
        return this.locking(s.do, s, site);
      case 'locked':
        this.locking('lock', s, site);
        this.body(s.body);
        return this.locking('unlock', s, site);
      case 'tryLock':
        this.step(site, 'tryLock', `ok = ${s.lock}.Try${s.read ? 'RLock' : 'Lock'}()`);
        return this.branch('ok', s.then, s.otherwise);
      case 'add':
        return this.step(site, 'count', `w.Add(${s.by})`);
      case 'wait':
        return this.step(site, 'wait', 'w.Wait()');
      case 'condWait':
        return this.step(site, 'condWait', 'k.Wait()');
      case 'signal':
        return this.step(site, 'signal', 'k.Signal()');
      case 'broadcast':
        return this.step(site, 'broadcast', 'k.Broadcast()');
      case 'go':
        return this.literal('go ', s.body, `(spawn(g, ${site}), c)`);
      case 'defer':
        return this.literal('defer ', s.body, '(g, c)');
      case 'call':
        return this.literal('', s.body, '(g, c)');
      case 'once': {
        this.line(`step(g, ${site}, "once")`);
        this.line('o.Do(func(g int, c chan int) func() { return func() {', site);
        this.line('done(g)');
        this.within(s.body);
        this.line('}}(g, c))', site);
        this.line('done(g)');
        return;
      }
      case 'store':
        return this.guarded(site, () => this.line(`r.n = ${s.value}`));
      case 'load':
        return this.guarded(site, () => this.branch(`r.n == ${s.value}`, s.then));
      case 'storeChannel':
        return this.guarded(site, () => this.line('r.c = c'));
      case 'loadChannel':
        return this.guarded(site, () => this.line('c = r.c'));
      case 'choose':
        return this.branch(`choose(g, ${site}) == 1`, s.then, s.otherwise);
      case 'if':
        return this.branch(`v == ${s.value}`, s.then);
      case 'loop':
        this.line('for turn := 0; turn < 2; turn++ {');
        this.body(s.body);
        this.line('}');
        return;
      case 'panic':
        this.line(`step(g, ${site}, "panic")`);
        return this.line('panic("meant")');
      case 'recover':
        return this.line('recover()');
      case 'goexit':
        return this.line('runtime.Goexit()');
      case 'exit':
        this.line(`step(g, ${site}, "exit")`);
        return this.line('os.Exit(0)');
      case 'return':
        return this.line('return');
      default:
        throw new Error(`can't be printed: ${s.do}`);
    }
  }

  private locking(
    what: 'lock' | 'unlock',
    { lock, read }: { lock: string; read: boolean },
    site: number,
  ): void {
    const method = what === 'lock' ? 'Lock' : 'Unlock';
    this.step(site, what, `${lock}.${read ? 'R' : ''}${method}()`);
  }

  private select(s: Extract<Statement, { do: 'select' }>, site: number): void {
    const sites = [site, ...s.cases.map((c) => c.site ?? -1)];
    this.line(
      `step(g, ${site}, "select"${sites
        .slice(1)
        .map((c) => `, ${c}`)
        .join('')})`,
    );
    if (s.otherwise) this.line(`again${site}: for {`);
    this.line('select {', ...sites);
    s.cases.forEach((c, i) => {
      const channel = `only(g, ${i}, ${c.channel})`;
      this.line(c.send ? `case ${channel} <- 1:` : `case v = <-${channel}:`, ...sites);
      this.line('done(g)');
      this.body(c.body);
    });
    if (s.otherwise) {
      this.line('default:');
      this.line('if again(g) {');
      this.line(`continue again${site}`);
      this.line('}');
      this.line('done(g)');
      this.body(s.otherwise);
    }
    this.line('}');
    if (s.otherwise) {
      this.line('break');
      this.line('}');
    }
  }
}
