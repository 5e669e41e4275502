import { capacity } from '../src/executionTrace/numbers/block';

/* A block of events in their order, a column a field; `EventBlock` says what they mean. */

export const typeAt = memory.data(capacity);
export const timeAt = memory.data(capacity * 8, 8);
export const goroutineAt = memory.data(capacity * 4, 4);
export const procAt = memory.data(capacity * 4, 4);
export const threadAt = memory.data(capacity * 4, 4);
export const subjectAt = memory.data(capacity * 4, 4);
export const stackAt = memory.data(capacity * 4, 4);
export const textAt = memory.data(capacity * 4, 4);
export const extraAt = memory.data(capacity * 4, 4);
export const aAt = memory.data(capacity * 8, 8);
export const bAt = memory.data(capacity * 8, 8);
export const cAt = memory.data(capacity * 8, 8);

export let length: i32 = 0;

/** The time of the last event that was let through. */
let last: f64 = 0;

/** 0 for a block that begins anew; how many events it has where others have filled it. */
export function setLength(events: i32): void {
  length = events;
}

/** @param time before which nothing is, in nanoseconds since the trace's begin */
export function beginAt(time: f64): void {
  last = time;
}

export function lastTime(): f64 {
  return last;
}

/** Adds an event. Times rise strictly. */
export function emit(
  type: i32,
  time: f64,
  goroutine: i32,
  proc: i32,
  thread: i32,
  subject: i32,
  stack: i32,
  text: i32,
  extra: i32,
  a: f64,
  b: f64,
): void {
  const stamped = time > last ? time : last + 1;
  last = stamped;
  const i = <usize>length;
  length++;
  store<u8>(typeAt + i, <u8>type);
  store<f64>(timeAt + (i << 3), stamped);
  store<i32>(goroutineAt + (i << 2), goroutine);
  store<i32>(procAt + (i << 2), proc);
  store<i32>(threadAt + (i << 2), thread);
  store<i32>(subjectAt + (i << 2), subject);
  store<i32>(stackAt + (i << 2), stack);
  store<i32>(textAt + (i << 2), text);
  store<i32>(extraAt + (i << 2), extra);
  store<f64>(aAt + (i << 3), a);
  store<f64>(bAt + (i << 3), b);
}

/** Sets the third value of the event that is added next. */
export function emitC(c: f64): void {
  store<f64>(cAt + ((<usize>length) << 3), c);
}
