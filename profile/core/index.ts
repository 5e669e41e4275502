import { capacity } from '../src/executionTrace/numbers/block';
import * as why from '../src/executionTrace/numbers/why';
import * as block from './block';
import * as cursors from './cursor';
import * as directory from './directory';
import { allow, spend } from './effort';
import { stackIds, stringIds } from './event';
import * as frontier from './frontier';
import * as goroutines from './goroutines';
import * as intervals from './intervals';
import { fail } from './outside';
import { setSeed } from './rowMap';
import * as scheduler from './scheduler';
import * as threads from './threads';

/*
 * The core: WebAssembly, compiled by AssemblyScript, that goes through each event of a trace. `core.ts` runs it,
 * and shares the numbers of `src/executionTrace/numbers` with it.
 *
 * memory.ts, rowMap.ts, idTable.ts    columns that grow, ids → rows     outside.ts   what it asks of `core.ts`
 * cursor.ts, frontier.ts              a thread's events; all threads' by time
 * scheduler.ts, procs.ts, threads.ts, annotations.ts, directory.ts, event.ts    the scheduler's rules
 * block.ts                            events in their order
 * takeDown.ts, goroutines.ts, intervals.ts, ranges.ts    what goroutines do, and the collector, taken down
 */

/** One step may put three events into the block: `GoSwitch` does. */
const fullBlock = capacity - 4;

/**
 * @param bytes the file's, for what it may cost
 * @param seed any number, so that no file can be made for all its ids to collide
 */
export function open(bytes: f64, seed: f64): void {
  allow(bytes);
  setSeed(reinterpret<u64>(seed));
}

/** From here on events are of the next generation, whose ids, then cursors are told next. */
export function nextGeneration(tick: f64, origin: f64): void {
  scheduler.nextGeneration();
  stackIds.clear();
  stackIds.set(0, 0);
  stringIds.clear();
  stringIds.set(0, 0);
  cursors.beginCursors(tick, origin);
}

/** @param id no other has it */
export function setString(id: f64, row: i32): void {
  stringIds.set(<u64>id, row);
}

export function setStack(id: f64, row: i32): void {
  stackIds.set(<u64>id, row);
}

/** @param longest the length of the thread's longest batch */
export function addCursor(thread: i32, longest: i32): void {
  const cursor = cursors.cursorOf(thread, longest);
  if (cursors.advance(cursor)) frontier.insert(cursor);
}

/** The row of a thread, which is added where it is new; without saying that it was seen. */
export function addThread(id: f64): i32 {
  const row = directory.threadOf(<u64>id);
  threads.add(row);
  return row;
}

/**
 * Puts events into the block, as far as the scheduler's rules allow in the order of time.
 *
 * @param until when the next CPU sample was
 * @returns whether the block is full; else the sample's time has come, or no event is left
 */
export function run(until: f64): bool {
  while (block.length <= fullBlock) {
    if (frontier.count() === 0 || until < frontier.cursor(0).time) return false;
    step(until);
  }
  return true;
}

function step(sample: f64): void {
  const earliest = frontier.cursor(0);
  let until = sample;
  if (frontier.count() > 1) until = min(until, frontier.cursor(1).time);
  if (frontier.count() > 2) until = min(until, frontier.cursor(2).time);
  if (scheduler.advance(earliest)) {
    do {
      if (!cursors.advance(earliest)) {
        frontier.remove(0);
        return;
      }
    } while (earliest.time <= until && block.length <= fullBlock && scheduler.advance(earliest));
    frontier.update(0);
    return;
  }
  frontier.sort();
  spend(<f64>frontier.count());
  for (let i = 1; i < frontier.count(); i++) {
    const cursor = frontier.cursor(i);
    if (!scheduler.advance(cursor)) continue;
    if (cursors.advance(cursor)) frontier.update(i);
    else frontier.remove(i);
    return;
  }
  fail(why.noOrder, 0, 0, frontier.cursor(0).at);
}

/** Bytes of the generation that were read. */
export function done(): f64 {
  return cursors.bytesDone();
}

export {
  aAt,
  bAt,
  beginAt,
  cAt,
  emit,
  extraAt,
  goroutineAt,
  lastTime,
  length,
  procAt,
  setLength,
  stackAt,
  subjectAt,
  textAt,
  threadAt,
  timeAt,
  typeAt,
} from './block';
export { argumentCounts } from './cursor';
export { goroutines, procs, threads } from './directory';
export {
  creationStack,
  creator,
  end,
  makeRoom,
  proc,
  reasons,
  startStack,
  state,
  told,
} from './goroutines';
export {
  counts,
  first,
  flush as flushRecords,
  highAt,
  lowAt,
  peerAt as recordPeerAt,
  ran,
  ranAt,
  ranProcAt,
  runEndsAt,
  runRowsAt,
  second,
  stackAt as recordStackAt,
  whatAt,
} from './intervals';
export { status as procStatus } from './procs';
export {
  continuedAt as rangeContinuedAt,
  endAt as rangeEndAt,
  flush as flushRanges,
  kindAt as rangeKindAt,
  reclaimedAt as rangeReclaimedAt,
  stackAt as rangeStackAt,
  startAt as rangeStartAt,
  subjectAt as rangeSubjectAt,
  sweptAt as rangeSweptAt,
  textAt as rangeTextAt,
} from './ranges';
export { consume, othersAt } from './takeDown';

/** What goroutines do is taken down since then, in nanoseconds since the trace's begin. */
export function beginLives(time: f64): void {
  goroutines.begin(time);
  intervals.begin(time);
}

/** The row of a goroutine that lives, or -1. */
export function goroutineOf(id: f64): i32 {
  return directory.goroutineOf(<u64>id);
}

/** The row of a processor, or -1. */
export function procOf(id: f64): i32 {
  return directory.procOf(<u64>id);
}
