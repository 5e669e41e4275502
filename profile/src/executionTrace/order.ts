import { FormatError } from '../errors.ts';
import { Float64Column, Int32Column, Uint8Column } from './columns.ts';
import type { Cursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import type { Effort } from './effort.ts';
import type { EventBlock } from './events.ts';
import { Ev, eventName, GoStatus, nobody, ProcStatus } from './spec.ts';
import type { Tables } from './tables.ts';

const none = -1;

/** A goroutine has two at once at most: the world is stopped, it assists the collector. */
const maxRanges = 64;

const gcUndetermined = 0;
const gcNotRunning = 1;
const gcRunning = 2;

/**
 * Go's scheduler as the events show it. An event is let through only once what it needs has happened on other
 * threads: clocks of processors differ, sequence numbers do not lie.
 *
 * Source: internal/trace/order.go.
 */
export class Scheduler {
  private readonly directory: Directory;
  private readonly tables: Tables;
  private readonly block: EventBlock;
  private readonly effort: Effort;
  /** Counts the generations from 0. */
  private generation = -1;
  /** Time of the last event that was let through. */
  private last: number;

  private readonly goStatus = new Uint8Column(1024);
  private readonly goSequence = new Float64Column(1024);
  private readonly goGeneration = new Int32Column(1024);
  private readonly procStatus = new Uint8Column();
  private readonly procSequence = new Float64Column();
  private readonly procGeneration = new Int32Column();
  private readonly procSweeps = new Uint8Column();
  /** By thread: whether it was seen, what it runs. */
  private readonly threadSeen = new Uint8Column();
  private readonly threadGoroutine = new Int32Column();
  private readonly threadProc = new Int32Column();
  /** Goroutine → its ranges of time that are under way: the kind of event that began each, and its text. */
  private readonly ranges = new Map<number, [kind: number, text: number][]>();
  /** Goroutine → its regions that are under way. */
  private readonly regions = new Map<number, [task: number, name: number][]>();
  private readonly tasks = new Map<number, [name: number, parent: number]>();
  private gcState = gcUndetermined;
  private gcSequence = 0;

  /** @param begin the time before which nothing is, in nanoseconds since the trace's begin */
  constructor(directory: Directory, tables: Tables, block: EventBlock, effort: Effort, begin: number) {
    this.directory = directory;
    this.tables = tables;
    this.block = block;
    this.effort = effort;
    this.last = begin;
  }

  /** From here on events are of the next generation. */
  nextGeneration(): void {
    this.generation++;
  }

  /** Times rise strictly. */
  stamp(time: number): number {
    this.last = time > this.last ? time : this.last + 1;
    return this.last;
  }

  get lastTime(): number {
    return this.last;
  }

  /** Makes the state of a thread, without saying that it was seen. */
  addThread(thread: number): void {
    this.threadSeen.extend(thread + 1, 0);
    this.threadGoroutine.extend(thread + 1, none);
    this.threadProc.extend(thread + 1, none);
  }

  /**
   * Lets the cursor's event through, into the block, if its time has come; there may be three at once.
   *
   * @throws FormatError for an event that can't be.
   */
  advance(e: Cursor): boolean {
    const m = e.thread;
    let g = none;
    let p = none;
    if (m >= 0) {
      this.threadSeen.data[m] = 1;
      g = this.threadGoroutine.data[m];
      p = this.threadProc.data[m];
    }
    switch (e.type) {
      case Ev.GoStart:
        return this.goStart(e, g, p, m);
      case Ev.GoUnblock:
        return this.goUnblock(e, g, p, m);
      case Ev.GoBlock:
      case Ev.GoStop:
        this.needsRunning(e, g, p, m);
        this.goStatus.data[g] = e.type === Ev.GoStop ? GoStatus.runnable : GoStatus.waiting;
        this.threadGoroutine.data[m] = none;
        this.emit(e, g, p, m, g, this.stackOf(e, e.b), this.stringOf(e, e.a));
        return true;
      case Ev.GoSyscallBegin:
        return this.syscallBegin(e, g, p, m);
      case Ev.GoSyscallEnd:
        return this.syscallEnd(e, g, p, m);
      case Ev.GoSyscallEndBlocked:
        return this.syscallEndBlocked(e, g, p, m);
      case Ev.HeapAlloc:
      case Ev.HeapGoal:
        this.needs(e, m >= 0 && p >= 0);
        this.emit(e, g, p, m, none, 0, 0, 0, e.a);
        return true;
      case Ev.GoCreate:
      case Ev.GoCreateBlocked:
        return this.goCreate(e, g, p, m);
      case Ev.GoDestroy:
        this.needsRunning(e, g, p, m);
        this.forget(g);
        this.threadGoroutine.data[m] = none;
        this.emit(e, g, p, m, g);
        return true;
      case Ev.ProcStart:
        return this.procStart(e, g, p, m);
      case Ev.ProcStop:
        return this.procStop(e, g, p, m);
      case Ev.ProcSteal:
        return this.procSteal(e, g, p, m);
      case Ev.ProcStatus:
        return this.procStatusEvent(e, g, p, m);
      case Ev.GoStatus:
      case Ev.GoStatusStack:
        return this.goStatusEvent(e, g, p, m);
      case Ev.GoSwitch:
      case Ev.GoSwitchDestroy:
        return this.goSwitch(e, g, p, m);
      case Ev.GoCreateSyscall:
        return this.createSyscall(e, g, p, m);
      case Ev.GoDestroySyscall:
        return this.destroySyscall(e, g, p, m);
      case Ev.GCActive:
      case Ev.GCBegin:
      case Ev.GCEnd:
        return this.gc(e, g, p, m);
      default:
        return this.annotation(e, g, p, m);
    }
  }

  private goStart(e: Cursor, g: number, p: number, m: number): boolean {
    const row = this.directory.goroutine(e.a);
    if (row < 0 || this.goStatus.data[row] !== GoStatus.runnable || !this.goSucceeds(row, e.b)) return false;
    this.needs(e, m >= 0 && p >= 0 && g < 0);
    this.goStatus.data[row] = GoStatus.running;
    this.goSequence.data[row] = e.b;
    this.threadGoroutine.data[m] = row;
    this.emit(e, g, p, m, row);
    return true;
  }

  private goUnblock(e: Cursor, g: number, p: number, m: number): boolean {
    const row = this.directory.goroutine(e.a);
    if (row < 0 || this.goStatus.data[row] !== GoStatus.waiting || !this.goSucceeds(row, e.b)) return false;
    this.goStatus.data[row] = GoStatus.runnable;
    this.goSequence.data[row] = e.b;
    this.emit(e, g, p, m, row, this.stackOf(e, e.c));
    return true;
  }

  private goCreate(e: Cursor, g: number, p: number, m: number): boolean {
    this.needs(e, m >= 0 && p >= 0);
    if (g >= 0) this.holds(e, this.goStatus.data[g] === GoStatus.running, 'its goroutine does not run');
    if (this.directory.goroutine(e.a) >= 0) throw impossible(e, `goroutine ${e.a} exists already`);
    const row = this.born(e.a, e.type === Ev.GoCreate ? GoStatus.runnable : GoStatus.waiting);
    this.emit(e, g, p, m, row, this.stackOf(e, e.c), 0, this.stackOf(e, e.b));
    return true;
  }

  private syscallBegin(e: Cursor, g: number, p: number, m: number): boolean {
    this.needsRunning(e, g, p, m);
    this.holds(e, this.procSucceeds(p, e.a), 'its sequence number does not follow');
    this.goStatus.data[g] = GoStatus.syscall;
    this.procStatus.data[p] = ProcStatus.syscall;
    this.procSequence.data[p] = e.a;
    this.emit(e, g, p, m, g, this.stackOf(e, e.b));
    return true;
  }

  private syscallEnd(e: Cursor, g: number, p: number, m: number): boolean {
    this.needs(e, m >= 0 && p >= 0 && g >= 0);
    this.holds(e, this.goStatus.data[g] === GoStatus.syscall, 'its goroutine is in no system call');
    this.holds(e, this.procStatus.data[p] === ProcStatus.syscall, 'its processor is in no system call');
    this.goStatus.data[g] = GoStatus.running;
    this.procStatus.data[p] = ProcStatus.running;
    this.emit(e, g, p, m, g);
    return true;
  }

  /** Comes after another thread has taken the processor away. */
  private syscallEndBlocked(e: Cursor, g: number, p: number, m: number): boolean {
    if (p >= 0 && this.procStatus.data[p] === ProcStatus.syscall) return false;
    this.needs(e, m >= 0 && g >= 0);
    this.holds(e, this.goStatus.data[g] === GoStatus.syscall, 'its goroutine is in no system call');
    this.goStatus.data[g] = GoStatus.runnable;
    this.threadGoroutine.data[m] = none;
    this.emit(e, g, p, m, g);
    return true;
  }

  /** A thread of C calls into Go. */
  private createSyscall(e: Cursor, g: number, p: number, m: number): boolean {
    this.needs(e, m >= 0 && g < 0);
    if (this.directory.goroutine(e.a) >= 0) throw impossible(e, `goroutine ${e.a} exists already`);
    const row = this.born(e.a, GoStatus.syscall);
    this.threadGoroutine.data[m] = row;
    this.emit(e, g, p, m, row);
    return true;
  }

  private destroySyscall(e: Cursor, g: number, p: number, m: number): boolean {
    this.needs(e, m >= 0 && g >= 0);
    this.holds(e, this.goStatus.data[g] === GoStatus.syscall, 'its goroutine is in no system call');
    this.forget(g);
    this.threadGoroutine.data[m] = none;
    if (p >= 0) {
      // The thread's id may be taken by another: its processor is let go of at once.
      this.holds(e, this.procStatus.data[p] === ProcStatus.syscall, 'its processor is in no system call');
      this.procStatus.data[p] = ProcStatus.syscallAbandoned;
      this.threadProc.data[m] = none;
      this.emitAs(Ev.ProcSteal, e.time, g, p, m, p, 0, 0, 0, 0, ProcStatus.syscall);
    }
    this.emit(e, g, p, m, g);
    return true;
  }

  /** One goroutine hands over to another: unblocks it, blocks or ends, and the other runs. */
  private goSwitch(e: Cursor, g: number, p: number, m: number): boolean {
    this.needsRunning(e, g, p, m);
    const next = this.directory.goroutine(e.a);
    if (next < 0 || this.goStatus.data[next] !== GoStatus.waiting || !this.goSucceeds(next, e.b))
      return false;
    this.emit(e, g, p, m, next);
    if (e.type === Ev.GoSwitch) {
      this.goStatus.data[g] = GoStatus.waiting;
      this.emitAs(Ev.GoBlock, e.time, g, p, m, g, 0, 0, 0, 0, 0);
    } else {
      this.forget(g);
      this.emitAs(Ev.GoDestroy, e.time, g, p, m, g, 0, 0, 0, 0, 0);
    }
    this.goStatus.data[next] = GoStatus.running;
    this.goSequence.data[next] = e.b;
    this.threadGoroutine.data[m] = next;
    this.emitAs(Ev.GoStart, e.time, none, p, m, next, 0, 0, 0, 0, 0);
    return true;
  }

  private goStatusEvent(e: Cursor, g: number, p: number, m: number): boolean {
    const status = e.c;
    if (status > GoStatus.waiting) throw impossible(e, `it has status ${status}`);
    let row = this.directory.goroutine(e.a);
    let before = status;
    if (row >= 0) {
      if (this.goStatus.data[row] !== status) throw impossible(e, `goroutine ${e.a} had another status`);
      this.goSequence.data[row] = 0;
      this.goGeneration.data[row] = this.generation;
    } else {
      if (this.generation !== 0) throw impossible(e, `goroutine ${e.a} is new`);
      row = this.born(e.a, status);
      before = GoStatus.none;
    }
    this.block.c[this.block.length] = 0;
    const stack = e.type === Ev.GoStatusStack ? this.stackOf(e, e.d) : 0;
    if (status === GoStatus.running) {
      if (m >= 0) this.threadGoroutine.data[m] = row;
    } else if (status === GoStatus.syscall) {
      this.holds(e, e.b !== nobody, 'it is in a system call without a thread');
      const thread = this.directory.thread(e.b);
      this.addThread(thread);
      if (thread === m) {
        this.holds(e, this.generation === 0 || g === row, 'its thread has another goroutine');
        this.threadGoroutine.data[m] = row;
        this.block.c[this.block.length] = p >= 0 ? 1 : 0;
      } else {
        // It has been in a system call on that other thread, without a processor, for all of the generation.
        let current = g;
        if (this.threadSeen.data[thread]) {
          this.holds(e, this.threadGoroutine.data[thread] === row, 'its thread has another goroutine');
          current = row;
        } else {
          this.threadSeen.data[thread] = 1;
          this.threadGoroutine.data[thread] = row;
        }
        this.emit(e, current, p, thread, row, stack, 0, 0, status, before);
        return true;
      }
    }
    this.emit(e, g, p, m, row, stack, 0, 0, status, before);
    return true;
  }

  private procStatusEvent(e: Cursor, g: number, p: number, m: number): boolean {
    const status = e.b;
    if (status > ProcStatus.syscallAbandoned) throw impossible(e, `it has status ${status}`);
    let row = this.directory.proc(e.a);
    let told = status;
    let before = status;
    let [goroutine, proc, thread] = [g, p, m];
    if (row >= 0) {
      const known = this.procStatus.data[row];
      if (status === ProcStatus.syscallAbandoned && known === ProcStatus.syscall) {
        // Nothing was lost: its thread is known still, and the event belongs there.
        told = ProcStatus.syscall;
        before = ProcStatus.running;
        this.effort.spend(this.threadProc.length);
        thread = this.threadProc.data.lastIndexOf(row, this.threadProc.length - 1);
        if (thread < 0) throw impossible(e, `processor ${e.a} is on no thread`);
        proc = row;
        goroutine = this.threadGoroutine.data[thread];
      } else if (known !== status) throw impossible(e, `processor ${e.a} had another status`);
    } else {
      row = this.directory.addProc(e.a);
      this.procStatus.extend(row + 1, 0);
      this.procSequence.extend(row + 1, 0);
      this.procGeneration.extend(row + 1, 0);
      this.procSweeps.extend(row + 1, 0);
      this.procStatus.data[row] = status;
      before = ProcStatus.none;
    }
    this.procSequence.data[row] = 0;
    this.procGeneration.data[row] = this.generation;
    if (m >= 0 && (status === ProcStatus.running || status === ProcStatus.syscall))
      this.threadProc.data[m] = row;
    this.emit(e, goroutine, proc, thread, row, 0, 0, 0, told, before);
    return true;
  }

  private procStart(e: Cursor, g: number, p: number, m: number): boolean {
    const row = this.directory.proc(e.a);
    if (row < 0 || this.procStatus.data[row] !== ProcStatus.idle || !this.procSucceeds(row, e.b) || p >= 0)
      return false;
    this.needs(e, m >= 0);
    this.procStatus.data[row] = ProcStatus.running;
    this.procSequence.data[row] = e.b;
    this.threadProc.data[m] = row;
    this.emit(e, g, p, m, row);
    return true;
  }

  private procStop(e: Cursor, g: number, p: number, m: number): boolean {
    this.needs(e, m >= 0 && p >= 0);
    const status = this.procStatus.data[p];
    this.holds(
      e,
      status === ProcStatus.running || status === ProcStatus.syscall,
      'its processor does not run',
    );
    this.procStatus.data[p] = ProcStatus.idle;
    this.threadProc.data[m] = none;
    this.emit(e, g, p, m, p);
    return true;
  }

  private procSteal(e: Cursor, g: number, p: number, m: number): boolean {
    const row = this.directory.proc(e.a);
    const status = row < 0 ? ProcStatus.none : this.procStatus.data[row];
    if (status !== ProcStatus.syscall && status !== ProcStatus.syscallAbandoned) return false;
    if (!this.procSucceeds(row, e.b)) return false;
    this.needs(e, m >= 0);
    this.procStatus.data[row] = ProcStatus.idle;
    this.procSequence.data[row] = e.b;
    if (status === ProcStatus.syscall) {
      const from = this.directory.thread(e.c);
      this.addThread(from);
      if (this.threadSeen.data[from] !== 1) throw impossible(e, `thread ${e.c} does not exist`);
      if (this.threadProc.data[from] !== row) throw impossible(e, `thread ${e.c} has another processor`);
      this.threadProc.data[from] = none;
    }
    this.emit(e, g, p, m, row, 0, 0, 0, 0, status);
    return true;
  }

  /** The mark phase: its begin and its end may be on different threads, and are numbered therefore. */
  private gc(e: Cursor, g: number, p: number, m: number): boolean {
    const determined = this.gcState !== gcUndetermined;
    const free = e.type === Ev.GCActive ? this.generation === 0 : e.type === Ev.GCBegin ? !determined : false;
    if (free) this.holds(e, !determined, 'it is not the first event of garbage collection');
    else {
      if (e.a !== this.gcSequence + 1) return false;
      const expected = e.type === Ev.GCBegin ? gcNotRunning : gcRunning;
      this.holds(e, this.gcState === expected, 'garbage collection is in another phase');
      this.needs(e, m >= 0 && p >= 0 && g >= 0);
    }
    this.gcSequence = e.a;
    this.gcState = e.type === Ev.GCEnd ? gcNotRunning : gcRunning;
    this.emit(e, g, p, m, none, e.type === Ev.GCBegin ? this.stackOf(e, e.b) : 0);
    return true;
  }

  /** Events that wait for nothing. */
  private annotation(e: Cursor, g: number, p: number, m: number): boolean {
    const { type } = e;
    if (type === Ev.GCSweepActive) {
      const row = this.directory.proc(e.a);
      if (row < 0) throw impossible(e, `processor ${e.a} is unknown`);
      this.holds(e, this.procSweeps.data[row] === (this.generation === 0 ? 0 : 1), 'the sweep did not begin');
      this.procSweeps.data[row] = 1;
      this.emit(e, g, p, m, row);
      return true;
    }
    if (type === Ev.GCSweepBegin || type === Ev.GCSweepEnd) {
      const ends = type === Ev.GCSweepEnd;
      this.needs(e, m >= 0 && p >= 0);
      this.holds(e, this.procSweeps.data[p] === (ends ? 1 : 0), 'sweeps are nested');
      this.procSweeps.data[p] = ends ? 0 : 1;
      if (ends) this.emit(e, g, p, m, p, 0, 0, 0, e.a, e.b);
      else this.emit(e, g, p, m, p, this.stackOf(e, e.a));
      return true;
    }
    if (type === Ev.GCMarkAssistActive) {
      const row = this.directory.goroutine(e.a);
      if (row < 0) throw impossible(e, `goroutine ${e.a} is unknown`);
      const active = this.hasRange(row, Ev.GCMarkAssistBegin, 0);
      this.holds(e, active === this.generation > 0, 'the range did not begin');
      if (!active) this.beginRange(row, Ev.GCMarkAssistBegin, 0);
      this.emit(e, g, p, m, row);
      return true;
    }
    if (type >= Ev.Span) {
      this.needs(e, m >= 0);
      this.block.c[this.block.length] = e.c;
      this.emit(e, g, p, m, none, 0, 0, 0, e.a, e.b);
      return true;
    }
    this.needs(e, m >= 0 && p >= 0 && g >= 0);
    switch (type) {
      case Ev.ProcsChange:
        this.emit(e, g, p, m, none, this.stackOf(e, e.b), 0, 0, e.a);
        return true;
      case Ev.GoLabel:
        this.emit(e, g, p, m, g, 0, this.stringOf(e, e.a));
        return true;
      case Ev.STWBegin:
        this.beginRange(g, type, this.stringOf(e, e.a), e);
        this.emit(e, g, p, m, g, this.stackOf(e, e.b), this.stringOf(e, e.a));
        return true;
      case Ev.STWEnd:
        this.emit(e, g, p, m, g, 0, this.endRange(e, g, Ev.STWBegin));
        return true;
      case Ev.GCMarkAssistBegin:
        this.beginRange(g, type, 0, e);
        this.emit(e, g, p, m, g, this.stackOf(e, e.a));
        return true;
      case Ev.GCMarkAssistEnd:
        this.endRange(e, g, Ev.GCMarkAssistBegin);
        this.emit(e, g, p, m, g);
        return true;
      default:
        return this.userEvent(e, g, p, m);
    }
  }

  private userEvent(e: Cursor, g: number, p: number, m: number): boolean {
    switch (e.type) {
      case Ev.UserTaskBegin: {
        if (this.tasks.has(e.a)) throw impossible(e, `task ${e.a} began already`);
        const name = this.stringOf(e, e.c);
        const parent = e.b === 0 ? nobody : e.b;
        this.tasks.set(e.a, [name, parent]);
        this.emit(e, g, p, m, none, this.stackOf(e, e.d), name, 0, e.a, parent);
        return true;
      }
      case Ev.UserTaskEnd: {
        const [name, parent] = this.tasks.get(e.a) ?? [0, nobody];
        this.tasks.delete(e.a);
        this.emit(e, g, p, m, none, this.stackOf(e, e.b), name, 0, e.a, parent);
        return true;
      }
      case Ev.UserRegionBegin: {
        const name = this.stringOf(e, e.b);
        const regions = this.regions.get(g);
        if (regions) regions.push([e.a, name]);
        else this.regions.set(g, [[e.a, name]]);
        this.emit(e, g, p, m, g, this.stackOf(e, e.c), name, 0, e.a);
        return true;
      }
      case Ev.UserRegionEnd: {
        const name = this.stringOf(e, e.b);
        // Of regions that began before the trace nothing is known.
        const inner = this.regions.get(g)?.pop();
        if (inner)
          this.holds(e, inner[0] === e.a && inner[1] === name, 'an outer region ends before an inner');
        this.emit(e, g, p, m, g, this.stackOf(e, e.c), name, 0, e.a);
        return true;
      }
      case Ev.UserLog:
        this.emit(e, g, p, m, g, this.stackOf(e, e.d), this.stringOf(e, e.b), this.stringOf(e, e.c), e.a);
        return true;
      default:
        throw new FormatError(`The trace is broken: ${eventName(e.type)} is out of place.`, e.at);
    }
  }

  private born(id: number, status: number): number {
    const row = this.directory.born(id);
    this.goStatus.extend(row + 1, 0);
    this.goSequence.extend(row + 1, 0);
    this.goGeneration.extend(row + 1, 0);
    this.goStatus.data[row] = status;
    this.goGeneration.data[row] = this.generation;
    return row;
  }

  private forget(row: number): void {
    this.directory.died(row);
    this.ranges.delete(row);
    this.regions.delete(row);
  }

  private goSucceeds(row: number, sequence: number): boolean {
    return this.goSequence.data[row] + 1 === sequence && this.goGeneration.data[row] === this.generation;
  }

  private procSucceeds(row: number, sequence: number): boolean {
    return this.procSequence.data[row] + 1 === sequence && this.procGeneration.data[row] === this.generation;
  }

  private hasRange(row: number, kind: number, text: number): boolean {
    return this.ranges.get(row)?.some((range) => range[0] === kind && range[1] === text) ?? false;
  }

  private beginRange(row: number, kind: number, text: number, e?: Cursor): void {
    if (e) this.holds(e, !this.hasRange(row, kind, text), 'it began already');
    const ranges = this.ranges.get(row);
    if (ranges) {
      if (ranges.length >= maxRanges)
        throw new FormatError('The trace is broken: a goroutine has too many ranges.');
      ranges.push([kind, text]);
    } else this.ranges.set(row, [[kind, text]]);
  }

  /** The text that it began with. */
  private endRange(e: Cursor, row: number, kind: number): number {
    const ranges = this.ranges.get(row) ?? [];
    const index = ranges.findIndex((range) => range[0] === kind);
    this.holds(e, index >= 0, 'it never began');
    const [, text] = ranges[index];
    ranges[index] = ranges[ranges.length - 1];
    ranges.pop();
    return text;
  }

  private stackOf(e: Cursor, id: number): number {
    const row = this.tables.stackIds.get(id);
    if (row < 0) throw impossible(e, `it has stack ${id}, which is unknown`);
    return row;
  }

  private stringOf(e: Cursor, id: number): number {
    const row = this.tables.stringIds.get(id);
    if (row < 0) throw impossible(e, `it has string ${id}, which is unknown`);
    return row;
  }

  private needsRunning(e: Cursor, g: number, p: number, m: number): void {
    this.needs(e, m >= 0 && p >= 0 && g >= 0);
    this.holds(e, this.goStatus.data[g] === GoStatus.running, 'its goroutine does not run');
  }

  private needs(e: Cursor, holds: boolean): void {
    if (!holds) this.holds(e, false, 'it is out of place on its thread');
  }

  private holds(e: Cursor, holds: boolean, otherwise: string): void {
    if (!holds) throw impossible(e, otherwise);
  }

  private emit(
    e: Cursor,
    g: number,
    p: number,
    m: number,
    subject: number,
    stack = 0,
    text = 0,
    extra = 0,
    a = 0,
    b = 0,
  ): void {
    this.block.push(e.type, this.stamp(e.time), g, p, m, subject, stack, text, extra, a, b);
  }

  private emitAs(
    type: number,
    time: number,
    g: number,
    p: number,
    m: number,
    subject: number,
    stack: number,
    text: number,
    extra: number,
    a: number,
    b: number,
  ): void {
    this.block.push(type, this.stamp(time), g, p, m, subject, stack, text, extra, a, b);
  }
}

const impossible = (e: Cursor, why: string) =>
  new FormatError(`The trace is broken: ${eventName(e.type)} can't be: ${why}.`, e.at);
