import { Annotations } from './annotations.ts';
import { Float64Column, Uint8Column } from './columns.ts';
import type { Cursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import type { Effort } from './effort.ts';
import { type Emitter, impossible } from './emitter.ts';
import { ProcOrder, ThreadStates } from './procOrder.ts';
import { Ev, GoStatus, nobody, ProcStatus } from './spec.ts';

const none = -1;

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
  private readonly out: Emitter;
  private readonly annotations: Annotations;
  private readonly effort: Effort;
  /** Counts the generations from 0. */
  private generation = -1;

  private readonly goStatus = new Uint8Column(1024);
  /** The number of a goroutine's last event in this generation; NaN before its first. */
  private readonly goSequence = new Float64Column(1024);
  private readonly threads = new ThreadStates();
  private readonly threadSeen = this.threads.seen;
  private readonly threadGoroutine = this.threads.goroutine;
  private readonly threadProc = this.threads.proc;
  private readonly procs: ProcOrder;
  private readonly procStatus: Uint8Column;
  private gcState = gcUndetermined;
  private gcSequence = 0;

  constructor(directory: Directory, out: Emitter, effort: Effort) {
    this.directory = directory;
    this.out = out;
    this.effort = effort;
    this.annotations = new Annotations(directory, out);
    this.procs = new ProcOrder(directory, out, this.threads, effort);
    this.procStatus = this.procs.status;
  }

  /** By processor, one of `ProcStatus`. */
  get procStatuses(): Uint8Array {
    return this.procStatus.exact();
  }

  /** From here on events are of the next generation. */
  nextGeneration(): void {
    this.generation++;
    // Who fills a file with generations pays for it.
    this.effort.spend((this.goSequence.length + this.procs.sequence.length) / 4);
    this.goSequence.data.fill(Number.NaN, 0, this.goSequence.length);
    this.procs.nextGeneration();
  }

  /** Makes the state of a thread, without saying that it was seen. */
  addThread(thread: number): void {
    this.threads.add(thread);
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
    let subject = g;
    let stack = 0;
    let text = 0;
    switch (e.type) {
      case Ev.GoStart:
        subject = this.goroutineIn(GoStatus.runnable, e);
        if (subject < 0) return false;
        this.out.needs(e, m >= 0 && p >= 0 && g < 0);
        this.goStatus.data[subject] = GoStatus.running;
        this.threadGoroutine.data[m] = subject;
        break;
      case Ev.GoUnblock:
        subject = this.goroutineIn(GoStatus.waiting, e);
        if (subject < 0) return false;
        this.goStatus.data[subject] = GoStatus.runnable;
        stack = this.out.stackOf(e, e.c);
        break;
      case Ev.GoBlock:
      case Ev.GoStop:
        this.needsRunning(e, g, p, m);
        this.goStatus.data[g] = e.type === Ev.GoStop ? GoStatus.runnable : GoStatus.waiting;
        this.threadGoroutine.data[m] = none;
        stack = this.out.stackOf(e, e.b);
        text = this.out.stringOf(e, e.a);
        break;
      case Ev.GoSyscallBegin:
        this.needsRunning(e, g, p, m);
        this.out.holds(e, this.procs.succeeds(p, e.a), 'its sequence number does not follow');
        this.goStatus.data[g] = GoStatus.syscall;
        this.procStatus.data[p] = ProcStatus.syscall;
        this.procs.sequence.data[p] = e.a;
        stack = this.out.stackOf(e, e.b);
        break;
      case Ev.GoSyscallEnd:
        this.out.needs(e, m >= 0 && p >= 0 && g >= 0);
        this.out.holds(e, this.goStatus.data[g] === GoStatus.syscall, 'its goroutine is in no system call');
        this.out.holds(
          e,
          this.procStatus.data[p] === ProcStatus.syscall,
          'its processor is in no system call',
        );
        this.goStatus.data[g] = GoStatus.running;
        this.procStatus.data[p] = ProcStatus.running;
        break;
      default:
        return this.advanceRare(e, g, p, m);
    }
    this.out.emit(e, g, p, m, subject, stack, text);
    return true;
  }

  private advanceRare(e: Cursor, g: number, p: number, m: number): boolean {
    switch (e.type) {
      case Ev.HeapAlloc:
      case Ev.HeapGoal:
        this.out.needs(e, m >= 0 && p >= 0);
        this.out.emit(e, g, p, m, none, 0, 0, 0, e.a);
        return true;
      case Ev.GoCreate:
      case Ev.GoCreateBlocked:
        return this.goCreate(e, g, p, m);
      case Ev.GoDestroy:
        this.needsRunning(e, g, p, m);
        this.forget(g);
        this.threadGoroutine.data[m] = none;
        this.out.emit(e, g, p, m, g);
        return true;
      case Ev.GoSyscallEndBlocked:
        return this.syscallEndBlocked(e, g, p, m);
      case Ev.ProcStart:
        return this.procs.start(e, g, p, m);
      case Ev.ProcStop:
        return this.procs.stop(e, g, p, m);
      case Ev.ProcSteal:
        return this.procs.steal(e, g, p, m);
      case Ev.ProcStatus:
        return this.procs.tell(e, g, p, m);
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
        return this.annotations.advance(e, g, p, m, this.generation === 0);
    }
  }

  private goCreate(e: Cursor, g: number, p: number, m: number): boolean {
    this.out.needs(e, m >= 0 && p >= 0);
    if (g >= 0) this.out.holds(e, this.goStatus.data[g] === GoStatus.running, 'its goroutine does not run');
    if (this.directory.goroutine(e.a) >= 0) throw impossible(e, `goroutine ${e.a} exists already`);
    const row = this.born(e.a, e.type === Ev.GoCreate ? GoStatus.runnable : GoStatus.waiting);
    this.out.emit(e, g, p, m, row, this.out.stackOf(e, e.c), 0, this.out.stackOf(e, e.b));
    return true;
  }

  /** Comes after another thread has taken the processor away. */
  private syscallEndBlocked(e: Cursor, g: number, p: number, m: number): boolean {
    if (p >= 0 && this.procStatus.data[p] === ProcStatus.syscall) return false;
    this.out.needs(e, m >= 0 && g >= 0);
    this.out.holds(e, this.goStatus.data[g] === GoStatus.syscall, 'its goroutine is in no system call');
    this.goStatus.data[g] = GoStatus.runnable;
    this.threadGoroutine.data[m] = none;
    this.out.emit(e, g, p, m, g);
    return true;
  }

  /** A thread of C calls into Go. */
  private createSyscall(e: Cursor, g: number, p: number, m: number): boolean {
    this.out.needs(e, m >= 0 && g < 0);
    if (this.directory.goroutine(e.a) >= 0) throw impossible(e, `goroutine ${e.a} exists already`);
    const row = this.born(e.a, GoStatus.syscall);
    this.threadGoroutine.data[m] = row;
    this.out.emit(e, g, p, m, row);
    return true;
  }

  private destroySyscall(e: Cursor, g: number, p: number, m: number): boolean {
    this.out.needs(e, m >= 0 && g >= 0);
    this.out.holds(e, this.goStatus.data[g] === GoStatus.syscall, 'its goroutine is in no system call');
    this.forget(g);
    this.threadGoroutine.data[m] = none;
    if (p >= 0) {
      // The thread's id may be taken by another: its processor is let go of at once.
      this.out.holds(e, this.procStatus.data[p] === ProcStatus.syscall, 'its processor is in no system call');
      this.procStatus.data[p] = ProcStatus.syscallAbandoned;
      this.threadProc.data[m] = none;
      this.out.emitAs(Ev.ProcSteal, e.time, g, p, m, p, 0, 0, 0, 0, ProcStatus.syscall);
    }
    this.out.emit(e, g, p, m, g);
    return true;
  }

  /** One goroutine hands over to another: unblocks it, blocks or ends, and the other runs. */
  private goSwitch(e: Cursor, g: number, p: number, m: number): boolean {
    this.needsRunning(e, g, p, m);
    const next = this.goroutineIn(GoStatus.waiting, e);
    if (next < 0) return false;
    this.out.emit(e, g, p, m, next);
    if (e.type === Ev.GoSwitch) {
      this.goStatus.data[g] = GoStatus.waiting;
      this.out.emitAs(Ev.GoBlock, e.time, g, p, m, g, 0, 0, 0, 0, 0);
    } else {
      this.forget(g);
      this.out.emitAs(Ev.GoDestroy, e.time, g, p, m, g, 0, 0, 0, 0, 0);
    }
    this.goStatus.data[next] = GoStatus.running;
    this.threadGoroutine.data[m] = next;
    this.out.emitAs(Ev.GoStart, e.time, none, p, m, next, 0, 0, 0, 0, 0);
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
    } else {
      if (this.generation !== 0) throw impossible(e, `goroutine ${e.a} is new`);
      row = this.born(e.a, status);
      before = GoStatus.none;
    }
    this.out.block.c[this.out.block.length] = 0;
    const stack = e.type === Ev.GoStatusStack ? this.out.stackOf(e, e.d) : 0;
    if (status === GoStatus.running) {
      if (m >= 0) this.threadGoroutine.data[m] = row;
    } else if (status === GoStatus.syscall) {
      this.out.holds(e, e.b !== nobody, 'it is in a system call without a thread');
      const thread = this.directory.thread(e.b);
      this.addThread(thread);
      if (thread === m) {
        this.out.holds(e, this.generation === 0 || g === row, 'its thread has another goroutine');
        this.threadGoroutine.data[m] = row;
        this.out.block.c[this.out.block.length] = p >= 0 ? 1 : 0;
      } else {
        // It has been in a system call on that other thread, without a processor, for all of the generation.
        let current = g;
        if (this.threadSeen.data[thread]) {
          this.out.holds(e, this.threadGoroutine.data[thread] === row, 'its thread has another goroutine');
          current = row;
        } else {
          this.threadSeen.data[thread] = 1;
          this.threadGoroutine.data[thread] = row;
        }
        this.out.emit(e, current, p, thread, row, stack, 0, 0, status, before);
        return true;
      }
    }
    this.out.emit(e, g, p, m, row, stack, 0, 0, status, before);
    return true;
  }

  /** The mark phase: its begin and its end may be on different threads, and are numbered therefore. */
  private gc(e: Cursor, g: number, p: number, m: number): boolean {
    const determined = this.gcState !== gcUndetermined;
    const free = e.type === Ev.GCActive ? this.generation === 0 : e.type === Ev.GCBegin ? !determined : false;
    if (free) this.out.holds(e, !determined, 'it is not the first event of garbage collection');
    else {
      if (e.a !== this.gcSequence + 1) return false;
      const expected = e.type === Ev.GCBegin ? gcNotRunning : gcRunning;
      this.out.holds(e, this.gcState === expected, 'garbage collection is in another phase');
      this.out.needs(e, m >= 0 && p >= 0 && g >= 0);
    }
    this.gcSequence = e.a;
    this.gcState = e.type === Ev.GCEnd ? gcNotRunning : gcRunning;
    this.out.emit(e, g, p, m, none, e.type === Ev.GCBegin ? this.out.stackOf(e, e.b) : 0, 0, 0, e.a);
    return true;
  }

  private born(id: number, status: number): number {
    const row = this.directory.born(id);
    this.goStatus.extend(row + 1, 0);
    this.goSequence.extend(row + 1, 0);
    this.goStatus.data[row] = status;
    return row;
  }

  private forget(row: number): void {
    this.directory.died(row);
    this.annotations.forget(row);
  }

  private needsRunning(e: Cursor, g: number, p: number, m: number): void {
    this.out.needs(e, m >= 0 && p >= 0 && g >= 0);
    this.out.holds(e, this.goStatus.data[g] === GoStatus.running, 'its goroutine does not run');
  }

  /**
   * The goroutine that an event names, whose number it takes; -1 where it has another status, or the event before has not
   * been let through yet.
   */
  private goroutineIn(status: number, e: Cursor): number {
    const row = this.directory.goroutine(e.a);
    if (row < 0 || this.goStatus.data[row] !== status) return none;
    const { data } = this.goSequence;
    if (data[row] + 1 !== e.b) return none;
    data[row] = e.b;
    return row;
  }
}
