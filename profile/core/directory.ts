import { IdTable } from './idTable';
import { Column } from './memory';
import { RowMap } from './rowMap';

/*
 * Who appears in a trace: the ids of goroutines, processors and threads by row. A goroutine's id may come again (a
 * thread of C that calls into Go keeps it); each life has a row of its own.
 */

export const goroutines = new Column<u64>(1024);
export const procs = new Column<u64>(16);
export const threads = new Column<u64>(16);
/** The goroutines that live now. */
const living = new IdTable();
const procRows = new RowMap();
const threadRows = new RowMap();

/** A new goroutine's row. */
export function born(id: u64): i32 {
  const row = goroutines.push(id);
  living.set(id, row);
  return row;
}

/** The row of a goroutine that lives, or -1. */
export function goroutineOf(id: u64): i32 {
  return living.get(id);
}

export function died(row: i32): void {
  living.delete(goroutines.get(row));
}

/** The row of a processor, or -1. */
export function procOf(id: u64): i32 {
  return procRows.get(id);
}

export function addProc(id: u64): i32 {
  const row = procs.push(id);
  procRows.add(id, row);
  return row;
}

/** The row of a thread, which is added where it is new. */
export function threadOf(id: u64): i32 {
  let row = threadRows.get(id);
  if (row < 0) {
    row = threads.push(id);
    threadRows.add(id, row);
  }
  return row;
}
