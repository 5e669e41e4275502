import { Float64Column, Int32Column, Uint8Column, Uint32Column } from './columns.ts';
import type { Directory } from './directory.ts';
import { EventBlock } from './events.ts';
import { type IntervalLog, stateMask } from './intervals.ts';
import { olderThanTrace, State } from './model.ts';
import type { PartGoroutines } from './part.ts';
import { Ev, GoStatus } from './spec.ts';

const none = -1;

/** More reasons than the runtime has share the last row. */
const maxReasons = 255;

/**
 * What a frequent event changes of its subject: the state that begins, below `onProc`, and what the interval takes of
 * the event. One place then takes it down, for all of them: engines compile that sooner.
 */
const [onProc, byGoroutine, hasStack, isOwnStack, hasReason] = [8, 16, 32, 64, 128];
/** By event; 0 for others. */
const changes: Uint8Array = new Uint8Array(256);
changes[Ev.GoStart] = State.running | onProc;
changes[Ev.GoBlock] = State.waiting | hasStack | isOwnStack | hasReason;
changes[Ev.GoStop] = State.runnable | hasStack | isOwnStack | hasReason;
for (const type of [Ev.GoUnblock, Ev.GoSwitch, Ev.GoSwitchDestroy])
  changes[type] = State.runnable | hasStack | byGoroutine;

/** Follows the goroutines of a trace through their states, and writes each change into a log. */
export class GoroutineBuilder {
  private readonly directory: Directory;
  private readonly log: IntervalLog;
  private readonly begin: number;
  private readonly creator = new Int32Column(1024);
  private readonly creationStack = new Uint32Column(1024);
  private readonly startStack = new Uint32Column(1024);
  private readonly end = new Float64Column(1024);
  /** The status with which a goroutine was first named; 0 for those that were created. */
  private readonly told = new Uint8Column(1024);
  /** What each goroutine does now, and its processor in a system call. State 0: it has ended. */
  private readonly state = new Uint8Column(1024);
  private readonly proc = new Int32Column(1024);
  /** By processor: the goroutine that is in a system call with it. */
  private readonly inSyscall = new Int32Column();
  private readonly others = new Uint16Array(EventBlock.capacity);
  /** Rows of strings. */
  private readonly reasonTexts: number[] = [0];
  /** By string: its row in `reasonTexts` plus one. */
  private readonly reasonRows = new Uint32Column();

  /** @param begin since when goroutines do what they are first said to do */
  constructor(directory: Directory, log: IntervalLog, begin: number) {
    this.directory = directory;
    this.log = log;
    this.begin = begin;
  }

  /** @returns the rows of events that do not tell of goroutines alone, until the next call */
  consume(block: EventBlock): Uint16Array {
    this.makeRoom();
    const { length, type, time, subject, stack, text, goroutine, proc } = block;
    const { others, log } = this;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const change = changes[type[i]];
      if (change === 0) {
        if (!this.consumeOther(block, i)) others[count++] = i;
        continue;
      }
      const row = subject[i];
      const where = (change & hasStack) === 0 ? 0 : stack[i];
      const peer = (change & onProc) > 0 ? proc[i] : (change & byGoroutine) > 0 ? goroutine[i] : none;
      const reason = (change & hasReason) === 0 ? 0 : this.reasonOf(text[i]);
      const state = change & stateMask;
      this.state.data[row] = state;
      log.time = time[i];
      log.enter(row, state, reason, where, peer);
      if ((change & isOwnStack) > 0) this.learnStart(row, where);
    }
    return others.subarray(0, count);
  }

  /**
   * What is not as often, or is more than another state.
   *
   * @returns whether it tells of goroutines alone
   */
  private consumeOther(block: EventBlock, i: number): boolean {
    const type = block.type[i];
    const row = block.subject[i];
    const stack = block.stack[i];
    this.log.time = block.time[i];
    switch (type) {
      case Ev.GoSyscallBegin:
        this.enterSyscall(row, stack, block.proc[i]);
        this.learnStart(row, stack);
        return true;
      case Ev.GoSyscallEnd:
        this.leaveSyscall(row);
        this.enter(row, State.running, 0, block.proc[i]);
        return true;
      case Ev.GoSyscallEndBlocked:
        this.leaveSyscall(row);
        this.enter(row, State.runnable, 0, none);
        return true;
      case Ev.GoCreate:
      case Ev.GoCreateBlocked:
        this.creator.data[row] = block.goroutine[i];
        this.creationStack.data[row] = stack;
        this.startStack.data[row] = block.extra[i];
        this.enter(row, type === Ev.GoCreate ? State.runnable : State.waiting, stack, block.goroutine[i]);
        return true;
      case Ev.GoCreateSyscall:
        this.creator.data[row] = none;
        this.enter(row, State.syscallBlocked, 0, none);
        return true;
      case Ev.GoDestroy:
      case Ev.GoDestroySyscall:
        this.leaveSyscall(row);
        this.state.data[row] = 0;
        this.end.data[row] = block.time[i];
        return true;
      case Ev.GoStatus:
      case Ev.GoStatusStack:
        this.status(row, block, i);
        return true;
      case Ev.ProcStop:
      case Ev.ProcSteal:
        this.procGone(row);
        return false;
      default:
        return false;
    }
  }

  /** Rows of the reasons' strings, by reason. */
  get reasons(): readonly number[] {
    return this.reasonTexts;
  }

  finish(): PartGoroutines {
    this.makeRoom();
    return {
      id: this.directory.goroutines.exact(),
      told: this.told.take(),
      creator: this.creator.take(),
      creationStack: this.creationStack.take(),
      startStack: this.startStack.take(),
      end: this.end.take(),
      state: this.state.take(),
      proc: this.proc.take(),
    };
  }

  /** For the goroutines and processors that appeared since. */
  private makeRoom(): void {
    const { goroutines, procs } = this.directory;
    const count = goroutines.length;
    this.creator.extend(count, olderThanTrace);
    this.creationStack.extend(count, 0);
    this.startStack.extend(count, 0);
    this.end.extend(count, Number.NaN);
    this.told.extend(count, 0);
    this.state.extend(count, 0);
    this.proc.extend(count, none);
    this.inSyscall.extend(procs.length, none);
  }

  private enter(row: number, state: number, stack: number, peer: number): void {
    this.state.data[row] = state;
    this.log.enter(row, state, 0, stack, peer);
  }

  private enterSyscall(row: number, stack: number, proc: number): void {
    this.enter(row, State.syscall, stack, proc);
    this.proc.data[row] = proc;
    this.inSyscall.data[proc] = row;
  }

  /** The first time that a goroutine is named: it has been so since the begin. Later ones only confirm. */
  private status(row: number, block: EventBlock, i: number): void {
    const stack = block.stack[i];
    const status = block.a[i];
    const proc = block.proc[i];
    this.learnStart(row, stack || block.extra[i]);
    if (block.b[i] !== GoStatus.none) {
      if (status === GoStatus.waiting || status === GoStatus.syscall) this.log.learnStack(row, stack);
      return;
    }
    this.log.time = this.begin;
    this.told.data[row] = status;
    if (status === GoStatus.running) this.enter(row, State.running, 0, proc);
    else if (status === GoStatus.runnable) this.enter(row, State.runnable, 0, none);
    else if (status === GoStatus.waiting) this.enter(row, State.waiting, stack, none);
    else if (status === GoStatus.syscall) {
      if (block.c[i] === 1) this.enterSyscall(row, stack, proc);
      else this.enter(row, State.syscallBlocked, stack, none);
    }
  }

  private leaveSyscall(row: number): void {
    if (this.state.data[row] !== State.syscall) return;
    const proc = this.proc.data[row];
    if (this.inSyscall.data[proc] === row) this.inSyscall.data[proc] = none;
  }

  /** A processor stops: the goroutine that is in a system call with it goes on without. */
  private procGone(proc: number): void {
    const row = this.inSyscall.data[proc];
    if (row < 0) return;
    this.inSyscall.data[proc] = none;
    if (this.state.data[row] !== State.syscall) return;
    this.enter(row, State.syscallBlocked, 0, none);
  }

  private learnStart(row: number, stack: number): void {
    if (this.startStack.data[row] === 0) this.startStack.data[row] = stack;
  }

  private reasonOf(text: number): number {
    if (text === 0) return 0;
    if (text >= this.reasonRows.length) this.reasonRows.extend(text + 1, 0);
    const known = this.reasonRows.data[text];
    if (known > 0) return known - 1;
    if (this.reasonTexts.length > maxReasons) return maxReasons;
    const row = this.reasonTexts.push(text) - 1;
    this.reasonRows.data[text] = row + 1;
    return row;
  }
}
