import { Float64Column, Int32Column, takeOf, Uint8Column, Uint32Column } from './columns.ts';
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
  private readonly columns = {
    type: new Uint8Column(),
    time: new Float64Column(),
    goroutine: new Int32Column(),
    proc: new Int32Column(),
    thread: new Int32Column(),
    subject: new Int32Column(),
    stack: new Uint32Column(),
    text: new Uint32Column(),
    extra: new Uint32Column(),
    a: new Float64Column(),
    b: new Float64Column(),
  };
  private length = 0;

  add(block: EventBlock, i: number): void {
    const { columns } = this;
    const at = this.length++;
    if (at === columns.type.data.length) for (const column of Object.values(columns)) column.reserve(at * 2);
    columns.type.data[at] = block.type[i];
    columns.time.data[at] = block.time[i];
    columns.goroutine.data[at] = block.goroutine[i];
    columns.proc.data[at] = block.proc[i];
    columns.thread.data[at] = block.thread[i];
    columns.subject.data[at] = block.subject[i];
    columns.stack.data[at] = block.stack[i];
    columns.text.data[at] = block.text[i];
    columns.extra.data[at] = block.extra[i];
    columns.a.data[at] = block.a[i];
    columns.b.data[at] = block.b[i];
  }

  finish(): KeptEvents {
    for (const column of Object.values(this.columns)) column.length = this.length;
    return takeOf(this.columns);
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

/** A row of the whole trace; what is negative is no row. */
export const rowIn = (map: Int32Array, row: number): number => (row < 0 ? row : map[row]);

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
  for (let i = 0; i < kept.type.length; i++) {
    if (block.length === EventBlock.capacity) {
      visit(block);
      block.clear();
    }
    const type = kept.type[i];
    const known = older.get(i);
    block.push(
      type,
      times.of(kept.time[i]),
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
