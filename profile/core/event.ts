import * as why from '../src/executionTrace/numbers/why';
import * as block from './block';
import { Cursor } from './cursor';
import { IdTable } from './idTable';
import { fail } from './outside';

export const none = -1;
/** A thread, processor, goroutine or task that is none. */
export const nobody: u64 = u64.MAX_VALUE;

/** Ids that the generation gives to stacks and strings → rows of `Tables`. */
export const stackIds = new IdTable();
export const stringIds = new IdTable();

/** Says why an event can't be. */
export function refuse(e: Cursor, reason: i32, value: u64 = 0): void {
  fail(reason, e.type, <f64>value, e.at);
}

export function check(e: Cursor, holds: bool, otherwise: i32): void {
  if (!holds) refuse(e, otherwise);
}

/** For what an event needs of its thread: that it has a processor, or a goroutine. */
export function needs(e: Cursor, holds: bool): void {
  if (!holds) refuse(e, why.outOfPlace);
}

/** The row of a stack that the event names. */
export function stackOf(e: Cursor, id: u64): i32 {
  const row = stackIds.get(id);
  if (row < 0) refuse(e, why.unknownStack, id);
  return row;
}

/** The row of a string that the event names. */
export function stringOf(e: Cursor, id: u64): i32 {
  const row = stringIds.get(id);
  if (row < 0) refuse(e, why.unknownString, id);
  return row;
}

/** Lets an event through, into the block. */
export function emit(
  e: Cursor,
  g: i32,
  p: i32,
  m: i32,
  subject: i32,
  stack: i32 = 0,
  text: i32 = 0,
  extra: i32 = 0,
  a: f64 = 0,
  b: f64 = 0,
): void {
  block.emit(e.type, e.time, g, p, m, subject, stack, text, extra, a, b);
}
