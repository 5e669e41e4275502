import type { Budget, Callee, Operation, ProblemKind, Program, Register } from '../../model/program.ts';
import {
  clone,
  type Frame,
  isNumber,
  isThing,
  isUnknown,
  known,
  knownAs,
  letGo,
  no,
  parse,
  type Runner,
  type Thing,
  thing,
  type Value,
  type World,
} from './world.ts';

export interface Outcome {
  world: World;
  movers: number[];
  end: 'no' | 'over' | 'cut';
  failures: string[];
}

/** The goroutine can't go on now. */
class Blocked extends Error {}
const blocked = new Blocked();

export interface Touch {
  thing: Thing;
  /** -1: all. */
  slot: number;
  writes: boolean;
}

/** Does one operation at a time of one goroutine, in each way that there is. */
export class Run {
  private readonly program: Program;
  private readonly budget: Budget;
  private choices: number[] = [];
  private asked: number[] = [];
  private now!: Outcome;

  constructor(program: Program, budget: Budget) {
    this.program = program;
    this.budget = budget;
  }

  first(): World {
    const world: World = { runners: [] };
    this.start(world, this.program.root, [], false);
    return world;
  }

  operation(runner: Runner): Operation | undefined {
    const frame = runner.frames.at(-1)!;
    return frame.leaving ? undefined : this.program.procedures[frame.procedure].operations[frame.pc];
  }

  /** All that any goroutine may do next: each choice is tried by doing it all anew. */
  *outcomes(text: string): Iterable<Outcome> {
    const count = parse(text).runners.length;
    for (let i = 0; i < count; i++) {
      this.choices = [];
      do {
        const world = parse(text);
        const runner = world.runners[i];
        this.asked = [];
        this.now = { world, movers: [runner.id], end: 'no', failures: [] };
        try {
          this.step(runner);
          yield this.now;
        } catch (error) {
          if (error !== blocked) throw error;
        }
      } while (this.another());
    }
  }

  private choose(many: number): number {
    if (many === 0) throw blocked;
    const at = this.asked.length;
    this.asked.push(many);
    if (at === this.choices.length) this.choices.push(0);
    return this.choices[at];
  }

  private another(): boolean {
    this.choices.length = this.asked.length;
    while (this.choices.length) {
      const last = this.choices.length - 1;
      if (++this.choices[last] < this.asked[last]) return true;
      this.choices.pop();
    }
    return false;
  }

  private start(world: World, procedure: number, given: Value[], daemon: boolean): void {
    let id = world.runners.length ? 1 : 0;
    while (world.runners.some((runner) => runner.id === id)) id++;
    const mood = { panics: false, exits: false };
    world.runners.push({ id, daemon, mood, phase: 'none', frames: [this.frame(procedure, given, 'call')] });
    world.runners.sort((a, b) => a.id - b.id);
  }

  private frame(procedure: number, given: Value[], why: Frame['why']): Frame {
    const { registers: many, parameters } = this.program.procedures[procedure];
    const registers = Array.from({ length: many }, (_, r): Value => (r < parameters ? 'unknown' : no));
    given.forEach((value, r) => {
      registers[r] = value;
    });
    const outer = { panics: false, exits: false };
    return { procedure, pc: 0, registers, why, once: no, leaving: false, results: [], deferred: [], outer };
  }

  private over(): void {
    this.now.end = 'over';
  }

  private fail(runner: Runner, kind: ProblemKind, site: number): void {
    const isCaught =
      kind !== 'unlock-of-unlocked' &&
      runner.frames.some((frame) => frame.deferred.some(({ procedure }) => this.recovers(procedure)));
    this.now.failures.push(`${kind} ${site}${isCaught ? ' caught' : ''}`);
    if (!isCaught) return this.over();
    runner.frames.at(-1)!.leaving = true;
    runner.frames.at(-1)!.results = [];
    runner.mood = { panics: true, exits: false };
  }

  private recovers(procedure: number): boolean {
    return (
      procedure >= 0 &&
      this.program.procedures[procedure].operations.some(({ do: what }) => what === 'recover')
    );
  }

  private step(runner: Runner): void {
    const frame = runner.frames.at(-1)!;
    if (frame.leaving) this.leave(runner, frame);
    else this.perform(runner, frame, this.operation(runner)!);
  }

  private leave(runner: Runner, frame: Frame): void {
    const { world } = this.now;
    const call = frame.deferred.pop();
    if (call) {
      if (call.procedure < 0) return this.over(); // a nil function
      const inner = this.frame(call.procedure, call.given, 'deferred');
      inner.outer = runner.mood;
      runner.mood = { panics: false, exits: false };
      runner.frames.push(inner);
      return;
    }
    runner.frames.pop();
    if (frame.why === 'once') {
      const once = known(frame.once);
      if (once) once.ran = 'yes';
    }
    if (frame.why === 'deferred') {
      const { mood } = runner;
      if (!mood.panics && !mood.exits) runner.mood = frame.outer;
      else if (!mood.exits) mood.exits = frame.outer.exits;
    }
    const isNormal = !runner.mood.panics && !runner.mood.exits;
    const below = runner.frames.at(-1);
    if (!below) {
      world.runners.splice(world.runners.indexOf(runner), 1);
      if (runner.mood.panics) this.over();
      else if (runner.id === 0 && this.program.isMain && isNormal) this.over();
      else if (runner.id === 0) frame.results.forEach(letGo);
      return;
    }
    if (!isNormal) {
      if (!below.leaving) below.results = [];
      below.leaving = true;
      return;
    }
    if (frame.why === 'deferred') return;
    const operation = this.program.procedures[below.procedure].operations[below.pc];
    if (operation.do === 'call')
      operation.results.forEach((register, i) => {
        below.registers[register] = frame.results[i] ?? 'unknown';
      });
    below.pc = operation.next;
  }

  /** `undefined`: unseen code. */
  private target(frame: Frame, callee: Callee, registers: readonly Register[]) {
    const given = registers.map((r) => frame.registers[r]);
    if (callee.kind === 'procedure') return { procedure: callee.procedure, given };
    if (callee.kind === 'closure') {
      const value = frame.registers[callee.register];
      if (value === no) return no;
      if (isThing(value) && value.kind === 'closure')
        return { procedure: value.n, given: [...value.values, ...given] };
      letGo(value);
    } else {
      if (given[0] === no) return no;
      const record = knownAs(given[0], 'record');
      const procedure = record && callee.procedures.get(record.n);
      if (procedure !== undefined) return { procedure, given };
    }
    given.forEach(letGo);
    return undefined;
  }

  /** Another frame, for which the operation waits. */
  private enter(runner: Runner, frame: Frame): void {
    if (runner.frames.length >= this.budget.depth) this.now.end = 'cut';
    else runner.frames.push(frame);
  }

  private checkSize(list: Thing): void {
    if (list.values.length > this.budget.elements) this.now.end = 'cut';
  }

  private perform(runner: Runner, frame: Frame, operation: Operation): void {
    const { world } = this.now;
    const r = frame.registers;
    const on = () => {
      frame.pc = operation.next;
      runner.phase = 'none';
    };
    const branch = (yes: boolean, then: number) => {
      frame.pc = yes ? then : operation.next;
    };
    const pointer = pointerOf(operation);
    if (pointer !== undefined && r[pointer] === no) return this.over();
    switch (operation.do) {
      case 'unknown':
        r[operation.to] = 'unknown';
        return on();
      case 'nil':
        r[operation.to] = no;
        return on();
      case 'set':
        r[operation.to] = operation.value;
        return on();
      case 'copy':
        r[operation.to] = r[operation.from];
        return on();
      case 'settle': {
        const value = r[operation.register];
        if (isUnknown(value)) {
          let settled: Value;
          if (operation.as === 'nil') settled = value === 'opaque' || this.choose(2) === 1 ? 'opaque' : no;
          else {
            const number = operation.among[this.choose(operation.among.length)];
            settled =
              operation.as === 'number'
                ? number
                : thing('list', operation.site, { values: new Array<Value>(number).fill('unknown') });
          }
          r[operation.register] = settled;
          const record = operation.from && knownAs(r[operation.from.record], 'record');
          if (record && operation.from) record.values[operation.from.slot] = settled;
        }
        return on();
      }
      case 'arithmetic': {
        const [a, b] = [r[operation.left], r[operation.right]];
        const by = operation.by;
        const result =
          isNumber(a) && isNumber(b) ? (by === '+' ? a + b : by === '-' ? a - b : a * b) : Infinity;
        r[operation.to] = Math.abs(result) > 1 << 24 ? 'unknown' : result;
        return on();
      }
      case 'makeRecord':
        r[operation.to] = thing('record', operation.site, {
          n: operation.type,
          foreign: operation.foreign,
          values: new Array<Value>(operation.slots).fill(operation.foreign ? 'unknown' : no),
        });
        return on();
      case 'load': {
        const from = known(r[operation.record]);
        const hasSlots = from?.kind === 'record' || from?.kind === 'cond';
        r[operation.to] = (hasSlots ? from.values[operation.slot] : undefined) ?? 'unknown';
        return on();
      }
      case 'store': {
        const record = knownAs(r[operation.record], 'record');
        const { slot } = operation;
        if (record && slot < record.values.length) {
          record.values[slot] = r[operation.from];
          if (operation.inline && !record.inline.includes(slot)) record.inline.push(slot);
        }
        if (!record || record.foreign || slot >= record.values.length) letGo(r[operation.from]);
        return on();
      }
      case 'clone':
        r[operation.to] = clone(r[operation.from], 0);
        return on();
      case 'makeClosure':
        r[operation.to] = thing('closure', operation.site, {
          n: operation.procedure,
          values: operation.captured.map((c) => r[c]),
        });
        return on();
      case 'makeList':
        r[operation.to] = thing('list', operation.site, { values: operation.values.map((v) => r[v]) });
        return on();
      case 'append': {
        const list = knownAs(r[operation.list], 'list');
        const more = operation.values.map((v) => r[v]);
        if (list || r[operation.list] === no) {
          const longer = thing('list', operation.site, { values: [...(list?.values ?? []), ...more] });
          this.checkSize(longer);
          r[operation.to] = longer;
        } else {
          more.forEach(letGo);
          r[operation.to] = 'unknown';
        }
        return on();
      }
      case 'element':
      case 'setElement': {
        const list = knownAs(r[operation.list], 'list');
        const index = r[operation.index];
        const within = list ? Math.min(list.values.length, this.budget.elements) : 0;
        const at = isNumber(index) ? index : this.choose(Math.max(1, within));
        if (list && isNumber(index) && !(index >= 0 && index < list.values.length)) return this.over();
        if (operation.do === 'element') r[operation.to] = list?.values[at] ?? 'unknown';
        else if (!list) letGo(r[operation.from]);
        else if (at < list.values.length) list.values[at] = r[operation.from];
        return on();
      }
      case 'push': {
        const list = knownAs(r[operation.list], 'list');
        if (!list) letGo(r[operation.value]);
        list?.values.push(r[operation.value]);
        if (list) this.checkSize(list);
        return on();
      }
      case 'drop': {
        const list = knownAs(r[operation.list], 'list');
        if (list?.values.length) list.values.splice(this.choose(list.values.length), 1);
        return on();
      }
      case 'length': {
        const of = known(r[operation.of]);
        const isCounted = of?.kind === 'list' || of?.kind === 'channel';
        r[operation.to] = r[operation.of] === no ? 0 : isCounted ? of.values.length : 'unknown';
        return on();
      }
      case 'compare':
        return branch(this.compared(r[operation.left], operation.by, r[operation.right]), operation.then);
      case 'typeIs': {
        const value = r[operation.register];
        const isOf = !isThing(value)
          ? isUnknown(value) && this.choose(2) === 1
          : value.kind === 'record' &&
            (value.n < 0 ? this.choose(2) === 1 : operation.types.includes(value.n));
        return branch(isOf, operation.then);
      }
      case 'isKnown':
        return branch(isNumber(r[operation.register]), operation.then);
      case 'choose':
        frame.pc = operation.among[this.choose(operation.among.length)];
        return;
      case 'escape':
        for (const e of operation.registers) letGo(r[e]);
        return on();
      case 'escapeClosures':
        for (const e of operation.registers) {
          const value = r[e];
          if (isThing(value) && value.kind === 'closure') letGo(value);
        }
        return on();
      case 'nothing':
        return on();
      case 'makeChannel': {
        const size = r[operation.capacity];
        const n = this.program.capacities?.get(operation.site) ?? (isNumber(size) ? size : -1);
        r[operation.to] = thing('channel', operation.site, { n });
        return on();
      }
      case 'make':
        r[operation.to] = thing(operation.what, operation.site, {});
        return on();
      case 'makeCond':
        r[operation.to] = thing('cond', operation.site, { values: [r[operation.lock]] });
        return on();
      case 'send':
        return this.send(runner, frame, operation, r[operation.channel], r[operation.value], operation);
      case 'receive':
        return this.receive(frame, r[operation.channel], operation);
      case 'select': {
        const { cases, otherwise } = operation;
        const i = this.choose(cases.length + (otherwise === null ? 0 : 1));
        if (otherwise !== null && i === cases.length) {
          // Whether somebody stands ready on the other side is a matter of moments: it may not be there yet.
          if (cases.some((c) => isReady(r[c.channel], c.send !== null))) throw blocked;
          frame.pc = otherwise;
          return;
        }
        const c = cases[i];
        const channel = r[c.channel];
        if (isThing(channel) && channel.escaped && !(c.send !== null && channel.closed)) this.over();
        if (c.send === null) return this.receive(frame, channel, c);
        return this.send(runner, frame, operation, channel, r[c.send], c);
      }
      case 'close': {
        const channel = r[operation.channel];
        if (channel === no) return this.fail(runner, 'close-of-nil', operation.site);
        if (isThing(channel) && channel.kind === 'channel') {
          if (channel.closed) return this.fail(runner, 'close-of-closed', operation.site);
          channel.closed = true;
        }
        return on();
      }
      case 'lock': {
        const lock = knownAs(r[operation.lock], 'lock');
        if (!lock) return on();
        if (this.acquire(runner, lock, operation.read)) return on();
        runner.phase = 'announced';
        return;
      }
      case 'tryLock': {
        const lock = knownAs(r[operation.lock], 'lock');
        const isFree = lock && !lock.n && !lock.writer && (operation.read || !lock.readers);
        if (isFree && operation.read) lock.readers++;
        else if (isFree) lock.n = runner.id + 1;
        r[operation.to] = lock ? (isFree ? 1 : 0) : 'unknown';
        return on();
      }
      case 'unlock': {
        const lock = knownAs(r[operation.lock], 'lock');
        if (lock && !(operation.read ? lock.readers : lock.n))
          return this.fail(runner, 'unlock-of-unlocked', operation.site);
        if (lock && operation.read) lock.readers--;
        else if (lock) lock.n = 0;
        return on();
      }
      case 'count': {
        const group = knownAs(r[operation.group], 'group');
        const by = r[operation.by];
        if (group && isNumber(by)) group.n += by;
        else if (group) group.escaped = true;
        if (group && group.n < 0) return this.fail(runner, 'negative-counter', operation.site);
        return on();
      }
      case 'wait': {
        const group = knownAs(r[operation.group], 'group');
        if (group?.n) throw blocked;
        return on();
      }
      case 'condWait': {
        const cond = knownAs(r[operation.cond], 'cond');
        const lock = cond && knownAs(cond.values[0], 'lock');
        if (cond && runner.phase === 'asleep') throw blocked;
        if (runner.phase === 'none') {
          if (lock && !lock.n) return this.fail(runner, 'unlock-of-unlocked', operation.site);
          if (lock) lock.n = 0;
          // Of one that is not known nobody can say that it sleeps.
          runner.phase = cond ? 'asleep' : 'woken';
          return;
        }
        if (!lock || this.acquire(runner, lock, false)) return on();
        runner.phase = 'woken and announced';
        return;
      }
      case 'signal':
      case 'broadcast': {
        const cond = r[operation.cond];
        const sleepers = world.runners.filter((other) => {
          const at = this.operation(other);
          return (
            other.phase === 'asleep' &&
            at?.do === 'condWait' &&
            isThing(cond) &&
            other.frames.at(-1)!.registers[at.cond] === cond
          );
        });
        // Which one is not promised.
        const woken =
          operation.do === 'signal' && sleepers.length ? [sleepers[this.choose(sleepers.length)]] : sleepers;
        for (const sleeper of woken) sleeper.phase = 'woken';
        return on();
      }
      case 'once': {
        const once = knownAs(r[operation.once], 'once');
        if (once?.ran === 'runs') throw blocked;
        if (once?.ran === 'yes' || (!once && this.choose(2) === 0)) return on();
        const target = this.target(frame, operation.callee, operation.arguments);
        if (target === no) return this.over();
        if (once) once.ran = target ? 'runs' : 'yes';
        if (!target) return on();
        const inner = this.frame(target.procedure, target.given, 'once');
        if (once) inner.once = once;
        return this.enter(runner, inner);
      }
      case 'call': {
        const target = this.target(frame, operation.callee, operation.arguments);
        if (target === no) return this.over();
        if (target) return this.enter(runner, this.frame(target.procedure, target.given, 'call'));
        for (const register of operation.results) r[register] = 'unknown';
        return on();
      }
      case 'spawn': {
        const target = this.target(frame, operation.callee, operation.arguments);
        if (target === no) return this.over();
        on();
        if (!target) return;
        if (world.runners.length >= this.budget.goroutines) this.now.end = 'cut';
        else this.start(world, target.procedure, target.given, operation.daemon);
        return;
      }
      case 'defer': {
        const target = this.target(frame, operation.callee, operation.arguments);
        if (target === no) frame.deferred.push({ procedure: -1, given: [] });
        else if (target) frame.deferred.push(target);
        return on();
      }
      case 'return':
        frame.leaving = true;
        frame.results = operation.values.map((v) => r[v]);
        return;
      case 'panic':
        frame.leaving = true;
        runner.mood = { panics: true, exits: false };
        return;
      case 'recover':
        if (operation.to !== undefined)
          r[operation.to] = frame.why === 'deferred' && frame.outer.panics ? 'opaque' : no;
        if (frame.why === 'deferred') frame.outer = { ...frame.outer, panics: false };
        return on();
      case 'goexit':
        frame.leaving = true;
        runner.mood = { panics: false, exits: true };
        return;
      case 'exit':
        return this.over();
    }
  }

  /** Whether the lock was taken; `false` where the writer says that it waits. */
  private acquire(runner: Runner, lock: Thing, read: boolean): boolean {
    if (read) {
      if (lock.n || lock.writer) throw blocked;
      lock.readers++;
      return true;
    }
    const announced = runner.phase === 'announced' || runner.phase === 'woken and announced';
    // One writer after the other: the next one comes when this one has gone.
    if (lock.n || (lock.writer && !announced)) throw blocked;
    if (lock.readers) {
      if (announced) throw blocked;
      lock.writer = 1;
      return false;
    }
    lock.writer = 0;
    lock.n = runner.id + 1;
    return true;
  }

  private compared(a: Value, by: '==' | '<', b: Value): boolean {
    if (isNumber(a) && isNumber(b)) return by === '<' ? a < b : a === b;
    const either = () => this.choose(2) === 1;
    if (by === '<' || a === 'unknown' || b === 'unknown') return either();
    if (a === no || b === no) return a === b;
    return a === 'opaque' || b === 'opaque' ? either() : a === b;
  }

  private receive(
    frame: Frame,
    channel: Value,
    { to, ok, next }: { to: Register | null; ok: Register | null; next: number },
  ): void {
    if (channel === no) throw blocked;
    const buffer = knownAs(channel, 'channel');
    if (buffer && !buffer.values.length && !buffer.closed) throw blocked; // the sender does it for both
    const isValue = buffer && buffer.values.length > 0;
    const value = buffer ? (buffer.values.shift() ?? no) : 'unknown';
    if (to !== null) frame.registers[to] = value;
    if (ok !== null) frame.registers[ok] = buffer ? (isValue ? 1 : 0) : 'unknown';
    frame.pc = next;
  }

  private send(
    runner: Runner,
    frame: Frame,
    whole: Operation,
    channel: Value,
    value: Value,
    { site, next }: { site: number; next: number },
  ): void {
    if (channel === no) throw blocked;
    if (isThing(channel) && channel.kind === 'channel' && channel.closed)
      return this.fail(runner, 'send-on-closed', site);
    const buffer = knownAs(channel, 'channel');
    if (!buffer) {
      letGo(value);
      frame.pc = next;
      return;
    }
    if (buffer.n < 0 || buffer.values.length < buffer.n) {
      buffer.values.push(value);
      this.checkSize(buffer);
      frame.pc = next;
      return;
    }
    // Hand in hand: one has to wait already when the other comes, and a select with a default never waits.
    const waits = (operation: Operation) => operation.do !== 'select' || operation.otherwise === null;
    const partners = this.now.world.runners.flatMap((other) => {
      const at = other === runner ? undefined : this.operation(other);
      if (!at || buffer.n > 0 || !(waits(at) || waits(whole))) return [];
      const ways =
        at.do === 'receive' ? [at] : at.do === 'select' ? at.cases.filter((c) => c.send === null) : [];
      return ways
        .filter((way) => other.frames.at(-1)!.registers[way.channel] === channel)
        .map((way) => ({ other, way }));
    });
    if (!partners.length) throw blocked;
    const { other, way } = partners[this.choose(partners.length)];
    const theirs = other.frames.at(-1)!;
    if (way.to !== null) theirs.registers[way.to] = value;
    if (way.ok !== null) theirs.registers[way.ok] = 1;
    theirs.pc = way.next;
    frame.pc = next;
    this.now.movers.push(other.id);
  }

  /** The data that a goroutine is about to get at. */
  touches(runner: Runner): Touch[] {
    const operation = this.operation(runner);
    const frame = runner.frames.at(-1)!;
    const touch = (register: Register, slot: number, writes: boolean): Touch[] => {
      const value = frame.registers[register];
      return isThing(value) ? [{ thing: value, slot, writes }] : [];
    };
    switch (operation?.do) {
      case 'load':
        return touch(operation.record, operation.slot, false);
      case 'store':
        return touch(operation.record, operation.slot, true);
      case 'settle':
        return operation.from ? touch(operation.from.record, operation.from.slot, true) : [];
      case 'clone':
        return touch(operation.from, -1, false);
      case 'append':
      case 'element':
        return touch(operation.list, -1, false);
      case 'length':
        return touch(operation.of, -1, false).filter((t) => t.thing.kind === 'list');
      case 'setElement':
      case 'push':
      case 'drop':
        return touch(operation.list, -1, true);
      default:
        return [];
    }
  }
}

function isReady(channel: Value, sends: boolean): boolean {
  const buffer = knownAs(channel, 'channel');
  if (!buffer) return sends && isThing(channel) && channel.closed;
  return (
    buffer.closed || (sends ? buffer.n < 0 || buffer.values.length < buffer.n : buffer.values.length > 0)
  );
}

/** What an operation looks behind: where it is nil, Go panics. */
function pointerOf(operation: Operation): Register | undefined {
  switch (operation.do) {
    case 'load':
    case 'store':
      return operation.record;
    case 'element':
    case 'setElement':
    case 'push':
      return operation.list;
    case 'lock':
    case 'tryLock':
    case 'unlock':
      return operation.lock;
    case 'count':
    case 'wait':
      return operation.group;
    case 'condWait':
    case 'signal':
    case 'broadcast':
      return operation.cond;
    case 'once':
      return operation.once;
    default:
      return undefined;
  }
}
