import { Uint32Column } from './columns.ts';
import { type Intervals, type Procs, State } from './model.ts';

/** Whoever takes down what goroutines do, one after the other. */
export interface IntervalSink {
  /** A goroutine begins to do something else. */
  enter(row: number, time: number, state: number, reason: number, stack: number, peer: number): void;
  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void;
}

/** States in which a goroutine has a processor, if `peer` says one. */
const onProc = (state: number, peer: number): boolean =>
  peer >= 0 && (state === State.running || state === State.syscall);

/** Counts the intervals of each goroutine and of each processor. */
export class IntervalCounter implements IntervalSink {
  private readonly ofGoroutine = new Uint32Column(1024);
  private readonly ofProc = new Uint32Column();

  enter(row: number, _time: number, state: number, _reason: number, _stack: number, peer: number): void {
    if (row >= this.ofGoroutine.length) this.ofGoroutine.extend(row + 1, 0);
    this.ofGoroutine.data[row]++;
    if (!onProc(state, peer)) return;
    if (peer >= this.ofProc.length) this.ofProc.extend(peer + 1, 0);
    this.ofProc.data[peer]++;
  }

  learnStack(): void {}

  /** Room for just what was counted. */
  room(goroutines: number, procs: number): IntervalTable {
    this.ofGoroutine.extend(goroutines, 0);
    this.ofProc.extend(procs, 0);
    return new IntervalTable(startsOf(this.ofGoroutine.exact()), startsOf(this.ofProc.exact()));
  }
}

/** Where each one's rows begin, and where the last one's end. */
function startsOf(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) starts[i + 1] = starts[i] + counts[i];
  return starts;
}

/**
 * The intervals of a trace sorted by goroutine. A trace has tens of millions: what was counted before is written
 * where it belongs, so that each is in memory once.
 */
export class IntervalTable implements IntervalSink {
  /** The rows of goroutine `i` are `interval[i] … interval[i + 1]`. */
  readonly interval: Uint32Array;
  readonly columns: Omit<Intervals, 'reasons'>;
  private readonly run: Uint32Array;
  private readonly ran: Uint32Array;
  private readonly next: Uint32Array;
  private readonly nextRun: Uint32Array;

  constructor(interval: Uint32Array, run: Uint32Array) {
    const count = interval[interval.length - 1];
    this.interval = interval;
    this.next = interval.slice();
    this.run = run;
    this.nextRun = run.slice();
    this.ran = new Uint32Array(run[run.length - 1]);
    this.columns = {
      start: new Float64Array(count),
      state: new Uint8Array(count),
      reason: new Uint8Array(count),
      stack: new Uint32Array(count),
      peer: new Int32Array(count),
    };
  }

  enter(row: number, time: number, state: number, reason: number, stack: number, peer: number): void {
    const { columns } = this;
    const at = this.next[row]++;
    columns.start[at] = time;
    columns.state[at] = state;
    columns.reason[at] = reason;
    // A system call goes on where it was when its processor was taken away.
    columns.stack[at] =
      state === State.syscallBlocked && at > this.interval[row] ? columns.stack[at - 1] : stack;
    columns.peer[at] = peer;
    if (onProc(state, peer)) this.ran[this.nextRun[peer]++] = at;
  }

  learnStack(row: number, stack: number): void {
    const at = this.next[row] - 1;
    if (this.columns.stack[at] === 0) this.columns.stack[at] = stack;
  }

  /** What each processor did, in order of time. */
  procs(id: Float64Array): Procs {
    return { id, run: this.run, interval: this.ran };
  }
}
