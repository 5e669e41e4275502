import { FormatError } from '../../errors.ts';
import { Float64Column, Int32Column, Uint8Column, Uint32Column } from '../columns.ts';
import { Effort } from '../effort.ts';
import { ByteReader } from '../varint.ts';
import { broken, noProc, type ProcBatches, procOf, RawEvent, readRaw, type Scan } from './scan.ts';
import { argumentsOf, shapes, V1 } from './spec.ts';

/** Events, a column a field. `stack` is the file's id; `text` of a UserLog is a row of strings. */
export class V1Events {
  readonly type = new Uint8Column();
  readonly at = new Uint32Column();
  readonly time = new Float64Column();
  readonly proc = new Int32Column();
  readonly goroutine = new Float64Column();
  readonly a = new Float64Column();
  readonly b = new Float64Column();
  readonly c = new Float64Column();
  readonly stack = new Uint32Column();
  readonly text = new Uint32Column();

  get length(): number {
    return this.type.length;
  }

  /** Copies row `i` of another to the end. */
  copy(from: V1Events, i: number): void {
    this.type.push(from.type.data[i]);
    this.at.push(from.at.data[i]);
    this.time.push(from.time.data[i]);
    this.proc.push(from.proc.data[i]);
    this.goroutine.push(from.goroutine.data[i]);
    this.a.push(from.a.data[i]);
    this.b.push(from.b.data[i]);
    this.c.push(from.c.data[i]);
    this.stack.push(from.stack.data[i]);
    this.text.push(from.text.data[i]);
  }

  clear(): void {
    const { type, at, time, proc, goroutine, a, b, c, stack, text } = this;
    for (const column of [type, at, time, proc, goroutine, a, b, c, stack, text]) column.length = 0;
  }
}

const dead = 0;
const runnable = 1;
const running = 2;
const waiting = 3;
type Status = 0 | 1 | 2 | 3;

/** Any sequence number will do; of the next one: it is one more. */
const anySequence = -1;

/** What an event needs of a goroutine, and makes of it: a sequence number and a status. */
class Transition {
  goroutine = 0;
  needs = 0;
  needsStatus: Status = dead;
  makes = 0;
  makesStatus: Status = dead;

  /** False for events that need nothing. */
  of(events: V1Events, i: number): boolean {
    const a = events.a.data[i];
    const b = events.b.data[i];
    const own = events.goroutine.data[i];
    switch (events.type.data[i]) {
      case V1.GoCreate:
        return this.set(a, 0, dead, 1, runnable);
      case V1.GoWaiting:
      case V1.GoInSyscall:
        return this.set(own, 1, runnable, 2, waiting);
      case V1.GoStart:
      case V1.GoStartLabel:
        return this.set(own, b, runnable, b + 1, running);
      case V1.GoStartLocal:
        return this.set(own, anySequence, runnable, anySequence, running, true);
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoSleep:
      case V1.GoSysBlock:
      case V1.GoBlockGC:
        return this.set(own, anySequence, running, anySequence, waiting);
      case V1.GoSched:
      case V1.GoPreempt:
        return this.set(own, anySequence, running, anySequence, runnable);
      case V1.GoUnblock:
      case V1.GoSysExit:
        return this.set(a, b, waiting, b + 1, runnable);
      case V1.GoUnblockLocal:
      case V1.GoSysExitLocal:
        return this.set(a, anySequence, waiting, anySequence, runnable, true);
      case V1.GCStart:
        // The collector's cycles are in order too.
        return this.set(-1, a, dead, a + 1, dead);
      default:
        return false;
    }
  }

  /** `counts`: the sequence number goes up by one, from whatever it is. */
  counts = false;

  private set(
    goroutine: number,
    needs: number,
    needsStatus: Status,
    makes: number,
    makesStatus: Status,
    counts = false,
  ): boolean {
    this.goroutine = goroutine;
    this.needs = needs;
    this.needsStatus = needsStatus;
    this.makes = makes;
    this.makesStatus = makesStatus;
    this.counts = counts;
    return true;
  }
}

/** Reads the events of one processor, a batch at a time. */
class ProcReader {
  readonly events = new V1Events();
  next = 0;
  private readonly bytes: Uint8Array;
  private readonly version: number;
  private readonly batches: ProcBatches | null;
  private readonly merger: Merger;
  private batch = 0;
  private goroutine = 0;
  private readonly raw = new RawEvent();

  constructor(bytes: Uint8Array, version: number, batches: ProcBatches | null, merger: Merger) {
    this.bytes = bytes;
    this.version = version;
    this.batches = batches;
    this.merger = merger;
  }

  /** Whether there is an event at `next`; reads on where needed. */
  has(): boolean {
    while (this.next >= this.events.length) {
      if (!this.batches || this.batch >= this.batches.from.length) return false;
      this.events.clear();
      this.next = 0;
      this.load(this.batches.from[this.batch++]);
    }
    return true;
  }

  private load(from: number): void {
    const { events, raw } = this;
    const reader = new ByteReader(this.bytes, from, this.bytes.length);
    readRaw(reader, raw, this.version);
    const proc = procOf(raw.args[0], raw.at);
    let time = raw.args[1];
    while (readRaw(reader, raw, this.version) && raw.type !== V1.Batch) {
      const { type, args, at } = raw;
      if (type === V1.String || type === V1.Stack || type === V1.CPUSample) continue;
      if (type === V1.Frequency || type === V1.TimerGoroutine) {
        if (raw.count !== 1) throw broken(`event ${type} has the wrong number of arguments`, at);
        if (type === V1.Frequency) this.merger.setFrequency(args[0], at);
        else this.merger.timers.add(args[0]);
        continue;
      }
      const shape = shapes[type]!;
      const count = argumentsOf(type, this.version);
      const stackAt = 1 + count;
      if (raw.count !== stackAt + (shape.stack ? 1 : 0))
        throw broken(`event ${type} has the wrong number of arguments`, at);
      time += args[0];
      let { goroutine } = this;
      if (type === V1.GoStart || type === V1.GoStartLocal || type === V1.GoStartLabel) {
        goroutine = args[1];
        this.goroutine = goroutine;
      } else if (type === V1.GoSysExit || type === V1.GoWaiting || type === V1.GoInSyscall)
        goroutine = args[1];
      else if (stopsRunning(type)) this.goroutine = 0;
      events.type.push(type);
      events.at.push(at);
      events.time.push(time);
      events.proc.push(proc);
      events.goroutine.push(goroutine);
      events.a.push(count > 0 ? args[1] : 0);
      events.b.push(count > 1 ? args[2] : 0);
      events.c.push(count > 2 ? args[3] : 0);
      events.stack.push(shape.stack ? args[stackAt] : 0);
      events.text.push(type === V1.UserLog ? this.merger.string(raw.textFrom, raw.textTo) : 0);
    }
  }
}

/** Events after which the processor has no goroutine. */
const stopsRunning = (type: number): boolean =>
  (type >= V1.GoEnd && type <= V1.GoBlock) ||
  (type >= V1.GoBlockSend && type <= V1.GoBlockNet) ||
  type === V1.GoSysBlock ||
  type === V1.GoBlockGC;

/** A goroutine while the events are put in order. */
interface Life {
  sequence: number;
  status: Status;
}

class Merger {
  readonly timers = new Set<number>();
  ticksPerSecond = 0;
  private readonly bytes: Uint8Array;
  private readonly tables: Scan['tables'];
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array, tables: Scan['tables']) {
    this.bytes = bytes;
    this.tables = tables;
  }

  setFrequency(ticks: number, at: number): void {
    if (!(ticks > 0 && ticks < 2 ** 63)) throw broken('the frequency can’t be', at);
    this.ticksPerSecond = ticks;
  }

  string(from: number, to: number): number {
    return this.tables.string(this.decoder.decode(this.bytes.subarray(from, to)));
  }
}

/** The events of a trace in one order, in nanoseconds since the first, and the goroutine that serves timers. */
export interface Merged {
  events: V1Events;
  timers: ReadonlySet<number>;
}

/**
 * Merges the processors' events: by time, as far as sequence numbers allow.
 *
 * Source: internal/trace/internal/tracev1/parser.go (parseEventBatches) and order.go.
 *
 * @throws FormatError where there is no such order, or times run backwards.
 */
export function merge(bytes: Uint8Array, version: number, { procs, samples, tables }: Scan): Merged {
  const merger = new Merger(bytes, tables);
  const readers = procs.map((batches) => new ProcReader(bytes, version, batches, merger));
  readers.push(sampleReader(bytes, version, samples, merger));
  const lives = new Map<number, Life>();
  const transition = new Transition();
  const unborn: Life = { sequence: 0, status: dead };
  const events = new V1Events();
  const frontier = new Heap();
  let available = readers.slice();
  const effort = new Effort(bytes.length);
  for (;;) {
    effort.spend(available.length - 1);
    const blocked: ProcReader[] = [];
    for (const reader of available) {
      if (!reader.has()) continue;
      if (transition.of(reader.events, reader.next)) {
        const life = lives.get(transition.goroutine) ?? unborn;
        const ready =
          (transition.needs === anySequence || transition.needs === life.sequence) &&
          transition.needsStatus === life.status;
        if (!ready) {
          blocked.push(reader);
          continue;
        }
      }
      frontier.push(reader);
    }
    const reader = frontier.pop();
    if (!reader) {
      if (blocked.length === 0) break;
      const [first] = blocked;
      throw broken(
        'its events have no order in which they could have happened',
        first.events.at.data[first.next],
      );
    }
    const i = reader.next++;
    const at = reader.events.at.data[i];
    if (transition.of(reader.events, i)) {
      const life = lives.get(transition.goroutine) ?? { sequence: 0, status: dead };
      const { needs, needsStatus, makes, makesStatus } = transition;
      if ((needs !== anySequence && needs !== life.sequence) || needsStatus !== life.status)
        throw broken('a goroutine changes in a way that can’t be', at);
      if (transition.counts) life.sequence++;
      else if (makes !== anySequence) life.sequence = makes;
      life.status = makesStatus;
      lives.set(transition.goroutine, life);
    }
    events.copy(reader.events, i);
    available = blocked;
    available.push(reader);
  }
  return { events: timed(events, merger), timers: merger.timers };
}

/** CPU samples need nothing of the others but to be in order of time. */
function sampleReader(
  bytes: Uint8Array,
  version: number,
  { time, proc, goroutine, stack }: Scan['samples'],
  merger: Merger,
): ProcReader {
  const reader = new ProcReader(bytes, version, null, merger);
  const { events } = reader;
  const order = Uint32Array.from({ length: time.length }, (_, row) => row);
  order.sort((one, other) => time.data[one] - time.data[other] || one - other);
  for (const row of order) {
    events.type.push(V1.CPUSample);
    events.at.push(0);
    events.time.push(time.data[row]);
    events.proc.push(proc.data[row]);
    events.goroutine.push(goroutine.data[row]);
    events.a.push(0);
    events.b.push(0);
    events.c.push(0);
    events.stack.push(stack.data[row]);
    events.text.push(0);
  }
  return reader;
}

/** Sets the ends of system calls to when they were, sorts by time, and turns ticks into nanoseconds. */
function timed(events: V1Events, merger: Merger): V1Events {
  const { time, type, goroutine, c } = events;
  let end = events.length;
  for (let i = 1; i < end; i++)
    if (time.data[i] < time.data[i - 1]) throw broken('its times run backwards', events.at.data[i]);
  const blockedAt = new Map<number, number>();
  let moved = false;
  for (let i = 0; i < end; i++) {
    const kind = type.data[i];
    if (kind === V1.GoSysBlock || kind === V1.GoInSyscall) blockedAt.set(goroutine.data[i], time.data[i]);
    if (kind === V1.GoSysExitLocal) type.data[i] = V1.GoSysExit;
    if (kind !== V1.GoSysExit || c.data[i] === 0) continue;
    const real = c.data[i];
    const since = blockedAt.get(goroutine.data[i]);
    if (since === undefined) throw broken('a system call ends that never blocked', events.at.data[i]);
    if (real < since) throw broken('its times run backwards', events.at.data[i]);
    time.data[i] = real;
    moved = true;
  }
  if (merger.ticksPerSecond === 0)
    throw new FormatError('The trace is broken: it does not tell the frequency.');
  const sorted = moved ? sortedByTime(events) : events;
  const first = sorted.length > 0 ? sorted.time.data[0] : 0;
  const tick = 1e9 / merger.ticksPerSecond;
  end = sorted.length;
  for (let i = 0; i < end; i++) {
    const kind = sorted.type.data[i];
    if (kind === V1.GoStartLocal) sorted.type.data[i] = V1.GoStart;
    else if (kind === V1.GoUnblockLocal) sorted.type.data[i] = V1.GoUnblock;
    else if (kind === V1.GoSysExit) sorted.proc.data[i] = noProc;
    sorted.time.data[i] = Math.trunc((sorted.time.data[i] - first) * tick);
  }
  return sorted;
}

function sortedByTime(events: V1Events): V1Events {
  const { data } = events.time;
  const order = Uint32Array.from({ length: events.length }, (_, row) => row);
  order.sort((one, other) => data[one] - data[other] || one - other);
  const sorted = new V1Events();
  for (const row of order) sorted.copy(events, row);
  return sorted;
}

/** Processors by the time of their next event. */
class Heap {
  private readonly readers: ProcReader[] = [];

  push(reader: ProcReader): void {
    const { readers } = this;
    let i = readers.push(reader) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.less(i, parent)) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  pop(): ProcReader | undefined {
    const { readers } = this;
    if (readers.length === 0) return undefined;
    this.swap(0, readers.length - 1);
    const first = readers.pop()!;
    for (let i = 0; ; ) {
      let child = 2 * i + 1;
      if (child >= readers.length) break;
      if (child + 1 < readers.length && this.less(child + 1, child)) child++;
      if (!this.less(child, i)) break;
      this.swap(i, child);
      i = child;
    }
    return first;
  }

  private less(i: number, j: number): boolean {
    const [one, other] = [this.readers[i], this.readers[j]];
    return one.events.time.data[one.next] < other.events.time.data[other.next];
  }

  private swap(i: number, j: number): void {
    const { readers } = this;
    const reader = readers[i];
    readers[i] = readers[j];
    readers[j] = reader;
  }
}
