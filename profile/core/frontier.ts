import { Cursor } from './cursor';
import { Column } from './memory';

/** So many are sorted at once by themselves. */
const few = 16;

/** The cursors of a generation that have events left, as a heap by time: the first is the earliest. */
const cursors = new Column<usize>(64);
/** As many again, for sorting. */
const sorted = new Column<usize>(64);

export function count(): i32 {
  return cursors.length;
}

export function cursor(i: i32): Cursor {
  return changetype<Cursor>(cursors.get(i));
}

export function insert(cursor: Cursor): void {
  siftUp(cursors.push(changetype<usize>(cursor)));
}

/** Puts a cursor that went on in its place. */
export function update(index: i32): void {
  if (siftUp(index) === index) siftDown(index);
}

export function remove(index: i32): void {
  for (let i = index; i > 0; i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
  swap(0, cursors.length - 1);
  cursors.length--;
  siftDown(0);
}

/** By time; what is sorted is a heap still. */
export function sort(): void {
  const length = cursors.length;
  for (let from = 0; from < length; from += few) sortFew(from, min(from + few, length));
  for (let size = few; size < length; size *= 2) {
    sorted.extend(length, 0);
    memory.copy(sorted.data, cursors.data, (<usize>length) << alignof<usize>());
    for (let from = 0; from < length; from += size * 2)
      merge(from, min(from + size, length), min(from + size * 2, length));
  }
}

function sortFew(from: i32, to: i32): void {
  for (let i = from + 1; i < to; i++)
    for (let k = i; k > from && cursor(k - 1).time > cursor(k).time; k--) swap(k, k - 1);
}

/** Merges two rows of `sorted`, each by time, into `cursors`. */
function merge(from: i32, middle: i32, to: i32): void {
  let one = from;
  let other = middle;
  for (let i = from; i < to; i++) {
    const isOne = other === to || (one < middle && sortedTime(one) <= sortedTime(other));
    cursors.set(i, isOne ? sorted.get(one++) : sorted.get(other++));
  }
}

function sortedTime(i: i32): f64 {
  return changetype<Cursor>(sorted.get(i)).time;
}

function siftUp(from: i32): i32 {
  let i = from;
  while (i > 0 && cursor((i - 1) >> 1).time > cursor(i).time) {
    swap(i, (i - 1) >> 1);
    i = (i - 1) >> 1;
  }
  return i;
}

function siftDown(from: i32): void {
  const length = cursors.length;
  for (let i = from; ; ) {
    let least = i;
    const left = 2 * i + 1;
    if (left < length && cursor(left).time < cursor(least).time) least = left;
    if (left + 1 < length && cursor(left + 1).time < cursor(least).time) least = left + 1;
    if (least === i) return;
    swap(i, least);
    i = least;
  }
}

function swap(i: i32, j: i32): void {
  const one = cursors.get(i);
  cursors.set(i, cursors.get(j));
  cursors.set(j, one);
}
