import { FormatError } from '../errors.ts';
import type { ThreadBatches } from './container.ts';
import { wasm } from './coreWasm.ts';
import { EventBlock } from './events.ts';
import { failure } from './failures.ts';
import { Carriages, type IntervalRecords } from './intervals.ts';
import { headSize, padding } from './numbers/batch.ts';
import { widePeers, wideStacks } from './numbers/records.ts';
import { type PartRanges, RangeLog } from './ranges.ts';
import { argumentCounts } from './spec.ts';

/** A number that the core names to the world: an address, or what changes. */
type Global = WebAssembly.Global<'i32'>;

/** What `profile/core/index.ts` exports. Columns are addresses of `Column`. */
interface CoreExports {
  start(): void;

  open(bytes: number, seed: number): void;
  beginAt(time: number): void;
  nextGeneration(tick: number, origin: number): void;
  setString(id: number, row: number): void;
  setStack(id: number, row: number): void;
  addThread(id: number): number;
  addCursor(thread: number, longest: number): void;
  run(until: number): number;
  done(): number;
  goroutineOf(id: number): number;
  procOf(id: number): number;
  lastTime(): number;
  setLength(events: number): void;
  emit(...event: Parameters<EventBlock['push']>): void;
  beginLives(time: number): void;
  makeRoom(goroutines: number, procs: number): void;
  consume(goroutines: number, procs: number, stacks: number): number;
  flushRecords(): void;
  flushRanges(): void;

  argumentCounts: Global;
  length: Global;
  typeAt: Global;
  timeAt: Global;
  goroutineAt: Global;
  procAt: Global;
  threadAt: Global;
  subjectAt: Global;
  stackAt: Global;
  textAt: Global;
  extraAt: Global;
  aAt: Global;
  bAt: Global;
  cAt: Global;
  othersAt: Global;

  goroutines: Global;
  procs: Global;
  threads: Global;
  procStatus: Global;
  creator: Global;
  creationStack: Global;
  startStack: Global;
  end: Global;
  told: Global;
  state: Global;
  proc: Global;
  reasons: Global;

  rangeKindAt: Global;
  rangeStartAt: Global;
  rangeEndAt: Global;
  rangeSubjectAt: Global;
  rangeStackAt: Global;
  rangeTextAt: Global;
  rangeSweptAt: Global;
  rangeReclaimedAt: Global;
  rangeContinuedAt: Global;

  lowAt: Global;
  highAt: Global;
  whatAt: Global;
  recordStackAt: Global;
  recordPeerAt: Global;
  ranAt: Global;
  ranProcAt: Global;
  runRowsAt: Global;
  runEndsAt: Global;
  counts: Global;
  first: Global;
  second: Global;
  ran: Global;
}

interface ArrayOf<T> {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** Ids by row. */
export interface Ids {
  readonly length: number;
  get(row: number): number;
  exact(): Float64Array;
}

/** Ids that the core has. */
class CoreIds implements Ids {
  private readonly core: Core;
  private readonly address: Global;

  constructor(core: Core, address: Global) {
    this.core = core;
    this.address = address;
  }

  get length(): number {
    return this.core.columnView(BigUint64Array, this.address).length;
  }

  get(row: number): number {
    return Number(this.core.columnView(BigUint64Array, this.address)[row]);
  }

  exact(): Float64Array {
    return Float64Array.from(this.core.column(BigUint64Array, this.address), Number);
  }
}

/** What the core begins with, in pages of 64 KB: `initialMemory` of its options. */
const firstPages = 256;
/** Memory beyond is given back once a part is read. */
const mostKept = 64 << 20;

/** What a core had that is done, for the next one: its pages are there already. */
let spare: WebAssembly.Memory | null = null;

let compiled: WebAssembly.Module | undefined;

/** Compiled once a thread. */
function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(wasm), (byte) => byte.charCodeAt(0)));
  return compiled;
}

/** What to throw for what a core has thrown: it stops where its memory can't grow. */
export function inWords(error: unknown): unknown {
  return error instanceof WebAssembly.RuntimeError
    ? new FormatError(`The trace takes more memory than there is (${error.message}).`)
    : error;
}

/** The core that goes through each event of one trace: see `profile/core/index.ts`. */
export class Core {
  readonly exports: CoreExports;
  /** Looks into the core's memory: `look` after whatever may have made that grow. */
  readonly block: EventBlock = new EventBlock(0);
  private readonly carriages = new Carriages();
  private readonly rangeLog = new RangeLog();
  private readonly file: Uint8Array;
  private readonly memory: WebAssembly.Memory;
  private buffer = new ArrayBuffer(0);
  private bytes = new Uint8Array();
  /** By cursor: the thread's batches, and how many of them were read. */
  private readonly threads: ThreadBatches[] = [];
  private readonly batches: number[] = [];

  /** @param file what batches are taken from */
  constructor(file: Uint8Array = new Uint8Array()) {
    this.file = file;
    const outside = {
      fail: (why: number, event: number, value: number, at: number) => {
        throw failure(why, event, value, at);
      },
      nextBatch: (cursor: number, to: number) => this.nextBatch(cursor, to),
      takeRecords: (...what: Parameters<Core['takeRecords']>) => this.takeRecords(...what),
      takeRanges: (count: number) => this.takeRanges(count),
      endRange: (...what: Parameters<RangeLog['end']>) => this.rangeLog.end(...what),
      learnStack: (record: number, stack: number) => this.carriages.learnStack(record, stack),
    };
    this.memory = spare ?? new WebAssembly.Memory({ initial: firstPages });
    spare = null;
    const instance = new WebAssembly.Instance(coreModule(), { env: { memory: this.memory }, outside });
    this.exports = instance.exports as unknown as CoreExports;
    this.exports.start();
    this.look();
    this.bytes.set(argumentCounts, this.exports.argumentCounts.value);
    this.exports.open(file.length, Math.random());
  }

  /** Has the core read the batches of a thread. The first may be wrong already. */
  addCursor(thread: number, batches: ThreadBatches): void {
    const { from, to } = batches;
    let longest = 0;
    for (let i = 0; i < from.length; i++) longest = Math.max(longest, to[i] - from[i]);
    this.threads.push(batches);
    this.batches.push(0);
    this.exports.addCursor(thread, longest);
  }

  /** No cursor is left of the generation before. */
  nextGeneration(tick: number, origin: number): void {
    this.threads.length = 0;
    this.batches.length = 0;
    this.exports.nextGeneration(tick, origin);
  }

  /** Numbers at an address, which stay there until the core is asked for something again. */
  view<T>(kind: ArrayOf<T>, address: Global, length: number): T {
    return new kind(this.memory.buffer, address.value, length);
  }

  /** The numbers of a `Column`, which stay there as those of `view` do. */
  columnView<T>(kind: ArrayOf<T>, column: Global): T {
    const [data, length] = this.view(Uint32Array, column, 2);
    return new kind(this.memory.buffer, data, length);
  }

  /** A copy of the numbers of a `Column`. */
  column<T extends { slice(): T }>(kind: ArrayOf<T>, column: Global): T {
    return this.columnView(kind, column).slice();
  }

  ids(column: Global): Ids {
    return new CoreIds(this, column);
  }

  /** Takes in what was written into the block. */
  look(): void {
    const { exports, block } = this;
    const buffer = this.memory.buffer;
    block.length = exports.length.value;
    if (buffer === this.buffer) return;
    this.buffer = buffer;
    this.bytes = new Uint8Array(buffer);
    block.type = this.view(Uint8Array, exports.typeAt, EventBlock.capacity);
    block.time = this.view(Float64Array, exports.timeAt, EventBlock.capacity);
    block.goroutine = this.view(Int32Array, exports.goroutineAt, EventBlock.capacity);
    block.proc = this.view(Int32Array, exports.procAt, EventBlock.capacity);
    block.thread = this.view(Int32Array, exports.threadAt, EventBlock.capacity);
    block.subject = this.view(Int32Array, exports.subjectAt, EventBlock.capacity);
    block.stack = this.view(Int32Array, exports.stackAt, EventBlock.capacity);
    block.text = this.view(Int32Array, exports.textAt, EventBlock.capacity);
    block.extra = this.view(Int32Array, exports.extraAt, EventBlock.capacity);
    block.a = this.view(Float64Array, exports.aAt, EventBlock.capacity);
    block.b = this.view(Float64Array, exports.bAt, EventBlock.capacity);
    block.c = this.view(Float64Array, exports.cAt, EventBlock.capacity);
  }

  /**
   * Takes down what a block tells of goroutines and ranges, which may be another's.
   *
   * @returns rows of the block's events that tell of others too, until the core is asked again
   */
  consume(block: EventBlock, goroutines: number, procs: number, stacks: number): Uint16Array {
    if (block !== this.block) {
      this.block.set(block);
      this.exports.setLength(block.length);
    }
    const others = this.exports.consume(goroutines, procs, stacks);
    this.look();
    return this.view(Uint16Array, this.exports.othersAt, others);
  }

  /** The intervals that were taken down since `base`. */
  records(base: number): IntervalRecords {
    const { exports } = this;
    exports.flushRecords();
    return {
      base,
      chunks: this.carriages.finish(),
      counts: this.column(Uint32Array, exports.counts),
      first: this.column(Uint32Array, exports.first),
      second: this.column(Uint32Array, exports.second),
      ran: this.column(Uint32Array, exports.ran),
    };
  }

  /** The collector's phases and pauses that were taken down. */
  ranges(): PartRanges {
    this.exports.flushRanges();
    return this.rangeLog.finish();
  }

  /** The core is not used any more. */
  close(): void {
    if (this.memory.buffer.byteLength <= mostKept) spare = this.memory;
  }

  private nextBatch(cursor: number, to: number): number {
    const { from, to: behind, time } = this.threads[cursor];
    const batch = this.batches[cursor]++;
    if (batch >= from.length) return -1;
    this.look();
    const length = behind[batch] - from[batch];
    const first = to + headSize;
    this.bytes.set(this.file.subarray(from[batch], behind[batch]), first);
    this.bytes.fill(0, first + length, first + length + padding);
    new Float64Array(this.buffer, to, 2).set([time[batch], from[batch]]);
    return length;
  }

  private takeRecords(
    starts: number,
    records: number,
    runs: number,
    ran: number,
    wide: number,
    hasHigh: number,
  ): void {
    const { exports, carriages } = this;
    const Stacks = wide & wideStacks ? Uint32Array : Uint16Array;
    const [Procs, Peers] = wide & widePeers ? [Uint32Array, Int32Array] : [Uint16Array, Int16Array];
    if (starts === 1) carriages.start(wide);
    carriages.add({
      row: this.view(Uint32Array, exports.runRowsAt, runs),
      end: this.view(Uint32Array, exports.runEndsAt, runs),
      low: this.view(Uint32Array, exports.lowAt, records),
      high: hasHigh === 1 ? this.view(Uint32Array, exports.highAt, records) : null,
      what: this.view(Uint16Array, exports.whatAt, records),
      stack: this.view<Uint16Array | Uint32Array>(Stacks, exports.recordStackAt, records),
      peer: this.view<Int16Array | Int32Array>(Peers, exports.recordPeerAt, records),
      ran: this.view(Uint32Array, exports.ranAt, ran),
      ranProc: this.view<Uint16Array | Uint32Array>(Procs, exports.ranProcAt, ran),
    });
  }

  private takeRanges(count: number): void {
    const { exports } = this;
    this.rangeLog.add({
      kind: this.view(Uint8Array, exports.rangeKindAt, count),
      start: this.view(Float64Array, exports.rangeStartAt, count),
      end: this.view(Float64Array, exports.rangeEndAt, count),
      subject: this.view(Int32Array, exports.rangeSubjectAt, count),
      stack: this.view(Uint32Array, exports.rangeStackAt, count),
      text: this.view(Uint32Array, exports.rangeTextAt, count),
      swept: this.view(Float64Array, exports.rangeSweptAt, count),
      reclaimed: this.view(Float64Array, exports.rangeReclaimedAt, count),
      continued: this.view(Uint8Array, exports.rangeContinuedAt, count),
    });
  }
}
