import * as ProcStatus from '../src/executionTrace/numbers/procStatus';
import * as why from '../src/executionTrace/numbers/why';
import { Cursor } from './cursor';
import { addProc, procOf, threadOf } from './directory';
import { spend } from './effort';
import { check, emit, needs, none, refuse } from './event';
import { Column } from './memory';
import * as threads from './threads';

/* The part of the scheduler that hands processors to threads. Each event is let through as `scheduler.ts` does. */

/** By processor: one of `ProcStatus`, and the number that its next event has in this generation. */
export const status = new Column<u8>(16);
export const following = new Column<u64>(16);

/** What follows an event that has not been yet. No event has that: numbers beyond 2^53 are doubles, which are even. */
export const unknown: u64 = u64.MAX_VALUE - 2;

export function setStatus(proc: i32, now: i32): void {
  status.set(proc, <u8>now);
}

/** From here on events are of the next generation. */
export function nextGeneration(): void {
  following.fill(unknown, 0);
}

export function tell(e: Cursor, g: i32, p: i32, m: i32): bool {
  if (e.b > <u64>ProcStatus.syscallAbandoned) refuse(e, why.unknownStatus, e.b);
  const now = <i32>e.b;
  let row = procOf(e.a);
  let told = now;
  let before = now;
  let goroutine = g;
  let proc = p;
  let thread = m;
  if (row >= 0) {
    const known = <i32>status.get(row);
    if (now === ProcStatus.syscallAbandoned && known === ProcStatus.syscall) {
      // Nothing was lost: its thread is known still, and the event belongs there.
      told = ProcStatus.syscall;
      before = ProcStatus.running;
      spend(<f64>threads.proc.length);
      thread = threads.proc.length - 1;
      while (thread >= 0 && threads.proc.get(thread) !== row) thread--;
      if (thread < 0) refuse(e, why.procWithoutThread, e.a);
      proc = row;
      goroutine = threads.goroutine.get(thread);
    } else if (known !== now) refuse(e, why.otherProcStatus, e.a);
  } else {
    row = addProc(e.a);
    status.push(<u8>now);
    following.push(unknown);
    before = ProcStatus.none;
  }
  following.set(row, 1);
  if (m >= 0 && (now === ProcStatus.running || now === ProcStatus.syscall)) threads.proc.set(m, row);
  emit(e, goroutine, proc, thread, row, 0, 0, 0, <f64>told, <f64>before);
  return true;
}

export function start(e: Cursor, g: i32, p: i32, m: i32): bool {
  const row = procOf(e.a);
  if (row < 0 || status.get(row) !== ProcStatus.idle || following.get(row) !== e.b || p >= 0) return false;
  needs(e, m >= 0);
  setStatus(row, ProcStatus.running);
  following.set(row, e.b + 1);
  threads.proc.set(m, row);
  emit(e, g, p, m, row);
  return true;
}

export function stop(e: Cursor, g: i32, p: i32, m: i32): bool {
  needs(e, m >= 0 && p >= 0);
  const now = status.get(p);
  check(e, now === ProcStatus.running || now === ProcStatus.syscall, why.procIdle);
  setStatus(p, ProcStatus.idle);
  threads.proc.set(m, none);
  emit(e, g, p, m, p);
  return true;
}

export function steal(e: Cursor, g: i32, p: i32, m: i32): bool {
  const row = procOf(e.a);
  const before = row < 0 ? ProcStatus.none : <i32>status.get(row);
  if (before !== ProcStatus.syscall && before !== ProcStatus.syscallAbandoned) return false;
  if (following.get(row) !== e.b) return false;
  needs(e, m >= 0);
  setStatus(row, ProcStatus.idle);
  following.set(row, e.b + 1);
  if (before === ProcStatus.syscall) {
    const from = threadOf(e.c);
    threads.add(from);
    if (threads.seen.get(from) !== 1) refuse(e, why.unknownThread, e.c);
    if (threads.proc.get(from) !== row) refuse(e, why.threadHasOtherProc, e.c);
    threads.proc.set(from, none);
  }
  emit(e, g, p, m, row, 0, 0, 0, 0, <f64>before);
  return true;
}
