import {
  chunkShift,
  isLearned,
  mostNarrow,
  reasonShift,
  widePeers,
  wideStacks,
} from '../src/executionTrace/numbers/records';
import * as State from '../src/executionTrace/numbers/state';
import { Column } from './memory';
import { learnStack as learnTaken, takeRecords } from './outside';

/*
 * Takes down intervals as they begin. A trace has tens of millions: what is fresh is gathered by goroutine in little
 * memory, and goes into a carriage a run a goroutine; `RecordChunk` says how. Whoever joins the parts of a trace then
 * copies runs, and need not sort.
 */

const whatMask = 0xfff;
/** Above what an interval is stand the upper bits of its time. */
const highShift = 12;
const latest: f64 = 4503599627370495;

const chunkLength: i32 = 1 << chunkShift;

/** A fresh record has four words: when, what, stack and peer. */
const recordShift = 4;
/** Fresh records of a goroutine stand in blocks of 256 bytes, one linked to the next. */
const blockShift = 8;
const blockMask = (1 << blockShift) - 1;
const blockRecords = 1 << (blockShift - recordShift);
/** Block 0 is none. All of them stay in a processor's cache. */
const blocks = 2048;
const records = blocks * blockRecords;
const freshAt = memory.data(blocks << blockShift, 16);
const nextBlockAt = memory.data(blocks * 2, 2);
let used: i32 = 1;

/**
 * Of a goroutine's fresh records, four words: where the next one goes, 0 where there are none; the first block; how
 * many; and the run that they become.
 */
const heads = new Column<u64>(2048);

/** The first record that each run becomes, of those that are put away. */
const runStartAt = memory.data(blocks * 4, 4);
let runs: i32 = 0;
/** Fresh records on processors: run, and which of the run. */
const freshRanAt = memory.data(records * 4, 4);
let freshRan: i32 = 0;
let hasHigh = false;

/** Times count from here. */
let base: f64 = 0;
/** Which columns need four bytes: `wideStacks`, `widePeers`. */
let wide: i32 = 0;

/** What is fresh, as it goes into a carriage: see `RecordChunk`. */
export const lowAt = memory.data(records * 4, 8);
export const highAt = memory.data(records * 4, 8);
export const whatAt = memory.data(records * 2, 8);
export const stackAt = memory.data(records * 4, 8);
export const peerAt = memory.data(records * 4, 8);
export const ranAt = memory.data(records * 4, 8);
export const ranProcAt = memory.data(records * 4, 8);
export const runRowsAt = memory.data(blocks * 4, 8);
export const runEndsAt = memory.data(blocks * 4, 8);
let put: i32 = 0;

/** The carriage that is filled: its number, how many records it has, and which of its columns are wide. */
let carriage: i32 = -1;
let carriageRecords: i32 = chunkLength;
let carriageWide: i32 = 0;

/** By goroutine: how many intervals it has, and which records are its first, its second and its last. */
export const counts = new Column<u32>(1024);
export const first = new Column<u32>(1024);
export const second = new Column<u32>(1024);
const last = new Column<u32>(1024);
/** By processor: how many intervals it ran. */
export const ran = new Column<u32>(16);

export function begin(time: f64): void {
  base = time;
}

/** What rows are below. */
export function expect(stacks: i32, peers: i32): void {
  wide = (stacks > mostNarrow ? wideStacks : 0) | (peers > mostNarrow ? widePeers : 0);
}

export function makeRoom(goroutines: i32, procs: i32): void {
  heads.extend(goroutines * 2, 0);
  counts.extend(goroutines, 0);
  first.extend(goroutines, 0);
  second.extend(goroutines, 0);
  last.extend(goroutines, 0);
  ran.extend(procs, 0);
}

/**
 * A goroutine begins to do something else.
 *
 * @param peer a processor where it runs or is in a system call, else a goroutine; -1 is none
 */
export function enter(row: i32, state: i32, reason: i32, stack: i32, peer: i32, time: f64): void {
  const head = heads.data + ((<usize>row) << 4);
  let at = load<u32>(head);
  if ((at & blockMask) === 0) at = openBlock(row);
  let what = <u32>state | ((<u32>reason) << reasonShift);
  const since = min(time - base, latest);
  let low: u32;
  if (since < 4294967296) low = <u32>since;
  else {
    const whole = <u64>since;
    low = <u32>whole;
    what |= (<u32>(whole >> 32)) << highShift;
    hasHigh = true;
  }
  store<u32>(head, at + (1 << recordShift));
  const count = load<i32>(head, 8);
  store<i32>(head, count + 1, 8);
  const record = freshAt + <usize>at;
  store<u32>(record, low);
  store<u32>(record, what, 4);
  store<i32>(record, stack, 8);
  if ((state === State.running || state === State.syscall) && peer >= 0) {
    store<i32>(record, -1 - peer, 12);
    store<u32>(freshRanAt + ((<usize>freshRan) << 2), (load<u32>(head, 12) << 16) | <u32>count);
    freshRan++;
  } else store<i32>(record, peer + 1, 12);
}

/** The stack of what a goroutine does became known, if it was not. */
export function learnStack(row: i32, stack: i32): void {
  if (stack === 0) return;
  const next = load<u32>(heads.data + ((<usize>row) << 4));
  if (next > 0) {
    const record = freshAt + <usize>next - (1 << recordShift);
    if (load<i32>(record, 8) !== 0) return;
    store<i32>(record, stack, 8);
    store<u32>(record, load<u32>(record, 4) | isLearned, 4);
    return;
  }
  if (counts.get(row) === 0) return;
  learnTaken(last.get(row), stack);
}

/** @returns where a goroutine's next record goes */
function openBlock(row: i32): u32 {
  if (used === blocks) flush();
  const head = heads.data + ((<usize>row) << 4);
  const next = load<u32>(head);
  if (next === 0) {
    store<i32>(runRowsAt + ((<usize>runs) << 2), row);
    store<i32>(head, used, 4);
    store<i32>(head, runs++, 12);
  } else store<u16>(nextBlockAt + ((<usize>((next >>> blockShift) - 1)) << 1), <u16>used);
  used++;
  return (<u32>(used - 1)) << blockShift;
}

/** Puts fresh records into the carriage, a run a goroutine. */
export function flush(): void {
  if (runs === 0) return;
  const starts = startCarriage();
  const from = ((<u32>carriage) << chunkShift) + carriageRecords;
  put = 0;
  for (let run = 0; run < runs; run++) {
    const row = load<i32>(runRowsAt + ((<usize>run) << 2));
    const head = heads.data + ((<usize>row) << 4);
    const count = load<i32>(head, 8);
    const start = put;
    store<i32>(runStartAt + ((<usize>run) << 2), start);
    copyRun(load<i32>(head, 4), count);
    store<i32>(runEndsAt + ((<usize>run) << 2), carriageRecords + put);
    const before = counts.get(row);
    if (before === 0) first.set(row, from + start);
    if (before < 2 && before + count > 1) second.set(row, from + start + 1 - before);
    last.set(row, from + put - 1);
    counts.set(row, before + count);
    store<u32>(head, 0);
    store<i32>(head, 0, 8);
  }
  putRan();
  takeRecords(starts, put, runs, freshRan, carriageWide, hasHigh);
  carriageRecords += put;
  freshRan = 0;
  runs = 0;
  used = 1;
  hasHigh = false;
}

/** Begins another carriage where this one has no room for what is fresh; whether it did. */
function startCarriage(): bool {
  const fits = carriageRecords + (used - 1) * blockRecords <= chunkLength;
  if (fits && (wide & ~carriageWide) === 0) return false;
  carriage++;
  carriageRecords = 0;
  carriageWide |= wide;
  return true;
}

function copyRun(firstBlock: i32, count: i32): void {
  let to = put;
  const end = to + count;
  for (let block = firstBlock; to < end; block = <i32>load<u16>(nextBlockAt + ((<usize>block) << 1))) {
    let record = freshAt + ((<usize>block) << blockShift);
    const until = min(to + blockRecords, end);
    for (; to < until; to++, record += 1 << recordShift) {
      const i = <usize>to;
      const what = load<u32>(record, 4);
      store<u32>(lowAt + (i << 2), load<u32>(record));
      store<u16>(whatAt + (i << 1), <u16>(what & whatMask));
      if ((carriageWide & wideStacks) > 0) store<i32>(stackAt + (i << 2), load<i32>(record, 8));
      else store<u16>(stackAt + (i << 1), load<u16>(record, 8));
      if ((carriageWide & widePeers) > 0) store<i32>(peerAt + (i << 2), load<i32>(record, 12));
      else store<i16>(peerAt + (i << 1), load<i16>(record, 12));
      if (hasHigh) store<u32>(highAt + (i << 2), what >>> highShift);
    }
  }
  put = end;
}

function putRan(): void {
  for (let i: usize = 0; i < <usize>freshRan; i++) {
    const which = load<u32>(freshRanAt + (i << 2));
    const record = load<u32>(runStartAt + ((<usize>(which >>> 16)) << 2)) + (which & 0xffff);
    const proc = procOf(record);
    store<u32>(ranAt + (i << 2), carriageRecords + record);
    if ((carriageWide & widePeers) > 0) store<u32>(ranProcAt + (i << 2), proc);
    else store<u16>(ranProcAt + (i << 1), <u16>proc);
    ran.set(proc, ran.get(proc) + 1);
  }
}

function procOf(record: usize): i32 {
  const isWide = (carriageWide & widePeers) > 0;
  return -1 - (isWide ? load<i32>(peerAt + (record << 2)) : <i32>load<i16>(peerAt + (record << 1)));
}
