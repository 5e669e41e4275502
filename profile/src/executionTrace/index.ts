/**
 * executionTrace: reads what `runtime/trace` writes.
 *
 * container.ts    a file's generations and their batches          cursor.ts   a thread's events
 * tables.ts       strings and stacks, each once in a trace        order.ts    the scheduler's rules
 * annotations.ts  what changes nothing in the scheduler           emitter.ts  into the block, or what is wrong
 * reader.ts       events of Go 1.22 and later in their order, a block at a time; v1/ those of Go 1.11 to 1.21
 * goroutines.ts, ranges.ts, userTasks.ts, metrics.ts, threads.ts    look through the blocks and keep what matters
 * index.ts        `readTrace(bytes)`: the whole of it, as `Trace` (model.ts)
 * query.ts        what a `Trace` tells of one goroutine, one stack, one moment
 * strips.ts       a goroutine or a processor in a window of time, as it is drawn
 * profiles.ts, utilization.ts    where time is lost, and what the collector takes
 * window.ts       what is done in a window of time               wakes.ts    who woke whom
 * sampleProfile.ts    a window as a profile of weighted stacks
 * verdict.ts      who leaks                                       snapshot.ts the goroutines at the trace's end
 */
import type { EventBlock } from './events.ts';
import { GoroutineBuilder } from './goroutines.ts';
import { IntervalCounter, type IntervalTable } from './intervals.ts';
import { MomentBuilder } from './metrics.ts';
import type { Frames, Stacks, Trace } from './model.ts';
import { openEvents } from './open.ts';
import { RangeBuilder } from './ranges.ts';
import type { EventSource } from './source.ts';
import type { Tables } from './tables.ts';
import { HoldBuilder } from './threads.ts';
import { UserTaskBuilder } from './userTasks.ts';

export { traceVersion } from './container.ts';
export * from './model.ts';
export * from './profiles.ts';
export * from './query.ts';
export { profileIn, type TraceProfileKind } from './sampleProfile.ts';
export { snapshotOf } from './snapshot.ts';
export * from './strips.ts';
export * from './utilization.ts';
export * from './verdict.ts';
export * from './wakes.ts';
export * from './window.ts';

export interface ReadTraceOptions {
  signal?: AbortSignal;
  /** Bytes done of bytes in all. */
  onProgress?: (done: number, total: number) => void;
}

/** How long to read before whoever else runs on this thread gets a turn, in milliseconds. */
const turn = 50;

/**
 * Reads an execution trace of Go 1.11 or later. What follows a break in the trace is left out, and told in
 * `notes` and `broken`. The events are gone through twice: to count, and to write where it was counted.
 *
 * @throws FormatError where not one generation can be read; `signal.reason` when aborted.
 */
export async function readTrace(
  bytes: Uint8Array,
  { signal, onProgress }: ReadTraceOptions = {},
): Promise<Trace> {
  const check = (done: number) => {
    signal?.throwIfAborted();
    onProgress?.(Math.round(done), bytes.length);
  };
  check(0);
  const rangeBuilder = new RangeBuilder();
  const taskBuilder = new UserTaskBuilder();
  const momentBuilder = new MomentBuilder();
  const holdBuilder = new HoldBuilder();
  let events = 0;
  const counted = openEvents(bytes);
  const room = await countIntervals(
    counted,
    (block) => {
      events += block.length;
      rangeBuilder.consume(block);
      taskBuilder.consume(block);
      momentBuilder.consume(block);
      holdBuilder.consume(block);
    },
    (done) => check(done / 2),
  );
  const source = counted.again();
  const { directory, tables } = source;
  const goroutines = new GoroutineBuilder(directory, room);
  await eachBlock(
    source,
    (block) => goroutines.consume(block),
    (done) => check((bytes.length + done) / 2),
  );
  check(bytes.length);
  return {
    version: source.version,
    origin: source.origin,
    duration: momentBuilder.last,
    events,
    clocks: source.clocks,
    strings: tables.strings,
    frames: framesOf(tables),
    stacks: stacksOf(tables),
    goroutines: goroutines.finish(room.interval),
    intervals: { ...room.columns, reasons: goroutines.reasons.map((text) => tables.strings[text]) },
    procs: room.procs(directory.procs.exact()),
    threads: directory.threads.exact(),
    holds: holdBuilder.finish(),
    ranges: rangeBuilder.finish(),
    ...taskBuilder.finish(),
    ...momentBuilder.finish(),
    notes: notesOf(source),
    broken: source.error && { message: source.error.message, offset: source.error.offset },
  };
}

/** Counts the intervals, and shows each block to `visit`. */
async function countIntervals(
  source: EventSource,
  visit: (block: EventBlock) => void,
  progress: (done: number) => void,
): Promise<IntervalTable> {
  const counter = new IntervalCounter();
  const goroutines = new GoroutineBuilder(source.directory, counter);
  await eachBlock(
    source,
    (block) => {
      goroutines.consume(block);
      visit(block);
    },
    progress,
  );
  if (source.error && source.generations === 0) throw source.error;
  return counter.room(source.directory.goroutines.length, source.directory.procs.length);
}

/** Goes through the events, and gives others a turn now and then. `progress` may throw to stop. */
async function eachBlock(
  source: EventSource,
  visit: (block: EventBlock) => void,
  progress: (done: number) => void,
): Promise<void> {
  let since = performance.now();
  while (source.fill()) {
    visit(source.block);
    if (performance.now() - since < turn) continue;
    await nextTurn();
    progress(source.done);
    since = performance.now();
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function notesOf({ error, incomplete, generations }: EventSource): string[] {
  if (!error) return [];
  const read = generations === 1 ? 'Its first generation is' : `Its first ${generations} generations are`;
  return [
    incomplete
      ? `The trace is cut short, as it is when a program crashes. ${read} shown.`
      : `${error.message} (byte ${error.offset}) ${read} shown.`,
  ];
}

function framesOf({ frames }: Tables): Frames {
  const { length } = frames;
  const columns = {
    function: new Uint32Array(length),
    file: new Uint32Array(length),
    line: new Uint32Array(length),
  };
  for (let i = 0; i < length; i++) {
    columns.function[i] = frames.data.data[3 * i];
    columns.file[i] = frames.data.data[3 * i + 1];
    columns.line[i] = frames.data.data[3 * i + 2];
  }
  return columns;
}

const stacksOf = ({ stacks }: Tables): Stacks => ({
  start: stacks.start.exact(),
  frames: stacks.data.exact(),
});
