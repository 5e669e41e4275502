import { Float64Column, free, Int32Column, Uint8Column, Uint32Column } from './columns.ts';
import { EarlyTimes } from './earlyTimes.ts';
import type { EventBlock } from './events.ts';
import { placeOf, procPeer, stateMask } from './intervals.ts';
import {
  isTaken,
  type JoinedPart,
  type JoinedWhat,
  type JoinedWhen,
  joinWhat,
  joinWhen,
  type WhatJob,
  whatJob,
} from './joinIntervals.ts';
import { type RowMaps, replay } from './kept.ts';
import { concat, MomentBuilder, moved } from './metrics.ts';
import { type Frames, olderThanTrace, type Series, State, type Trace } from './model.ts';
import type { Part } from './part.ts';
import { RangeJoiner } from './ranges.ts';
import { RowMap } from './rowMap.ts';
import { Rows } from './rows.ts';
import { NotIndependent, Seams } from './seams.ts';
import type { ClockReading } from './source.ts';
import { Ev, GoStatus, ProcStatus } from './spec.ts';
import { Tables } from './tables.ts';
import { HoldJoiner } from './threads.ts';
import { UserTaskBuilder } from './userTasks.ts';

/** What a goroutine does that is named with a status. */
const stateOf: readonly number[] = [];
(stateOf as number[])[GoStatus.runnable] = State.runnable;
(stateOf as number[])[GoStatus.running] = State.running;
(stateOf as number[])[GoStatus.syscall] = State.syscall;
(stateOf as number[])[GoStatus.waiting] = State.waiting;

/** More reasons than the runtime has share the last row. */
const maxReasons = 255;

/**
 * Makes a trace of its parts, in their order. Rows are those that reading it in one go gives; times that overlap at the
 * seams are moved as then.
 */
export class Joiner {
  private readonly tables = new Tables();
  private readonly parts: JoinedPart[] = [];
  private readonly goroutines = {
    id: new Float64Column(1024),
    creator: new Int32Column(1024),
    creationStack: new Uint32Column(1024),
    startStack: new Uint32Column(1024),
    end: new Float64Column(1024),
  };
  /** By goroutine: its intervals so far; what it does, and its processor. */
  private readonly counts = new Uint32Column(1024);
  private readonly state = new Uint8Column(1024);
  private readonly proc = new Int32Column(1024);
  private readonly living = new RowMap();
  private readonly procs = new Rows();
  private readonly ran = new Uint32Column();
  /** By processor: `ProcStatus`. */
  private readonly procStatus = new Uint8Column();
  private readonly threads = new Rows();
  /** Rows of strings. */
  private readonly reasons: number[] = [0];
  private readonly seams = new Seams();
  private readonly ranges = new RangeJoiner();
  private readonly tasks = new UserTaskBuilder();
  private readonly moments = new MomentBuilder();
  private readonly holds = new HoldJoiner();
  private readonly heap: Series[] = [];
  private readonly heapGoal: Series[] = [];
  private readonly clocks: ClockReading[] = [];
  private version = 0;
  private origin = 0;
  private events = 0;
  private last = 0;
  private generations = 0;
  private incomplete = false;
  private error: Part['error'] = null;

  /** @throws NotIndependent where the part does not go on from the one before. */
  add(part: Part): void {
    if (this.parts.length === 0) {
      this.version = part.version;
      this.origin = part.origin;
    }
    const times = part.first ? EarlyTimes.unmoved : this.earlyTimes(part);
    const older = this.olderOf(part);
    const maps = this.mapsOf(part);
    this.checkProcs(part, maps.procs);
    const { records } = part;
    const joined = {
      records,
      maps,
      times,
      reasons: this.reasonsOf(part, maps),
      skips: this.seamOf(part, maps),
    };
    this.addGoroutines(part, joined);
    this.holds.add(part.holds, part.procs.gone, maps.procs, maps.threads, (time) => times.of(time));
    this.ranges.add(part.ranges, part.first, maps, times);
    replay(part.kept, maps, times, older, (block) => this.show(block, !part.first));
    for (const column of Object.values(part.kept)) free(column);
    this.heap.push(moved(part.heap, times));
    this.heapGoal.push(moved(part.heapGoal, times));
    this.clocks.push(...part.clocks);
    this.events += part.events;
    if (part.events > 0) this.last = times.of(part.last);
    this.generations += part.generations;
    this.incomplete = part.incomplete;
    this.error = part.error;
    this.parts.push(joined);
  }

  /**
   * What is there so far; more parts may follow.
   *
   * @param share which share of the file it is, 0 to 1
   */
  trace(share: number): Trace {
    const { interval, run } = this.starts();
    const when = joinWhen(this.parts, interval, run, false);
    const what = joinWhat(this.whatJob(interval), false);
    return this.withIntervals(this.assemble(share, false), interval, run, when, what);
  }

  /**
   * The whole. No part can be added then, and those that were are gone.
   *
   * @param join does `joinWhat` elsewhere, at the same time; where it could not be begun, it is done here
   */
  async whole(join?: (job: WhatJob) => Promise<JoinedWhat>): Promise<Trace> {
    const { interval, run } = this.starts();
    const job = this.whatJob(interval);
    const what = join?.(job).catch((error) => {
      if (isTaken(job)) throw error;
      return null;
    });
    const when = joinWhen(this.parts, interval, run, true);
    this.parts.length = 0;
    const others = this.assemble(1, true);
    return this.withIntervals(others, interval, run, when, (await what) ?? joinWhat(job, true));
  }

  private whatJob(interval: Uint32Array): WhatJob {
    return whatJob(this.parts, interval, this.procs.id.length, this.tables.stacks.length);
  }

  /** Where each goroutine's intervals begin, and what each processor did. */
  private starts(): { interval: Uint32Array; run: Uint32Array } {
    const interval = new Uint32Array(this.counts.length + 1);
    for (let i = 0; i < this.counts.length; i++) interval[i + 1] = interval[i] + this.counts.data[i];
    const run = new Uint32Array(this.procs.id.length + 1);
    for (let i = 0; i < this.procs.id.length; i++) run[i + 1] = run[i] + (this.ran.data[i] ?? 0);
    return { interval, run };
  }

  /**
   * All but what stands by interval.
   *
   * @param last whether nothing comes any more: what the parts hold may go
   */
  private assemble(share: number, last: boolean) {
    const { tables, goroutines } = this;
    const end = goroutines.end.exact();
    const { gomaxprocs, generations, ...moments } = this.moments.finish();
    return {
      version: this.version,
      origin: this.origin,
      duration: this.last,
      expected: this.last / share,
      events: this.events,
      // The last is the trace's end.
      generations: last ? generations.slice(0, -1) : generations,
      clocks: this.clocks.slice(),
      strings: tables.strings,
      frames: framesOf(tables),
      stacks: { start: tables.stacks.start.exact(), frames: tables.stacks.data.exact() },
      goroutines: {
        id: goroutines.id.exact(),
        creator: goroutines.creator.exact(),
        creationStack: goroutines.creationStack.exact(),
        startStack: goroutines.startStack.exact(),
        end,
      },
      threads: this.threads.id.exact(),
      holds: this.holds.finish(),
      ranges: this.ranges.finish(last),
      ...this.tasks.finish(end),
      ...moments,
      metrics: { heap: concat(this.heap, last), heapGoal: concat(this.heapGoal, last), gomaxprocs },
      notes: this.notes(),
      broken: this.error,
    };
  }

  private withIntervals(
    others: ReturnType<Joiner['assemble']>,
    interval: Uint32Array,
    run: Uint32Array,
    { start, ran }: JoinedWhen,
    what: JoinedWhat,
  ): Trace {
    const reasons = this.reasons.map((text) => this.tables.strings[text]);
    return {
      ...others,
      goroutines: { ...others.goroutines, interval },
      intervals: { start, ...what, reasons },
      procs: { id: this.procs.id.exact(), run, interval: ran },
    };
  }

  private earlyTimes(part: Part): EarlyTimes {
    const times = EarlyTimes.after(this.last, part.begin, part.early, part.early.length < part.events);
    free(part.early);
    if (!times) throw new NotIndependent('It overlaps the part before by more than is known of it.');
    return times;
  }

  /** CPU samples of goroutines and processors that the part has not named yet when they were taken. */
  private olderOf({ kept, first }: Part): Map<number, readonly [goroutine: number, proc: number]> {
    const older = new Map<number, readonly [number, number]>();
    for (let i = 0; i < kept.type.length && !first; i++)
      if (kept.type[i] === Ev.CPUSample && (kept.goroutine[i] < 0 || kept.proc[i] < 0))
        older.set(i, [this.living.get(kept.a[i]), this.procs.get(kept.b[i])]);
    return older;
  }

  private mapsOf(part: Part): RowMaps {
    const { tables } = this;
    const strings = Uint32Array.from(part.strings, (text) => tables.string(text));
    const frames = new Uint32Array(part.frames.length / 3);
    for (let i = 0; i < frames.length; i++)
      frames[i] = tables.frame(
        strings[part.frames[3 * i]],
        strings[part.frames[3 * i + 1]],
        part.frames[3 * i + 2],
      );
    const { start, frames: rows } = part.stacks;
    const stacks = new Uint32Array(start.length - 1);
    let stack = new Uint32Array(128);
    for (let i = 0; i < stacks.length; i++) {
      const length = start[i + 1] - start[i];
      if (length > stack.length) stack = new Uint32Array(2 * length);
      for (let k = 0; k < length; k++) stack[k] = frames[rows[start[i] + k]];
      stacks[i] = tables.stacks.intern(stack, length);
    }
    return {
      strings,
      stacks,
      goroutines: this.goroutineRows(part),
      procs: this.procs.of(part.procs.id),
      threads: this.threads.of(part.threads),
    };
  }

  /** The goroutines that live already, by id; rows of their own for the others. */
  private goroutineRows({ goroutines: { id, told, end }, first }: Part): Int32Array {
    const rows = new Int32Array(id.length);
    const { living, goroutines } = this;
    for (let i = 0; i < id.length; i++) {
      const known = living.get(id[i]);
      if (first || told[i] === 0) {
        // Of an id that comes again the life before has ended here.
        if (known >= 0) throw new NotIndependent(`Goroutine ${id[i]} exists already.`);
        rows[i] = goroutines.id.push(id[i]);
        if (Number.isNaN(end[i])) living.add(id[i], rows[i]);
      } else {
        if (known < 0) throw new NotIndependent(`Goroutine ${id[i]} is new.`);
        rows[i] = known;
        if (!Number.isNaN(end[i])) living.delete(id[i]);
      }
    }
    return rows;
  }

  private checkProcs({ procs: { id, told, status } }: Part, rows: Int32Array): void {
    for (let i = 0; i < status.length; i++) {
      const row = rows[i];
      this.procStatus.extend(row + 1, ProcStatus.none);
      const known = this.procStatus.data[row];
      const kept = known === ProcStatus.syscall && told[i] === ProcStatus.syscallAbandoned;
      if (known !== ProcStatus.none && known !== told[i] && !kept)
        throw new NotIndependent(`Processor ${id[i]} had another status.`);
      this.procStatus.data[row] = kept && status[i] === told[i] ? known : status[i];
    }
  }

  private reasonsOf(part: Part, { strings }: RowMaps): Uint8Array {
    const { reasons } = this;
    return Uint8Array.from(part.reasons, (text) => {
      const known = reasons.indexOf(strings[text]);
      if (known >= 0) return known;
      return reasons.length > maxReasons ? maxReasons : reasons.push(strings[text]) - 1;
    });
  }

  /**
   * What a part says first of each goroutine that is older only confirms what is known, but for system calls that lost
   * their processors in it.
   *
   * @returns by goroutine: 1 where it only confirms
   */
  private seamOf({ goroutines, records, procs, first }: Part, maps: RowMaps): Uint8Array {
    const { chunks, counts, base } = records;
    const count = goroutines.id.length;
    const skips = new Uint8Array(count);
    if (first) return skips;
    const gone = new Map<number, number>();
    procs.gone.forEach((time, i) => {
      if (!Number.isNaN(time)) gone.set(maps.procs[i], time);
    });
    for (let i = 0; i < count; i++) {
      if (goroutines.told[i] === 0) continue;
      const row = maps.goroutines[i];
      const before = this.state.data[row];
      const says = stateOf[goroutines.told[i]];
      if (before !== says && !(before === State.syscallBlocked && says === State.syscall))
        throw new NotIndependent(`Goroutine ${goroutines.id[i]} had another status.`);
      skips[i] = 1;
      if (before !== State.syscall) continue;
      const proc = this.proc.data[row];
      const [chunk, at] = placeOf(chunks, records.first[i]);
      const { what, peer, low, high } = chunk;
      const state = what[at] & stateMask;
      const own = peer[at] < 0 ? procPeer(peer[at]) : -1;
      if (state === State.syscall && maps.procs[own] === proc) continue;
      const time = gone.get(proc);
      if (time === undefined) {
        if (counts[i] > 1) throw new NotIndependent('A system call ends that has its processor.');
        continue;
      }
      if (counts[i] > 1) {
        const [chunk, at] = placeOf(chunks, records.second[i]);
        if (chunk.low[at] <= time - base)
          throw new NotIndependent('A system call ends before its processor was taken away.');
      }
      if (own >= 0) records.ran[own]--;
      if (counts[i] === 1) goroutines.state[i] = State.syscallBlocked;
      skips[i] = 0;
      low[at] = time - base;
      if (high) high[at] = (time - base) / 2 ** 32;
      what[at] = State.syscallBlocked;
      chunk.stack[at] = 0;
      peer[at] = 0;
    }
    return skips;
  }

  private addGoroutines(part: Part, { maps, skips, times }: JoinedPart): void {
    const { goroutines, counts, state, proc } = this;
    const { records } = part;
    const length = goroutines.id.length;
    goroutines.creator.extend(length, olderThanTrace);
    goroutines.creationStack.extend(length, 0);
    goroutines.startStack.extend(length, 0);
    goroutines.end.extend(length, Number.NaN);
    counts.extend(length, 0);
    state.extend(length, 0);
    proc.extend(length, -1);
    this.ran.extend(this.procs.id.length, 0);
    for (let i = 0; i < part.procs.id.length; i++) this.ran.data[maps.procs[i]] += records.ran[i];
    const { id, told, creator, creationStack, startStack, end } = part.goroutines;
    for (let i = 0; i < id.length; i++) {
      const row = maps.goroutines[i];
      if (told[i] === 0) {
        goroutines.creator.data[row] = creator[i] >= 0 ? maps.goroutines[creator[i]] : creator[i];
        goroutines.creationStack.data[row] = maps.stacks[creationStack[i]];
      }
      if (goroutines.startStack.data[row] === 0) goroutines.startStack.data[row] = maps.stacks[startStack[i]];
      if (!Number.isNaN(end[i])) goroutines.end.data[row] = times.of(end[i]);
      if (skips[i] === 1) {
        // What is left out, and the processor had.
        const [{ peer }, at] = placeOf(records.chunks, records.first[i]);
        if (peer[at] < 0) this.ran.data[maps.procs[procPeer(peer[at])]]--;
      }
      const added = records.counts[i] - skips[i];
      counts.data[row] += added;
      if (added <= 0) continue;
      state.data[row] = part.goroutines.state[i];
      proc.data[row] = state.data[row] === State.syscall ? maps.procs[part.goroutines.proc[i]] : -1;
    }
  }

  private show(block: EventBlock, isLater: boolean): void {
    this.seams.consume(block, isLater);
    this.tasks.consume(block);
    this.moments.consume(block);
  }

  private notes(): string[] {
    const { error, generations } = this;
    if (!error) return [];
    const read = generations === 1 ? 'Its first generation is' : `Its first ${generations} generations are`;
    return [
      this.incomplete
        ? `The trace is cut short, as it is when a program crashes. ${read} shown.`
        : `${error.message} (byte ${error.offset}) ${read} shown.`,
    ];
  }
}

function framesOf({ frames }: Tables): Frames {
  const { length } = frames;
  const columns = {
    function: new Uint32Array(length),
    file: new Uint32Array(length),
    line: new Uint32Array(length),
  };
  for (let i = 0; i < length; i++) {
    columns.function[i] = frames.data.data[3 * i];
    columns.file[i] = frames.data.data[3 * i + 1];
    columns.line[i] = frames.data.data[3 * i + 2];
  }
  return columns;
}
