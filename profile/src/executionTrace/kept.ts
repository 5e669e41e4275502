import { Float64Column, Int32Column, Uint8Column, Uint32Column } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import { EventBlock } from './events.ts';
import { Ev, evSync } from './spec.ts';

/** Columns as those of `EventBlock`. */
export interface KeptEvents {
  type: Uint8Array;
  time: Float64Array;
  goroutine: Int32Array;
  proc: Int32Array;
  thread: Int32Array;
  subject: Int32Array;
  stack: Uint32Array;
  text: Uint32Array;
  extra: Uint32Array;
  a: Float64Array;
  b: Float64Array;
}

/** 1 for the events that are kept as they are: there are few, and what they mean shows in the whole trace only. */
export const isKept: Uint8Array = new Uint8Array(256);
for (const type of [Ev.GCActive, Ev.GCBegin, Ev.GCEnd]) isKept[type] = 1;
for (const type of [Ev.GoLabel, Ev.UserTaskBegin, Ev.UserTaskEnd, Ev.UserRegionBegin, Ev.UserRegionEnd])
  isKept[type] = 1;
for (const type of [Ev.UserLog, Ev.CPUSample, Ev.ProcsChange, evSync]) isKept[type] = 1;

/** Collects events of a part of a trace. */
export class KeptLog {
  private readonly type = new Uint8Column();
  private readonly time = new Float64Column();
  private readonly goroutine = new Int32Column();
  private readonly proc = new Int32Column();
  private readonly thread = new Int32Column();
  private readonly subject = new Int32Column();
  private readonly stack = new Uint32Column();
  private readonly text = new Uint32Column();
  private readonly extra = new Uint32Column();
  private readonly a = new Float64Column();
  private readonly b = new Float64Column();

  add(block: EventBlock, i: number): void {
    const at = this.type.length;
    if (at === this.type.data.length) this.makeRoom(at * 2);
    this.type.length = at + 1;
    this.type.data[at] = block.type[i];
    this.time.data[at] = block.time[i];
    this.goroutine.data[at] = block.goroutine[i];
    this.proc.data[at] = block.proc[i];
    this.thread.data[at] = block.thread[i];
    this.subject.data[at] = block.subject[i];
    this.stack.data[at] = block.stack[i];
    this.text.data[at] = block.text[i];
    this.extra.data[at] = block.extra[i];
    this.a.data[at] = block.a[i];
    this.b.data[at] = block.b[i];
  }

  finish(): KeptEvents {
    const { length } = this.type;
    for (const column of this.columns()) column.length = length;
    return {
      type: this.type.take(),
      time: this.time.take(),
      goroutine: this.goroutine.take(),
      proc: this.proc.take(),
      thread: this.thread.take(),
      subject: this.subject.take(),
      stack: this.stack.take(),
      text: this.text.take(),
      extra: this.extra.take(),
      a: this.a.take(),
      b: this.b.take(),
    };
  }

  private makeRoom(length: number): void {
    for (const column of this.columns()) column.reserve(length);
  }

  private columns() {
    const { type, time, goroutine, proc, thread, subject, stack, text, extra, a, b } = this;
    return [type, time, goroutine, proc, thread, subject, stack, text, extra, a, b];
  }
}

/** The rows of the whole trace for those of a part. */
export interface RowMaps {
  goroutines: Int32Array;
  procs: Int32Array;
  threads: Int32Array;
  strings: Uint32Array;
  stacks: Uint32Array;
}

/**
 * Shows the events again, in blocks, with the rows and the times of the whole trace.
 *
 * @param older rows of the whole trace for events that name who the part does not know yet
 */
export function replay(
  kept: KeptEvents,
  maps: RowMaps,
  times: EarlyTimes,
  older: ReadonlyMap<number, readonly [goroutine: number, proc: number]>,
  visit: (block: EventBlock) => void,
): void {
  const { goroutines, procs, threads, strings, stacks } = maps;
  const block = new EventBlock();
  const rowIn = (map: Int32Array, row: number) => (row < 0 ? row : map[row]);
  for (let i = 0; i < kept.type.length; i++) {
    if (block.length === EventBlock.capacity) {
      visit(block);
      block.clear();
    }
    const type = kept.type[i];
    const known = older.get(i);
    block.at(times.of(kept.time[i]));
    block.push(
      type,
      known && kept.goroutine[i] < 0 ? known[0] : rowIn(goroutines, kept.goroutine[i]),
      known && kept.proc[i] < 0 ? known[1] : rowIn(procs, kept.proc[i]),
      rowIn(threads, kept.thread[i]),
      rowIn(goroutines, kept.subject[i]),
      stacks[kept.stack[i]],
      strings[kept.text[i]],
      // Of kept events it is a log's message.
      strings[kept.extra[i]],
      kept.a[i],
      kept.b[i],
    );
  }
  if (block.length > 0) visit(block);
}
