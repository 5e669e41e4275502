import type { Tables } from '../tables.ts';
import { ByteReader } from '../varint.ts';
import { V1Events } from './events.ts';
import { broken, type ProcBatches, procOf, RawEvent, readRaw } from './scan.ts';
import { argumentsOf, shapes, V1 } from './spec.ts';

/** What stands among the events of any processor and is of all. */
export class Common {
  readonly timers = new Set<number>();
  ticksPerSecond = 0;
  private readonly bytes: Uint8Array;
  private readonly tables: Tables;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array, tables: Tables) {
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

/** Reads the events of one processor, a batch at a time. */
export class ProcReader {
  readonly events = new V1Events();
  next = 0;
  private readonly bytes: Uint8Array;
  private readonly version: number;
  private readonly batches: ProcBatches | null;
  private readonly common: Common;
  private batch = 0;
  private goroutine = 0;
  private readonly raw = new RawEvent();

  constructor(bytes: Uint8Array, version: number, batches: ProcBatches | null, common: Common) {
    this.bytes = bytes;
    this.version = version;
    this.batches = batches;
    this.common = common;
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
        if (type === V1.Frequency) this.common.setFrequency(args[0], at);
        else this.common.timers.add(args[0]);
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
      events.text.push(type === V1.UserLog ? this.common.string(raw.textFrom, raw.textTo) : 0);
    }
  }
}

/** Events after which the processor has no goroutine. */
const stopsRunning = (type: number): boolean =>
  (type >= V1.GoEnd && type <= V1.GoBlock) ||
  (type >= V1.GoBlockSend && type <= V1.GoBlockNet) ||
  type === V1.GoSysBlock ||
  type === V1.GoBlockGC;

/** Processors by the time of their next event. */
export class Frontier {
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
