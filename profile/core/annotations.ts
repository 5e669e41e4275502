import * as Ev from '../src/executionTrace/numbers/ev';
import * as why from '../src/executionTrace/numbers/why';
import { emitC } from './block';
import { Cursor } from './cursor';
import { goroutineOf, procOf } from './directory';
import { check, emit, needs, nobody, none, refuse, stackOf, stringOf } from './event';
import { Column } from './memory';
import { fail } from './outside';
import { RowMap } from './rowMap';

/*
 * The events that change nothing in the scheduler: ranges of time, tasks, regions, logs, labels and values. They must
 * only be nested as they began.
 *
 * Source: internal/trace/order.go.
 */

/** A goroutine has two at once at most: the world is stopped, it assists the collector. */
const maxRanges = 64;

/** By processor: whether it sweeps. */
const sweeps = new Column<u8>(16);

/** What is under way: rows of lists, each linked to the next, from a head a goroutine; -1 is none. */
@final
class Lists {
  private heads: Column<i32> = new Column<i32>(1024);
  private free: i32 = none;
  next: Column<i32> = new Column<i32>(64);
  /** Ranges: the kind of event that began it. Regions: the task. */
  what: Column<u64> = new Column<u64>(64);
  /** Rows of strings. */
  text: Column<i32> = new Column<i32>(64);

  /** The newest of a goroutine's. */
  head(goroutine: i32): i32 {
    return goroutine < this.heads.length ? this.heads.get(goroutine) : none;
  }

  push(goroutine: i32, what: u64, text: i32): void {
    this.heads.extend(goroutine + 1, none);
    let row = this.free;
    if (row >= 0) this.free = this.next.get(row);
    else {
      row = this.next.push(none);
      this.what.push(0);
      this.text.push(0);
    }
    this.next.set(row, this.heads.get(goroutine));
    this.what.set(row, what);
    this.text.set(row, text);
    this.heads.set(goroutine, row);
  }

  remove(goroutine: i32, row: i32): void {
    let before = none;
    for (let other = this.heads.get(goroutine); other !== row; other = this.next.get(other)) before = other;
    if (before < 0) this.heads.set(goroutine, this.next.get(row));
    else this.next.set(before, this.next.get(row));
    this.next.set(row, this.free);
    this.free = row;
  }

  forget(goroutine: i32): void {
    for (let row = this.head(goroutine); row >= 0; row = this.head(goroutine)) this.remove(goroutine, row);
  }
}

const ranges = new Lists();
const regions = new Lists();

/** Tasks that are under way → rows of the columns below; those of tasks that have ended are taken again. */
const tasks = new RowMap();
const taskName = new Column<i32>(64);
const taskParent = new Column<u64>(64);
const freeTasks = new Column<i32>(64);

/** A goroutine has ended, and what was under way with it. */
export function forget(goroutine: i32): void {
  ranges.forget(goroutine);
  regions.forget(goroutine);
}

/**
 * Lets an event through that waits for nothing.
 *
 * @param first whether it is of the trace's first generation
 */
export function advance(e: Cursor, g: i32, p: i32, m: i32, first: bool): void {
  switch (e.type) {
    case Ev.GCSweepActive: {
      const row = procOf(e.a);
      if (row < 0) refuse(e, why.unknownProc, e.a);
      sweeps.extend(row + 1, 0);
      check(e, sweeps.get(row) === (first ? 0 : 1), why.sweepNotBegun);
      sweeps.set(row, 1);
      emit(e, g, p, m, row);
      return;
    }
    case Ev.GCSweepBegin:
      setSweeps(e, p, m, 1);
      emit(e, g, p, m, p, stackOf(e, e.a));
      return;
    case Ev.GCSweepEnd:
      setSweeps(e, p, m, 0);
      emit(e, g, p, m, p, 0, 0, 0, <f64>e.a, <f64>e.b);
      return;
    case Ev.GCMarkAssistActive: {
      const row = goroutineOf(e.a);
      if (row < 0) refuse(e, why.unknownGoroutine, e.a);
      const active = rangeOf(row, Ev.GCMarkAssistBegin, 0) >= 0;
      check(e, active === !first, why.rangeNotBegun);
      if (!active) beginRange(row, Ev.GCMarkAssistBegin, 0);
      emit(e, g, p, m, row);
      return;
    }
    default:
      if (e.type < Ev.Span) {
        needs(e, m >= 0 && p >= 0 && g >= 0);
        ofGoroutine(e, g, p, m);
        return;
      }
      needs(e, m >= 0);
      emitC(<f64>e.c);
      emit(e, g, p, m, none, 0, 0, 0, <f64>e.a, <f64>e.b);
  }
}

function ofGoroutine(e: Cursor, g: i32, p: i32, m: i32): void {
  switch (e.type) {
    case Ev.ProcsChange:
      emit(e, g, p, m, none, stackOf(e, e.b), 0, 0, <f64>e.a);
      return;
    case Ev.GoLabel:
      emit(e, g, p, m, g, 0, stringOf(e, e.a));
      return;
    case Ev.STWBegin: {
      const text = stringOf(e, e.a);
      check(e, rangeOf(g, Ev.STWBegin, text) < 0, why.begunAlready);
      beginRange(g, Ev.STWBegin, text);
      emit(e, g, p, m, g, stackOf(e, e.b), text);
      return;
    }
    case Ev.STWEnd:
      emit(e, g, p, m, g, 0, endRange(e, g, Ev.STWBegin));
      return;
    case Ev.GCMarkAssistBegin:
      check(e, rangeOf(g, Ev.GCMarkAssistBegin, 0) < 0, why.begunAlready);
      beginRange(g, Ev.GCMarkAssistBegin, 0);
      emit(e, g, p, m, g, stackOf(e, e.a));
      return;
    case Ev.GCMarkAssistEnd:
      endRange(e, g, Ev.GCMarkAssistBegin);
      emit(e, g, p, m, g);
      return;
    case Ev.UserTaskBegin:
      beginTask(e, g, p, m);
      return;
    case Ev.UserTaskEnd:
      endTask(e, g, p, m);
      return;
    case Ev.UserRegionBegin: {
      const name = stringOf(e, e.b);
      regions.push(g, e.a, name);
      emit(e, g, p, m, g, stackOf(e, e.c), name, 0, <f64>e.a);
      return;
    }
    case Ev.UserRegionEnd: {
      const name = stringOf(e, e.b);
      // Of regions that began before the trace nothing is known.
      const inner = regions.head(g);
      if (inner >= 0) {
        check(e, regions.what.get(inner) === e.a && regions.text.get(inner) === name, why.outerRegion);
        regions.remove(g, inner);
      }
      emit(e, g, p, m, g, stackOf(e, e.c), name, 0, <f64>e.a);
      return;
    }
    case Ev.UserLog:
      emit(e, g, p, m, g, stackOf(e, e.d), stringOf(e, e.b), stringOf(e, e.c), <f64>e.a);
      return;
    default:
      fail(why.misplaced, e.type, 0, e.at);
  }
}

function setSweeps(e: Cursor, p: i32, m: i32, now: u8): void {
  needs(e, m >= 0 && p >= 0);
  sweeps.extend(p + 1, 0);
  check(e, sweeps.get(p) !== now, why.sweepsNested);
  sweeps.set(p, now);
}

function beginTask(e: Cursor, g: i32, p: i32, m: i32): void {
  if (tasks.get(e.a) >= 0) refuse(e, why.taskBegun, e.a);
  const name = stringOf(e, e.c);
  const parent = e.b === 0 ? nobody : e.b;
  let row: i32;
  if (freeTasks.length > 0) row = freeTasks.get(--freeTasks.length);
  else {
    row = taskName.push(0);
    taskParent.push(0);
  }
  taskName.set(row, name);
  taskParent.set(row, parent);
  tasks.add(e.a, row);
  emit(e, g, p, m, none, stackOf(e, e.d), name, 0, <f64>e.a, <f64>parent);
}

function endTask(e: Cursor, g: i32, p: i32, m: i32): void {
  const row = tasks.get(e.a);
  const name = row < 0 ? 0 : taskName.get(row);
  const parent = row < 0 ? nobody : taskParent.get(row);
  if (row >= 0) {
    tasks.delete(e.a);
    freeTasks.push(row);
  }
  emit(e, g, p, m, none, stackOf(e, e.b), name, 0, <f64>e.a, <f64>parent);
}

/** A goroutine's range with such a text; -1 for none. */
function rangeOf(goroutine: i32, kind: u64, text: i32): i32 {
  let row = ranges.head(goroutine);
  while (row >= 0 && (ranges.what.get(row) !== kind || ranges.text.get(row) !== text))
    row = ranges.next.get(row);
  return row;
}

function beginRange(goroutine: i32, kind: u64, text: i32): void {
  let count = 0;
  for (let row = ranges.head(goroutine); row >= 0; row = ranges.next.get(row)) count++;
  if (count >= maxRanges) fail(why.tooManyRanges, 0, 0, -1);
  ranges.push(goroutine, kind, text);
}

/** The text that it began with. */
function endRange(e: Cursor, goroutine: i32, kind: u64): i32 {
  let row = ranges.head(goroutine);
  while (row >= 0 && ranges.what.get(row) !== kind) row = ranges.next.get(row);
  check(e, row >= 0, why.neverBegun);
  const text = ranges.text.get(row);
  ranges.remove(goroutine, row);
  return text;
}
