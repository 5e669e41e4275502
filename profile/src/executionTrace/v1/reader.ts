import type { FormatError } from '../../errors.ts';
import { EventBlock } from '../events.ts';
import type { ClockReading, EventSource } from '../source.ts';
import { Ev, evSync, GoStatus, nobody, ProcStatus } from '../spec.ts';
import type { Tables } from '../tables.ts';
import { check } from './check.ts';
import { Directory } from './directory.ts';
import type { V1Events } from './events.ts';
import { merge } from './merge.ts';
import { noProc, scan } from './scan.ts';
import { namesStops, stopReasons, unnamedStop, V1 } from './spec.ts';

/** What goroutines wait for, in the words of later traces. */
const blockReasons = new Map<number, string>([
  [V1.GoStop, 'forever'],
  [V1.GoSleep, 'sleep'],
  [V1.GoBlock, ''],
  [V1.GoBlockSend, 'chan send'],
  [V1.GoBlockRecv, 'chan receive'],
  [V1.GoBlockSelect, 'select'],
  [V1.GoBlockSync, 'sync'],
  [V1.GoBlockCond, 'sync.(*Cond).Wait'],
  [V1.GoBlockNet, 'network'],
  [V1.GoBlockGC, 'GC mark assist wait for work'],
]);

/** The versions of the format up to Go 1.21. 1.12 to 1.18 write 1.11, 1.20 writes 1.19. */
export const flatVersions: readonly number[] = [7, 8, 9, 10, 11, 19, 21];

/** A file that was gone through: its events in their order, of which those that follow are told. */
interface Parsed {
  version: number;
  /** The file's length. */
  bytes: number;
  tables: Tables;
  procs: readonly number[];
  events: V1Events;
  /** By event: the goroutine's next event says that the system call blocked. */
  blocks: Uint8Array;
}

/** @throws FormatError for a file that is broken. */
export function readFlat(bytes: Uint8Array, version: number): FlatReader {
  const scanned = scan(bytes, version);
  const { events, timers } = merge(bytes, version, scanned);
  check(events, timers, version);
  return new FlatReader({
    version,
    bytes: bytes.length,
    tables: scanned.tables,
    procs: scanned.procs.map(({ proc }) => proc),
    events,
    blocks: blockingCalls(events),
  });
}

/**
 * The events of a trace of Go 1.7 to 1.21, told as later versions tell them. There is one generation, and no event
 * beyond the first that is wrong: such a file is refused.
 *
 * Source: internal/trace/tracev1.go.
 */
export class FlatReader implements EventSource {
  readonly version: number;
  readonly tables: Tables;
  readonly directory: Directory = new Directory();
  readonly block: EventBlock = new EventBlock();
  readonly origin = 0;
  readonly clocks: readonly ClockReading[] = [];
  readonly error: FormatError | null = null;
  readonly incomplete = false;
  readonly generations = 1;
  readonly procStatus: Uint8Array = new Uint8Array();
  private readonly parsed: Parsed;
  private readonly events: V1Events;
  private readonly reasons = new Map<number, number>();
  private readonly stops: readonly number[];
  private readonly unnamed: number;
  private next = -1;
  private last = 0;
  private syncs = 0;
  /** Goroutines are being listed that are older than the trace: their ids, and the stacks that they began with. */
  private older: Map<number, number> | null = new Map();
  private readonly threads = new Map<number, number>();
  private readonly seenProcs = new Set<number>();
  private readonly tasks = new Map<number, [name: number, parent: number]>();
  private stopReason = 0;

  constructor(parsed: Parsed) {
    this.parsed = parsed;
    this.version = parsed.version;
    this.tables = parsed.tables;
    this.events = parsed.events;
    for (const proc of parsed.procs) if (proc !== noProc) this.directory.addProc(proc);
    for (const [type, reason] of blockReasons) this.reasons.set(type, this.tables.string(reason));
    this.reasons.set(V1.GoSched, this.tables.string('runtime.Gosched'));
    this.reasons.set(V1.GoPreempt, this.tables.string('preempted'));
    this.unnamed = this.version < namesStops ? this.tables.string(unnamedStop) : 0;
    this.stops = stopReasons.map((reason) => this.tables.string(reason));
  }

  get done(): number {
    const { bytes } = this.parsed;
    return this.events.length > 0 ? (bytes * Math.max(this.next, 0)) / this.events.length : bytes;
  }

  fill(): boolean {
    const { block, events } = this;
    block.clear();
    if (this.next < 0) {
      this.next = 0;
      if (events.length > 0) this.push(evSync, 0, -1, noProc, -1, -1, 0, 0, 0, ++this.syncs);
    }
    // Three is the most that one event becomes, but for the goroutines that are listed first.
    while (this.next < events.length && block.length + 4 <= EventBlock.capacity) this.convert(this.next++);
    if (this.next === events.length && block.length + 4 <= EventBlock.capacity) {
      this.next++;
      this.push(evSync, 0, -1, noProc, -1, -1, 0, 0, 0, ++this.syncs);
    }
    return block.length > 0;
  }

  private convert(i: number): void {
    const { events, directory } = this;
    const type = events.type.data[i];
    // The first event is at 1: the trace begins before it.
    const time = events.time.data[i] + 1;
    const proc = events.proc.data[i];
    const a = events.a.data[i];
    const stack = this.stackOf(events.stack.data[i]);
    const p = proc === noProc ? noProc : directory.proc(proc);
    const m = type === V1.CPUSample ? -1 : (this.threads.get(proc) ?? -1);
    const id = events.goroutine.data[i];
    const g = id === 0 ? -1 : directory.goroutine(id);
    switch (type) {
      case V1.Gomaxprocs:
        if (this.older) this.listOlder(time);
        else this.push(Ev.ProcsChange, time, g, p, m, -1, stack, 0, 0, a);
        break;
      case V1.ProcStart:
      case V1.ProcStop:
        this.procEvent(type, time, g, proc, a);
        break;
      case V1.GCStart:
        this.push(Ev.GCBegin, time, g, p, m, -1, stack);
        break;
      case V1.GCDone:
        this.push(Ev.GCEnd, time, g, p, m);
        break;
      case V1.STWStart:
        this.stopReason = this.stopReasonOf(a);
        this.push(Ev.STWBegin, time, g, p, m, g, 0, this.stopReason);
        break;
      case V1.STWDone:
        this.push(Ev.STWEnd, time, g, p, m, g, 0, this.stopReason);
        break;
      case V1.GCSweepStart:
        this.push(Ev.GCSweepBegin, time, g, p, m, p, stack);
        break;
      case V1.GCSweepDone:
        this.push(Ev.GCSweepEnd, time, g, p, m, p, 0, 0, 0, a, events.b.data[i]);
        break;
      case V1.GoCreate:
        if (this.older) this.older.set(a, this.stackOf(events.b.data[i]));
        else {
          const start = this.stackOf(events.b.data[i]);
          this.push(Ev.GoCreate, time, g, p, m, directory.born(a), stack, 0, start);
        }
        break;
      case V1.GoWaiting:
        this.status(a, GoStatus.waiting, time, g, p, m);
        break;
      case V1.GoInSyscall:
        this.status(a, GoStatus.syscall, time, g, p, m);
        break;
      case V1.GoStart:
      case V1.GoStartLabel:
        if (this.older) this.status(a, GoStatus.running, time, g, p, m);
        else {
          this.push(Ev.GoStart, time, g, p, m, g);
          if (type === V1.GoStartLabel) {
            const label = Math.max(this.tables.stringIds.get(events.c.data[i]), 0);
            this.push(Ev.GoLabel, time, g, p, m, g, 0, label);
          }
        }
        break;
      case V1.GoEnd:
        this.push(Ev.GoDestroy, time, g, p, m, g);
        directory.died(g);
        break;
      case V1.GoSched:
      case V1.GoPreempt:
        this.push(Ev.GoStop, time, g, p, m, g, stack, this.reasons.get(type));
        break;
      case V1.GoUnblock:
        this.push(Ev.GoUnblock, time, g, p, m, directory.goroutine(a), stack);
        break;
      case V1.GoSysCall:
        this.push(Ev.GoSyscallBegin, time, g, p, m, g, stack);
        // Nothing says how long a call took that did not block.
        if (!this.parsed.blocks[i]) this.push(Ev.GoSyscallEnd, time + 1, g, p, m, g);
        break;
      case V1.GoSysExit:
        this.push(Ev.GoSyscallEndBlocked, time, g, p, m, g);
        break;
      case V1.HeapAlloc:
        this.push(Ev.HeapAlloc, time, g, p, m, -1, 0, 0, 0, a);
        break;
      case V1.HeapGoal:
        this.push(Ev.HeapGoal, time, g, p, m, -1, 0, 0, 0, a);
        break;
      case V1.GCMarkAssistStart:
        this.push(Ev.GCMarkAssistBegin, time, g, p, m, g, stack);
        break;
      case V1.GCMarkAssistDone:
        this.push(Ev.GCMarkAssistEnd, time, g, p, m, g);
        break;
      case V1.CPUSample:
        this.push(Ev.CPUSample, time, g, p, m, -1, stack, 0, 0, id, proc === noProc ? nobody : proc);
        break;
      case V1.UserTaskCreate:
      case V1.UserTaskEnd:
      case V1.UserRegion:
      case V1.UserLog:
        this.userEvent(i, type, time, g, p, m, stack);
        break;
      default: {
        const reason = this.reasons.get(type);
        if (reason !== undefined) this.push(Ev.GoBlock, time, g, p, m, g, stack, reason);
      }
    }
  }

  private userEvent(
    i: number,
    type: number,
    time: number,
    g: number,
    p: number,
    m: number,
    stack: number,
  ): void {
    const { events } = this;
    const [a, b, c] = [events.a.data[i], events.b.data[i], events.c.data[i]];
    const string = (id: number) => Math.max(this.tables.stringIds.get(id), 0);
    if (type === V1.UserTaskCreate) {
      const parent = b === 0 ? nobody : b;
      this.tasks.set(a, [string(c), b]);
      this.push(Ev.UserTaskBegin, time, g, p, m, -1, stack, string(c), 0, a, parent);
    } else if (type === V1.UserTaskEnd) {
      const [name, parent] = this.tasks.get(a) ?? [0, nobody];
      this.tasks.delete(a);
      this.push(Ev.UserTaskEnd, time, g, p, m, -1, stack, name, 0, a, parent);
    } else if (type === V1.UserRegion) {
      const kind = b === 0 ? Ev.UserRegionBegin : Ev.UserRegionEnd;
      this.push(kind, time, g, p, m, g, stack, string(c), 0, a);
    } else this.push(Ev.UserLog, time, g, p, m, g, stack, string(b), events.text.data[i], a);
  }

  /** The first time that a processor is named, it is told what it does; later ones that it changes. */
  private procEvent(type: number, time: number, g: number, id: number, thread: number): void {
    const { directory } = this;
    const starts = type === V1.ProcStart;
    if (starts) this.threads.set(id, directory.thread(thread));
    const m = this.threads.get(id) ?? -1;
    if (!starts) this.threads.delete(id);
    if (this.seenProcs.has(id)) {
      const row = directory.proc(id);
      this.push(starts ? Ev.ProcStart : Ev.ProcStop, time, g, row, m, row);
      return;
    }
    this.seenProcs.add(id);
    const row = directory.proc(id);
    this.push(Ev.ProcStatus, time, g, row, m, row, 0, 0, 0, starts ? ProcStatus.running : ProcStatus.idle);
  }

  private status(id: number, status: number, time: number, g: number, p: number, m: number): void {
    const start = this.older?.get(id) ?? 0;
    this.older?.delete(id);
    const row = g >= 0 ? g : this.directory.born(id);
    this.block.c[this.block.length] = 0;
    this.push(Ev.GoStatus, time, row, p, m, row, 0, 0, start, status);
  }

  /** Of the goroutines that are older than the trace, those are left that were runnable. */
  private listOlder(time: number): void {
    for (const [id, start] of this.older!) {
      if (this.block.length + 4 > EventBlock.capacity) {
        // The rest goes into the next block.
        this.next--;
        return;
      }
      this.older!.delete(id);
      this.push(Ev.GoStatus, time, -1, noProc, -1, this.directory.born(id), 0, 0, start, GoStatus.runnable);
    }
    this.older = null;
  }

  private stopReasonOf(kind: number): number {
    if (this.version < namesStops) return this.unnamed;
    const reason = this.version < 21 ? (kind <= 1 ? kind + 1 : 0) : kind;
    return this.stops[reason] ?? this.stops[0];
  }

  private stackOf(id: number): number {
    return Math.max(this.tables.stackIds.get(id), 0);
  }

  private push(
    type: number,
    time: number,
    g: number,
    p: number,
    m: number,
    subject = -1,
    stack = 0,
    text = 0,
    extra = 0,
    a = 0,
    b = 0,
  ): void {
    if (this.syncs > 1 || time > 0 || type !== evSync) this.last = time > this.last ? time : this.last + 1;
    this.block.push(type, this.last, g, p, m, subject, stack, text, extra, a, b);
  }
}

/** For each system call, whether the next event of its goroutine says that it blocked. */
function blockingCalls({ type, goroutine, length }: V1Events): Uint8Array {
  const blocks = new Uint8Array(length);
  const next = new Map<number, number>();
  for (let i = length - 1; i >= 0; i--) {
    const id = goroutine.data[i];
    if (type.data[i] === V1.GoSysCall && next.get(id) === V1.GoSysBlock) blocks[i] = 1;
    next.set(id, type.data[i]);
  }
  return blocks;
}
