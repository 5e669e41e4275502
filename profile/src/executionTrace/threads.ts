import { Float64Column, Int32Column } from './columns.ts';
import type { EventBlock } from './events.ts';
import type { Holds } from './model.ts';
import { Ev, ProcStatus } from './spec.ts';

/** Follows which thread has which processor. */
export class HoldBuilder {
  private readonly thread = new Int32Column();
  private readonly proc = new Int32Column();
  private readonly start = new Float64Column();
  private readonly end = new Float64Column();
  /** By processor: its thread now, and the row that tells it; -1 for none. */
  private readonly holder = new Int32Column();
  private readonly row = new Int32Column();

  consume(block: EventBlock): void {
    const { length, type, time, proc, thread, subject } = block;
    for (let i = 0; i < length; i++) {
      const kind = type[i];
      if (kind === Ev.ProcStop || kind === Ev.ProcSteal) this.let(subject[i], time[i]);
      else if (kind === Ev.ProcStart) this.take(subject[i], thread[i], time[i]);
      else if (kind === Ev.ProcStatus) {
        if (block.a[i] === ProcStatus.running && block.b[i] === ProcStatus.none)
          this.take(subject[i], thread[i], time[i]);
      }
      // What was had before is not told everywhere.
      else if (proc[i] >= 0 && (proc[i] >= this.holder.length || this.holder.data[proc[i]] !== thread[i]))
        this.take(proc[i], thread[i], time[i]);
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
