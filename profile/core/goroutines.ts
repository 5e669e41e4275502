import { olderThanTrace } from '../src/executionTrace/numbers/creator';
import * as Ev from '../src/executionTrace/numbers/ev';
import * as GoStatus from '../src/executionTrace/numbers/goStatus';
import * as State from '../src/executionTrace/numbers/state';
import * as block from './block';
import { none } from './event';
import { learnStack, enter as log, makeRoom as makeRoomInLog } from './intervals';
import { Column } from './memory';

/* Follows the goroutines of a trace through their states, and writes each change into the log of intervals. */

/** More reasons than the runtime has share the last row. */
const maxReasons = 255;

export const creator = new Column<i32>(1024);
export const creationStack = new Column<u32>(1024);
export const startStack = new Column<u32>(1024);
export const end = new Column<f64>(1024);
/** The status with which a goroutine was first named; 0 for those that were created. */
export const told = new Column<u8>(1024);
/** What each goroutine does now, and its processor in a system call. State 0: it has ended. */
export const state = new Column<u8>(1024);
export const proc = new Column<i32>(1024);
/** By processor: the goroutine that is in a system call with it. */
const inSyscall = new Column<i32>(16);
/** Rows of strings. */
export const reasons = new Column<i32>(256);
/** By string: its row in `reasons` plus one. */
const reasonRows = new Column<u32>(64);
reasons.push(0);

/** Since when goroutines do what they are first said to do. */
let beginning: f64 = 0;

export function begin(time: f64): void {
  beginning = time;
}

/** For the goroutines and processors that appeared since. */
export function makeRoom(goroutines: i32, procs: i32): void {
  creator.extend(goroutines, olderThanTrace);
  creationStack.extend(goroutines, 0);
  startStack.extend(goroutines, 0);
  end.extend(goroutines, NaN);
  told.extend(goroutines, 0);
  state.extend(goroutines, 0);
  proc.extend(goroutines, none);
  inSyscall.extend(procs, none);
  makeRoomInLog(goroutines, procs);
}

/** Takes down an event of the block; false where it does not tell of goroutines alone. */
export function take(i: usize): bool {
  const row = load<i32>(block.subjectAt + (i << 2));
  if (row < 0) return false;
  const stack = load<i32>(block.stackAt + (i << 2));
  const time = load<f64>(block.timeAt + (i << 3));
  switch (<i32>load<u8>(block.typeAt + i)) {
    case Ev.GoStart:
      enter(row, State.running, 0, 0, procAt(i), time);
      return true;
    case Ev.GoBlock:
      enter(row, State.waiting, reasonAt(i), stack, none, time);
      learnStart(row, stack);
      return true;
    case Ev.GoStop:
      enter(row, State.runnable, reasonAt(i), stack, none, time);
      learnStart(row, stack);
      return true;
    case Ev.GoUnblock:
    case Ev.GoSwitch:
    case Ev.GoSwitchDestroy:
      enter(row, State.runnable, 0, stack, goroutineAt(i), time);
      return true;
    case Ev.GoSyscallBegin:
      enterSyscall(row, stack, procAt(i), time);
      learnStart(row, stack);
      return true;
    case Ev.GoSyscallEnd:
      leaveSyscall(row);
      enter(row, State.running, 0, 0, procAt(i), time);
      return true;
    case Ev.GoSyscallEndBlocked:
      leaveSyscall(row);
      enter(row, State.runnable, 0, 0, none, time);
      return true;
    case Ev.GoCreate:
      created(row, i);
      enter(row, State.runnable, 0, stack, goroutineAt(i), time);
      return true;
    case Ev.GoCreateBlocked:
      created(row, i);
      enter(row, State.waiting, 0, stack, goroutineAt(i), time);
      return true;
    case Ev.GoCreateSyscall:
      creator.set(row, none);
      enter(row, State.syscallBlocked, 0, 0, none, time);
      return true;
    case Ev.GoDestroy:
    case Ev.GoDestroySyscall:
      leaveSyscall(row);
      state.set(row, 0);
      end.set(row, time);
      return true;
    case Ev.GoStatus:
    case Ev.GoStatusStack:
      tell(row, stack, i);
      return true;
    case Ev.ProcStop:
    case Ev.ProcSteal:
      procGone(row, time);
      return false;
    default:
      return false;
  }
}

function goroutineAt(i: usize): i32 {
  return load<i32>(block.goroutineAt + (i << 2));
}

function procAt(i: usize): i32 {
  return load<i32>(block.procAt + (i << 2));
}

function created(row: i32, i: usize): void {
  creator.set(row, goroutineAt(i));
  creationStack.set(row, load<u32>(block.stackAt + (i << 2)));
  startStack.set(row, load<u32>(block.extraAt + (i << 2)));
}

function enter(row: i32, now: i32, reason: i32, stack: i32, peer: i32, time: f64): void {
  state.set(row, <u8>now);
  log(row, now, reason, stack, peer, time);
}

function enterSyscall(row: i32, stack: i32, itsProc: i32, time: f64): void {
  enter(row, State.syscall, 0, stack, itsProc, time);
  proc.set(row, itsProc);
  if (itsProc >= 0) inSyscall.set(itsProc, row);
}

function leaveSyscall(row: i32): void {
  if (state.get(row) !== State.syscall) return;
  const itsProc = proc.get(row);
  if (itsProc >= 0 && inSyscall.get(itsProc) === row) inSyscall.set(itsProc, none);
}

/** A processor stops: the goroutine that is in a system call with it goes on without. */
function procGone(itsProc: i32, time: f64): void {
  const row = inSyscall.get(itsProc);
  if (row < 0) return;
  inSyscall.set(itsProc, none);
  if (state.get(row) === State.syscall) enter(row, State.syscallBlocked, 0, 0, none, time);
}

/** The first time that a goroutine is named: it has been so since the begin. Later ones only confirm. */
function tell(row: i32, stack: i32, i: usize): void {
  const status = <i32>load<f64>(block.aAt + (i << 3));
  learnStart(row, stack !== 0 ? stack : load<i32>(block.extraAt + (i << 2)));
  if (load<f64>(block.bAt + (i << 3)) !== GoStatus.none) {
    if (status === GoStatus.waiting || status === GoStatus.syscall) learnStack(row, stack);
    return;
  }
  told.set(row, <u8>status);
  if (status === GoStatus.running) enter(row, State.running, 0, 0, procAt(i), beginning);
  else if (status === GoStatus.runnable) enter(row, State.runnable, 0, 0, none, beginning);
  else if (status === GoStatus.waiting) enter(row, State.waiting, 0, stack, none, beginning);
  else if (status === GoStatus.syscall) {
    if (load<f64>(block.cAt + (i << 3)) === 1) enterSyscall(row, stack, procAt(i), beginning);
    else enter(row, State.syscallBlocked, 0, stack, none, beginning);
  }
}

function learnStart(row: i32, stack: i32): void {
  if (startStack.get(row) === 0) startStack.set(row, stack);
}

function reasonAt(i: usize): i32 {
  const text = load<i32>(block.textAt + (i << 2));
  if (text === 0) return 0;
  reasonRows.extend(text + 1, 0);
  const known = reasonRows.get(text);
  if (known > 0) return known - 1;
  if (reasons.length > maxReasons) return maxReasons;
  const row = reasons.push(text);
  reasonRows.set(text, row + 1);
  return row;
}
