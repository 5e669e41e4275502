import { Float64Column, Int32Column, Uint8Column } from './columns.ts';
import type { Cursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import type { Effort } from './effort.ts';
import { type Emitter, impossible } from './emitter.ts';
import { ProcStatus } from './spec.ts';

const none = -1;

/** By thread: whether it was seen, what it runs; rows, -1 for none. */
export class ThreadStates {
  readonly seen: Uint8Column = new Uint8Column();
  readonly goroutine: Int32Column = new Int32Column();
  readonly proc: Int32Column = new Int32Column();

  /** Makes the state of a thread, without saying that it was seen. */
  add(thread: number): void {
    this.seen.extend(thread + 1, 0);
    this.goroutine.extend(thread + 1, none);
    this.proc.extend(thread + 1, none);
  }
}

/** The part of the scheduler that hands processors to threads. Each event is let through as `Scheduler` does. */
export class ProcOrder {
  /** By processor: one of `ProcStatus`, and the number of its last event in this generation; NaN before its first. */
  readonly status: Uint8Column = new Uint8Column();
  readonly sequence: Float64Column = new Float64Column();
  private readonly directory: Directory;
  private readonly out: Emitter;
  private readonly threads: ThreadStates;
  private readonly effort: Effort;

  constructor(directory: Directory, out: Emitter, threads: ThreadStates, effort: Effort) {
    this.directory = directory;
    this.out = out;
    this.threads = threads;
    this.effort = effort;
  }

  /** From here on events are of the next generation. */
  nextGeneration(): void {
    this.sequence.data.fill(Number.NaN, 0, this.sequence.length);
  }

  tell(e: Cursor, g: number, p: number, m: number): boolean {
    const status = e.b;
    if (status > ProcStatus.syscallAbandoned) throw impossible(e, `it has status ${status}`);
    let row = this.directory.proc(e.a);
    let told = status;
    let before = status;
    let [goroutine, proc, thread] = [g, p, m];
    if (row >= 0) {
      const known = this.status.data[row];
      if (status === ProcStatus.syscallAbandoned && known === ProcStatus.syscall) {
        // Nothing was lost: its thread is known still, and the event belongs there.
        told = ProcStatus.syscall;
        before = ProcStatus.running;
        this.effort.spend(this.threads.proc.length);
        thread = this.threads.proc.data.lastIndexOf(row, this.threads.proc.length - 1);
        if (thread < 0) throw impossible(e, `processor ${e.a} is on no thread`);
        proc = row;
        goroutine = this.threads.goroutine.data[thread];
      } else if (known !== status) throw impossible(e, `processor ${e.a} had another status`);
    } else {
      row = this.directory.addProc(e.a);
      this.status.extend(row + 1, 0);
      this.sequence.extend(row + 1, 0);
      this.status.data[row] = status;
      before = ProcStatus.none;
    }
    this.sequence.data[row] = 0;
    if (m >= 0 && (status === ProcStatus.running || status === ProcStatus.syscall))
      this.threads.proc.data[m] = row;
    this.out.emit(e, goroutine, proc, thread, row, 0, 0, 0, told, before);
    return true;
  }

  start(e: Cursor, g: number, p: number, m: number): boolean {
    const row = this.directory.proc(e.a);
    if (row < 0 || this.status.data[row] !== ProcStatus.idle || !this.succeeds(row, e.b) || p >= 0)
      return false;
    this.out.needs(e, m >= 0);
    this.status.data[row] = ProcStatus.running;
    this.sequence.data[row] = e.b;
    this.threads.proc.data[m] = row;
    this.out.emit(e, g, p, m, row);
    return true;
  }

  stop(e: Cursor, g: number, p: number, m: number): boolean {
    this.out.needs(e, m >= 0 && p >= 0);
    const status = this.status.data[p];
    this.out.holds(
      e,
      status === ProcStatus.running || status === ProcStatus.syscall,
      'its processor does not run',
    );
    this.status.data[p] = ProcStatus.idle;
    this.threads.proc.data[m] = none;
    this.out.emit(e, g, p, m, p);
    return true;
  }

  steal(e: Cursor, g: number, p: number, m: number): boolean {
    const row = this.directory.proc(e.a);
    const status = row < 0 ? ProcStatus.none : this.status.data[row];
    if (status !== ProcStatus.syscall && status !== ProcStatus.syscallAbandoned) return false;
    if (!this.succeeds(row, e.b)) return false;
    this.out.needs(e, m >= 0);
    this.status.data[row] = ProcStatus.idle;
    this.sequence.data[row] = e.b;
    if (status === ProcStatus.syscall) {
      const from = this.directory.thread(e.c);
      this.threads.add(from);
      if (this.threads.seen.data[from] !== 1) throw impossible(e, `thread ${e.c} does not exist`);
      if (this.threads.proc.data[from] !== row) throw impossible(e, `thread ${e.c} has another processor`);
      this.threads.proc.data[from] = none;
    }
    this.out.emit(e, g, p, m, row, 0, 0, 0, 0, status);
    return true;
  }

  succeeds(row: number, sequence: number): boolean {
    return this.sequence.data[row] + 1 === sequence;
  }
}
