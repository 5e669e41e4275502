import { Float64Column, Int32Column } from './columns.ts';
import type { EventBlock } from './events.ts';
import type { Holds } from './model.ts';
import { Ev, ProcStatus } from './spec.ts';

/** Which thread has which processor, of parts of a trace that follow each other. */
export class HoldJoiner {
  private readonly thread = new Int32Column();
  private readonly proc = new Int32Column();
  private readonly start = new Float64Column();
  private readonly end = new Float64Column();
  /** By processor: the row that has no end yet; -1 for none. */
  private readonly open = new Int32Column();

  /**
   * @param gone when each processor first stopped, or was taken away; NaN where it did not
   * @param procs rows of processors, and of threads, in the whole trace
   * @param timeOf a time in the whole trace
   */
  add(
    { thread, proc, start, end }: Holds,
    gone: Float64Array,
    procs: Int32Array,
    threads: Int32Array,
    timeOf: (time: number) => number,
  ): void {
    const first = new Map<number, number>();
    for (let i = proc.length - 1; i >= 0; i--) first.set(proc[i], i);
    const goesOn = new Set<number>();
    for (let own = 0; own < procs.length; own++) {
      const row = procs[own];
      this.open.extend(row + 1, -1);
      const before = this.open.data[row];
      if (before < 0) continue;
      const i = first.get(own);
      const isFirst = i !== undefined && !(start[i] > gone[own]);
      if (isFirst && threads[thread[i]] === this.thread.data[before]) {
        goesOn.add(i);
        this.finishHold(row, end[i], timeOf);
      } else this.finishHold(row, isFirst ? start[i] : gone[own], timeOf);
    }
    for (let i = 0; i < proc.length; i++) {
      if (goesOn.has(i)) continue;
      const row = this.thread.push(threads[thread[i]]);
      this.proc.push(procs[proc[i]]);
      this.start.push(timeOf(start[i]));
      this.end.push(timeOf(end[i]));
      if (Number.isNaN(end[i])) this.open.data[procs[proc[i]]] = row;
    }
  }

  finish(): Holds {
    return {
      thread: this.thread.exact(),
      proc: this.proc.exact(),
      start: this.start.exact(),
      end: this.end.exact(),
    };
  }

  private finishHold(proc: number, end: number, timeOf: (time: number) => number): void {
    if (Number.isNaN(end)) return;
    this.end.data[this.open.data[proc]] = timeOf(end);
    this.open.data[proc] = -1;
  }
}

/** Follows which thread has which processor. */
export class HoldBuilder {
  private readonly thread = new Int32Column();
  private readonly proc = new Int32Column();
  private readonly start = new Float64Column();
  private readonly end = new Float64Column();
  /** By processor: its thread now, and the row that tells it; -1 for none. */
  private readonly holder = new Int32Column();
  private readonly row = new Int32Column();

  /** @param i an event that a processor begins or ceases to run with, or that tells what it does */
  add({ type, time, thread, subject, a }: EventBlock, i: number): void {
    const row = subject[i];
    if (type[i] === Ev.ProcStop || type[i] === Ev.ProcSteal) this.let(row, time[i]);
    else if (type[i] === Ev.ProcStart) this.take(row, thread[i], time[i]);
    // What runs when the trace begins is not told to start.
    else if (a[i] === ProcStatus.running || a[i] === ProcStatus.syscall) {
      const isNew = row >= this.holder.length || this.holder.data[row] !== thread[i];
      if (isNew) this.take(row, thread[i], time[i]);
    }
  }

  finish(): Holds {
    return {
      thread: this.thread.exact(),
      proc: this.proc.exact(),
      start: this.start.exact(),
      end: this.end.exact(),
    };
  }

  private take(proc: number, thread: number, time: number): void {
    if (proc < 0 || thread < 0) return;
    this.let(proc, time);
    this.holder.data[proc] = thread;
    this.row.data[proc] = this.thread.push(thread);
    this.proc.push(proc);
    this.start.push(time);
    this.end.push(Number.NaN);
  }

  private let(proc: number, time: number): void {
    if (proc < 0) return;
    this.holder.extend(proc + 1, -1);
    this.row.extend(proc + 1, -1);
    if (this.row.data[proc] >= 0) this.end.data[this.row.data[proc]] = time;
    this.holder.data[proc] = -1;
    this.row.data[proc] = -1;
  }
}
