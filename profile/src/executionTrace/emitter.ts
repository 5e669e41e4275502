import { FormatError } from '../errors.ts';
import type { Cursor } from './cursor.ts';
import type { EventBlock } from './events.ts';
import { eventName } from './spec.ts';
import type { Tables } from './tables.ts';

/** Puts events that are let through into the block, and says what is wrong with others. */
export class Emitter {
  readonly block: EventBlock;
  private readonly tables: Tables;
  /** Time of the last event that was let through; a fraction at first, so that engines keep it as a double in place. */
  private last = 0.5;

  /** @param begin the time before which nothing is, in nanoseconds since the trace's begin */
  constructor(tables: Tables, block: EventBlock, begin: number) {
    this.tables = tables;
    this.block = block;
    this.last = begin;
  }

  /** Sets the next event's time. Times rise strictly. */
  stamp(time: number): void {
    const { last, block } = this;
    const stamped = time > last ? time : last + 1;
    this.last = stamped;
    block.time[block.length] = stamped;
  }

  get lastTime(): number {
    return this.last;
  }

  /** The row of a stack that the event names. */
  stackOf(e: Cursor, id: number): number {
    const row = this.tables.stackIds.get(id);
    if (row < 0) throw impossible(e, `it has stack ${id}, which is unknown`);
    return row;
  }

  /** The row of a string that the event names. */
  stringOf(e: Cursor, id: number): number {
    const row = this.tables.stringIds.get(id);
    if (row < 0) throw impossible(e, `it has string ${id}, which is unknown`);
    return row;
  }

  /** For what an event needs of its thread: that it has a processor, or a goroutine. */
  needs(e: Cursor, holds: boolean): void {
    if (!holds) this.holds(e, false, 'it is out of place on its thread');
  }

  holds(e: Cursor, holds: boolean, otherwise: string): void {
    if (!holds) throw impossible(e, otherwise);
  }

  emit(
    e: Cursor,
    g: number,
    p: number,
    m: number,
    subject: number,
    stack = 0,
    text = 0,
    extra = 0,
    a = 0,
    b = 0,
  ): void {
    this.stamp(e.time);
    this.block.push(e.type, g, p, m, subject, stack, text, extra, a, b);
  }

  emitAs(
    type: number,
    time: number,
    g: number,
    p: number,
    m: number,
    subject: number,
    stack: number,
    text: number,
    extra: number,
    a: number,
    b: number,
  ): void {
    this.stamp(time);
    this.block.push(type, g, p, m, subject, stack, text, extra, a, b);
  }
}

/** What to throw for an event that can't be. */
export const impossible = (e: Cursor, why: string): FormatError =>
  new FormatError(`The trace is broken: ${eventName(e.type)} can't be: ${why}.`, e.at);
