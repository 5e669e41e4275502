import * as Ev from '../src/executionTrace/numbers/ev';
import * as GoStatus from '../src/executionTrace/numbers/goStatus';
import * as ProcStatus from '../src/executionTrace/numbers/procStatus';
import * as why from '../src/executionTrace/numbers/why';
import * as annotations from './annotations';
import * as block from './block';
import { Cursor } from './cursor';
import * as directory from './directory';
import { spend } from './effort';
import { check, emit, needs, nobody, none, refuse, stackOf, stringOf } from './event';
import { Column } from './memory';
import * as procs from './procs';
import * as threads from './threads';

/*
 * Go's scheduler as the events show it. An event is let through only once what it needs has happened on other threads:
 * clocks of processors differ, sequence numbers do not lie.
 *
 * Source: internal/trace/order.go.
 */

const gcUndetermined = 0;
const gcNotRunning = 1;
const gcRunning = 2;

/** Counts the generations from 0. */
let generation: i32 = -1;
let gcState: i32 = gcUndetermined;
let gcSequence: u64 = 0;

/** By goroutine: one of `GoStatus`, and the number that its next event has in this generation. */
const status = new Column<u8>(1024);
const following = new Column<u64>(1024);

function setStatus(goroutine: i32, now: i32): void {
  status.set(goroutine, <u8>now);
}

/** From here on events are of the next generation. */
export function nextGeneration(): void {
  generation++;
  // Who fills a file with generations pays for it.
  spend(<f64>(following.length + procs.following.length) / 4);
  following.fill(procs.unknown, 0);
  procs.nextGeneration();
}

/** Lets the cursor's event through, into the block, if its time has come; there may be three at once. */
export function advance(e: Cursor): bool {
  const m = e.thread;
  let g: i32 = none;
  let p: i32 = none;
  if (m >= 0) {
    threads.seen.set(m, 1);
    g = threads.goroutine.get(m);
    p = threads.proc.get(m);
  }
  switch (e.type) {
    case Ev.GoStart: {
      const row = goroutineIn(GoStatus.runnable, e);
      if (row < 0) return false;
      needs(e, m >= 0 && p >= 0 && g < 0);
      setStatus(row, GoStatus.running);
      threads.goroutine.set(m, row);
      emit(e, g, p, m, row);
      return true;
    }
    case Ev.GoUnblock: {
      const row = goroutineIn(GoStatus.waiting, e);
      if (row < 0) return false;
      setStatus(row, GoStatus.runnable);
      emit(e, g, p, m, row, stackOf(e, e.c));
      return true;
    }
    case Ev.GoBlock:
    case Ev.GoStop:
      needsRunning(e, g, p, m);
      setStatus(g, e.type === Ev.GoStop ? GoStatus.runnable : GoStatus.waiting);
      threads.goroutine.set(m, none);
      emit(e, g, p, m, g, stackOf(e, e.b), stringOf(e, e.a));
      return true;
    case Ev.GoSyscallBegin:
      needsRunning(e, g, p, m);
      check(e, procs.following.get(p) === e.a, why.wrongSequence);
      setStatus(g, GoStatus.syscall);
      procs.setStatus(p, ProcStatus.syscall);
      procs.following.set(p, e.a + 1);
      emit(e, g, p, m, g, stackOf(e, e.b));
      return true;
    case Ev.GoSyscallEnd:
      needs(e, m >= 0 && p >= 0 && g >= 0);
      check(e, status.get(g) === GoStatus.syscall, why.goroutineInNoCall);
      check(e, procs.status.get(p) === ProcStatus.syscall, why.procInNoCall);
      setStatus(g, GoStatus.running);
      procs.setStatus(p, ProcStatus.running);
      emit(e, g, p, m, g);
      return true;
    case Ev.HeapAlloc:
    case Ev.HeapGoal:
      needs(e, m >= 0 && p >= 0);
      emit(e, g, p, m, none, 0, 0, 0, <f64>e.a);
      return true;
    case Ev.GoCreate:
    case Ev.GoCreateBlocked:
      goCreate(e, g, p, m);
      return true;
    case Ev.GoDestroy:
      needsRunning(e, g, p, m);
      forget(g);
      threads.goroutine.set(m, none);
      emit(e, g, p, m, g);
      return true;
    case Ev.GoSyscallEndBlocked:
      return syscallEndBlocked(e, g, p, m);
    case Ev.ProcStart:
      return procs.start(e, g, p, m);
    case Ev.ProcStop:
      return procs.stop(e, g, p, m);
    case Ev.ProcSteal:
      return procs.steal(e, g, p, m);
    case Ev.ProcStatus:
      return procs.tell(e, g, p, m);
    case Ev.GoStatus:
    case Ev.GoStatusStack:
      tell(e, g, p, m);
      return true;
    case Ev.GoSwitch:
    case Ev.GoSwitchDestroy:
      return goSwitch(e, g, p, m);
    case Ev.GoCreateSyscall:
      createSyscall(e, g, p, m);
      return true;
    case Ev.GoDestroySyscall:
      destroySyscall(e, g, p, m);
      return true;
    case Ev.GCActive:
    case Ev.GCBegin:
    case Ev.GCEnd:
      return gc(e, g, p, m);
    default:
      annotations.advance(e, g, p, m, generation === 0);
      return true;
  }
}

function goCreate(e: Cursor, g: i32, p: i32, m: i32): void {
  needs(e, m >= 0 && p >= 0);
  if (g >= 0) check(e, status.get(g) === GoStatus.running, why.goroutineIdle);
  if (directory.goroutineOf(e.a) >= 0) refuse(e, why.goroutineExists, e.a);
  const row = born(e.a, e.type === Ev.GoCreate ? GoStatus.runnable : GoStatus.waiting);
  emit(e, g, p, m, row, stackOf(e, e.c), 0, stackOf(e, e.b));
}

/** Comes after another thread has taken the processor away. */
function syscallEndBlocked(e: Cursor, g: i32, p: i32, m: i32): bool {
  if (p >= 0 && procs.status.get(p) === ProcStatus.syscall) return false;
  needs(e, m >= 0 && g >= 0);
  check(e, status.get(g) === GoStatus.syscall, why.goroutineInNoCall);
  setStatus(g, GoStatus.runnable);
  threads.goroutine.set(m, none);
  emit(e, g, p, m, g);
  return true;
}

/** A thread of C calls into Go. */
function createSyscall(e: Cursor, g: i32, p: i32, m: i32): void {
  needs(e, m >= 0 && g < 0);
  if (directory.goroutineOf(e.a) >= 0) refuse(e, why.goroutineExists, e.a);
  const row = born(e.a, GoStatus.syscall);
  threads.goroutine.set(m, row);
  emit(e, g, p, m, row);
}

function destroySyscall(e: Cursor, g: i32, p: i32, m: i32): void {
  needs(e, m >= 0 && g >= 0);
  check(e, status.get(g) === GoStatus.syscall, why.goroutineInNoCall);
  forget(g);
  threads.goroutine.set(m, none);
  if (p >= 0) {
    // The thread's id may be taken by another: its processor is let go of at once.
    check(e, procs.status.get(p) === ProcStatus.syscall, why.procInNoCall);
    procs.setStatus(p, ProcStatus.syscallAbandoned);
    threads.proc.set(m, none);
    block.emit(Ev.ProcSteal, e.time, g, p, m, p, 0, 0, 0, 0, <f64>ProcStatus.syscall);
  }
  emit(e, g, p, m, g);
}

/** One goroutine hands over to another: unblocks it, blocks or ends, and the other runs. */
function goSwitch(e: Cursor, g: i32, p: i32, m: i32): bool {
  needsRunning(e, g, p, m);
  const next = goroutineIn(GoStatus.waiting, e);
  if (next < 0) return false;
  emit(e, g, p, m, next);
  if (e.type === Ev.GoSwitch) {
    setStatus(g, GoStatus.waiting);
    block.emit(Ev.GoBlock, e.time, g, p, m, g, 0, 0, 0, 0, 0);
  } else {
    forget(g);
    block.emit(Ev.GoDestroy, e.time, g, p, m, g, 0, 0, 0, 0, 0);
  }
  setStatus(next, GoStatus.running);
  threads.goroutine.set(m, next);
  block.emit(Ev.GoStart, e.time, none, p, m, next, 0, 0, 0, 0, 0);
  return true;
}

/** `GoStatus` and `GoStatusStack`. */
function tell(e: Cursor, g: i32, p: i32, m: i32): void {
  if (e.c > <u64>GoStatus.waiting) refuse(e, why.unknownStatus, e.c);
  const now = <i32>e.c;
  let row = directory.goroutineOf(e.a);
  let before = now;
  if (row >= 0) {
    if (status.get(row) !== now) refuse(e, why.otherGoroutineStatus, e.a);
    following.set(row, 1);
  } else {
    if (generation !== 0) refuse(e, why.newGoroutine, e.a);
    row = born(e.a, now);
    before = GoStatus.none;
  }
  block.emitC(0);
  const stack = e.type === Ev.GoStatusStack ? stackOf(e, e.d) : 0;
  let current = g;
  let thread = m;
  if (now === GoStatus.running) {
    if (m >= 0) threads.goroutine.set(m, row);
  } else if (now === GoStatus.syscall) {
    check(e, e.b !== nobody, why.callWithoutThread);
    thread = directory.threadOf(e.b);
    threads.add(thread);
    if (thread === m) {
      check(e, generation === 0 || g === row, why.threadHasOther);
      threads.goroutine.set(m, row);
      block.emitC(p >= 0 ? 1 : 0);
    } else if (threads.seen.get(thread) === 1) {
      // It has been in a system call on that other thread, without a processor, for all of the generation.
      check(e, threads.goroutine.get(thread) === row, why.threadHasOther);
      current = row;
    } else {
      threads.seen.set(thread, 1);
      threads.goroutine.set(thread, row);
    }
  }
  emit(e, current, p, thread, row, stack, 0, 0, <f64>now, <f64>before);
}

/** The mark phase: its begin and its end may be on different threads, and are numbered therefore. */
function gc(e: Cursor, g: i32, p: i32, m: i32): bool {
  const determined = gcState !== gcUndetermined;
  const isFree = e.type === Ev.GCActive ? generation === 0 : e.type === Ev.GCBegin ? !determined : false;
  if (isFree) check(e, !determined, why.notFirstOfGC);
  else {
    if (e.a !== gcSequence + 1) return false;
    check(e, gcState === (e.type === Ev.GCBegin ? gcNotRunning : gcRunning), why.otherPhase);
    needs(e, m >= 0 && p >= 0 && g >= 0);
  }
  gcSequence = e.a;
  gcState = e.type === Ev.GCEnd ? gcNotRunning : gcRunning;
  emit(e, g, p, m, none, e.type === Ev.GCBegin ? stackOf(e, e.b) : 0, 0, 0, <f64>e.a);
  return true;
}

function born(id: u64, now: i32): i32 {
  const row = directory.born(id);
  status.push(<u8>now);
  // What is created begins with number 1.
  following.push(1);
  return row;
}

function forget(row: i32): void {
  directory.died(row);
  annotations.forget(row);
}

function needsRunning(e: Cursor, g: i32, p: i32, m: i32): void {
  needs(e, m >= 0 && p >= 0 && g >= 0);
  check(e, status.get(g) === GoStatus.running, why.goroutineIdle);
}

/**
 * The goroutine that an event names, whose number it takes; -1 where it has another status, or the event before has not
 * been let through yet.
 */
function goroutineIn(needed: i32, e: Cursor): i32 {
  const row = directory.goroutineOf(e.a);
  if (row < 0 || status.get(row) !== needed || following.get(row) !== e.b) return none;
  following.set(row, e.b + 1);
  return row;
}
