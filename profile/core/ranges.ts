import * as Ev from '../src/executionTrace/numbers/ev';
import * as Kind from '../src/executionTrace/numbers/rangeKind';
import { evSync } from '../src/executionTrace/numbers/sync';
import * as block from './block';
import { Column } from './memory';
import { endRange, takeRanges } from './outside';

/* Pairs begins and ends of the collector's phases and of pauses: `PartRanges`. */

/** The newest of them; those before were put away. */
const most = 8192;
export const kindAt = memory.data(most);
export const startAt = memory.data(most * 8, 8);
/** NaN where it outlasts the part. */
export const endAt = memory.data(most * 8, 8);
export const subjectAt = memory.data(most * 4, 4);
export const stackAt = memory.data(most * 4, 4);
export const textAt = memory.data(most * 4, 4);
export const sweptAt = memory.data(most * 8, 8);
export const reclaimedAt = memory.data(most * 8, 8);
/** 1 for those that were under way already when the part began. */
export const continuedAt = memory.data(most);
let count: i32 = 0;
let putAway: i32 = 0;

/** By subject, which is counted from -1, and kind: the row of the range that is under way, -1 for none. */
const open = new Column<i32>(256);
/** Kinds, as a power of two. */
const kindShift = 2;

let lastSync: f64 = 0;

/** Takes down an event of the block; false where it does not tell of ranges alone. */
export function take(i: usize): bool {
  switch (<i32>load<u8>(block.typeAt + i)) {
    case Ev.STWBegin:
      begin(i, Kind.stopTheWorld, timeAt(i), 0);
      return true;
    case Ev.STWEnd:
      finish(i, Kind.stopTheWorld, 0, 0);
      return true;
    case Ev.GCSweepActive:
      goOn(i, Kind.sweep);
      return true;
    case Ev.GCSweepBegin:
      begin(i, Kind.sweep, timeAt(i), 0);
      return true;
    case Ev.GCSweepEnd:
      finish(i, Kind.sweep, load<f64>(block.aAt + (i << 3)), load<f64>(block.bAt + (i << 3)));
      return true;
    case Ev.GCMarkAssistActive:
      goOn(i, Kind.markAssist);
      return true;
    case Ev.GCMarkAssistBegin:
      begin(i, Kind.markAssist, timeAt(i), 0);
      return true;
    case Ev.GCMarkAssistEnd:
      finish(i, Kind.markAssist, 0, 0);
      return true;
    case Ev.GCActive:
      goOn(i, Kind.mark);
      return false;
    case Ev.GCBegin:
      begin(i, Kind.mark, timeAt(i), 0);
      return false;
    case Ev.GCEnd:
      finish(i, Kind.mark, 0, 0);
      return false;
    case evSync:
      lastSync = timeAt(i);
      return false;
    default:
      return false;
  }
}

function timeAt(i: usize): f64 {
  return load<f64>(block.timeAt + (i << 3));
}

/** Where `open` has the range of the event's subject. */
function slotOf(i: usize, itsKind: i32): i32 {
  const slot = ((load<i32>(block.subjectAt + (i << 2)) + 1) << kindShift) + itsKind;
  open.extend(slot + 1, -1);
  return slot;
}

function begin(i: usize, itsKind: i32, since: f64, isContinued: u8): void {
  if (count === most) flush();
  const row = <usize>count;
  open.set(slotOf(i, itsKind), putAway + count);
  count++;
  store<u8>(kindAt + row, <u8>itsKind);
  store<f64>(startAt + (row << 3), since);
  store<f64>(endAt + (row << 3), NaN);
  store<i32>(subjectAt + (row << 2), load<i32>(block.subjectAt + (i << 2)));
  store<i32>(stackAt + (row << 2), load<i32>(block.stackAt + (i << 2)));
  store<i32>(textAt + (row << 2), load<i32>(block.textAt + (i << 2)));
  store<f64>(sweptAt + (row << 3), 0);
  store<f64>(reclaimedAt + (row << 3), 0);
  store<u8>(continuedAt + row, isContinued);
}

/** It has been under way since before the generation. */
function goOn(i: usize, itsKind: i32): void {
  if (open.get(slotOf(i, itsKind)) < 0) begin(i, itsKind, lastSync, 1);
}

function finish(i: usize, itsKind: i32, swept: f64, reclaimed: f64): void {
  const slot = slotOf(i, itsKind);
  const row = open.get(slot);
  if (row < 0) return;
  open.set(slot, -1);
  if (row < putAway) {
    endRange(row, timeAt(i), swept, reclaimed);
    return;
  }
  const at = <usize>(row - putAway);
  store<f64>(endAt + (at << 3), timeAt(i));
  store<f64>(sweptAt + (at << 3), swept);
  store<f64>(reclaimedAt + (at << 3), reclaimed);
}

/** Puts them away. */
export function flush(): void {
  takeRanges(count);
  putAway += count;
  count = 0;
}
