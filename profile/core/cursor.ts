import { headSize, padding } from '../src/executionTrace/numbers/batch';
import * as why from '../src/executionTrace/numbers/why';
import { bitsFor, Column, give, take } from './memory';
import { fail, nextBatch } from './outside';

/** How many arguments a timed event has after the time, by its number; 255 for all that is no timed event. */
export const argumentCounts = memory.data(256);

/** Of the generation: nanoseconds per tick, and what the trace begins with, in nanoseconds. */
let tick: f64 = 1;
let origin: f64 = 0;

/**
 * Reads the events of one thread in one generation, one after the other.
 *
 * Source: internal/trace/batchcursor.go.
 */
@final
export class Cursor {
  index: i32 = 0;
  /** Row of the thread in the directory; -1 for events without one. */
  thread: i32 = -1;
  /** The event: its number, nanoseconds since the trace's begin, and its arguments after the time. */
  type: i32 = 0;
  time: f64 = 0;
  a: u64 = 0;
  b: u64 = 0;
  c: u64 = 0;
  d: u64 = 0;
  /** Where its batches are put. */
  slot: usize = 0;
  slotBits: i32 = 0;
  /** Addresses: of the event, behind it, and behind the batch. */
  event: usize = 0;
  next: usize = 0;
  end: usize = 0;
  /** Bytes of the batches that were read to their end. */
  finished: f64 = 0;

  /** The event's offset in the file. */
  get at(): f64 {
    return load<f64>(this.slot, 8) + <f64>(this.event - this.slot - headSize);
  }
}

/** The generation's, those that are at their end too; those behind are of earlier ones, and taken again. */
const cursors = new Column<usize>(64);
let used: i32 = 0;

export function beginCursors(generationTick: f64, traceOrigin: f64): void {
  used = 0;
  tick = generationTick;
  origin = traceOrigin;
}

/** @param longest the length of its longest batch */
export function cursorOf(thread: i32, longest: i32): Cursor {
  if (used === cursors.length) cursors.push(changetype<usize>(new Cursor()));
  const cursor = changetype<Cursor>(cursors.get(used));
  const bits = bitsFor(<usize>(headSize + longest + padding));
  if (cursor.slotBits < bits) {
    if (cursor.slotBits > 0) give(cursor.slot, cursor.slotBits);
    cursor.slot = take(bits);
    cursor.slotBits = bits;
  }
  cursor.index = used++;
  cursor.thread = thread;
  cursor.finished = 0;
  cursor.next = cursor.slot + headSize;
  cursor.end = cursor.next;
  return cursor;
}

/** Bytes of the generation that were read. */
export function bytesDone(): f64 {
  let done: f64 = 0;
  for (let i = 0; i < used; i++) {
    const cursor = changetype<Cursor>(cursors.get(i));
    done += cursor.finished + <f64>(cursor.next - cursor.slot - headSize);
  }
  return done;
}

/** Reads the next event; false behind the last. Fails for bytes that are no event. */
export function advance(e: Cursor): bool {
  if (e.next === e.end && !goToNextBatch(e)) return false;
  e.event = e.next;
  const type = <i32>load<u8>(e.event);
  const count = <i32>load<u8>(argumentCounts + type);
  if (count === 255) fail(why.noEvent, type, 0, e.at);
  e.type = type;
  const passed = number(e, e.event + 1);
  // Signed numbers become doubles in one instruction.
  e.time += trunc<f64>((<i64>passed >= 0 ? <f64>(<i64>passed) : <f64>passed) * tick);
  if (count > 0) e.a = number(e, behind);
  if (count > 1) e.b = number(e, behind);
  if (count > 2) e.c = number(e, behind);
  if (count > 3) e.d = number(e, behind);
  e.next = behind;
  if (behind > e.end) fail(why.beyondBatch, type, 0, e.at);
  return true;
}

/** Doubles tell apart what is below. */
const exact: u64 = (<u64>1) << 53;

/** The address behind the number that was read last. */
let behind: usize = 0;

/** Reads a LEB128 number of 64 bits. */
function number(e: Cursor, from: usize): u64 {
  const first = <u64>load<u8>(from);
  if (first >= 0x80) return longer(e, from + 1, first);
  behind = from + 1;
  return first;
}

/** The number whose first byte was read. */
function longer(e: Cursor, from: usize, first: u64): u64 {
  let at = from;
  let byte = <u64>load<u8>(at++);
  let value = (first & 0x7f) | ((byte & 0x7f) << 7);
  for (let shift: u64 = 14; byte >= 0x80; shift += 7) {
    byte = <u64>load<u8>(at++);
    if (shift === 63 && byte > 1) fail(why.longNumber, 0, 0, e.at);
    value |= (byte & 0x7f) << shift;
  }
  behind = at;
  // To the world numbers are doubles: what these can't tell apart is the same here.
  return value <= exact ? value : <u64>(<f64>value);
}

/** Goes to the next batch that has events; false where none is left. */
function goToNextBatch(e: Cursor): bool {
  const first = e.slot + headSize;
  let length: i32;
  do {
    e.finished += <f64>(e.end - first);
    e.next = first;
    e.end = first;
    length = nextBatch(e.index, e.slot);
    if (length < 0) return false;
    e.end = first + <usize>length;
    e.time = trunc<f64>(load<f64>(e.slot) * tick) - origin;
  } while (length === 0);
  return true;
}
