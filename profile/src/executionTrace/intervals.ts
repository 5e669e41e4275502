import { Uint32Column } from './columns.ts';
import { State } from './model.ts';

/**
 * When goroutines began to do something else; plain data. A time is `base + low + high * 2^32`; `high` is there only
 * where it is needed, as a part of a trace is seldom longer than four seconds.
 */
export interface IntervalRecords {
  base: number;
  chunks: readonly RecordChunk[];
  /** By goroutine: how many intervals it has. */
  counts: Uint32Array;
  /** By goroutine: which records its first and its second interval are. */
  first: Uint32Array;
  second: Uint32Array;
  /** By processor: how many intervals it ran. */
  ran: Uint32Array;
}

/**
 * A carriage of records, a column a field. They stand in runs of one goroutine each; those of a goroutine are in order
 * of time.
 */
export interface RecordChunk {
  length: number;
  /** By run: the row of the goroutine, and the record behind its last. */
  row: Uint32Array;
  end: Uint32Array;
  low: Uint32Array;
  high: Uint32Array | null;
  /** State and reason, `state | reason << reasonShift`, and `isLearned`. */
  what: Uint16Array;
  stack: Uint16Array | Uint32Array;
  /** Row of a goroutine plus one, or of a processor minus one and negative; 0 for none. */
  peer: Int16Array | Int32Array;
  /** The records on processors, in order of time: `ranLength` of them. */
  ran: Uint32Array;
  ranLength: number;
}

export const stateMask = 7;
export const reasonShift = 3;
export const reasonMask = 0xff;
/** The stack became known only later: it is one that a system call without a processor goes on at, if none is known. */
export const isLearned = 0x800;
const whatMask = 0xfff;
/** Above what an interval is stand the upper bits of its time. */
const highShift = 12;
const latest = 2 ** 52 - 1;

const chunkShift = 19;
export const chunkLength: number = 1 << chunkShift;

/** Most programs have no more goroutines at once, and stacks, than two bytes are enough for. */
export const mostNarrow = 0x7fff;

/** The carriage of a record, and its place there. */
export const placeOf = (chunks: readonly RecordChunk[], record: number): [chunk: RecordChunk, at: number] => [
  chunks[record >>> chunkShift],
  record & (chunkLength - 1),
];

/** Whether a goroutine has a processor in a state. */
export const isOnProc = (state: number, peer: number): boolean =>
  (state === State.running || state === State.syscall) && peer >= 0;

/** How a record's peer stands in `RecordChunk.peer`. */
export const procPeer = (proc: number): number => -1 - proc;
export const goroutinePeer = (goroutine: number): number => goroutine + 1;

/** Words of a record that is fresh: when, what, stack and peer. */
const recordWords = 4;
/** Fresh records of a goroutine stand in blocks, one linked to the next. */
const blockShift = 6;
const blockWords = 1 << blockShift;
const blockRecords = blockWords / recordWords;
/** Block 0 is none. All of them stay in a processor's cache. */
const blocks = 1 << 11;
/**
 * Of a goroutine's fresh records: where the next one goes, 0 where there are none; the first block; how many; and the
 * run that they become.
 */
const headShift = 2;
const [headBlock, headCount, headRun] = [1, 2, 3];

/**
 * Takes down intervals as they begin. A trace has tens of millions: what is fresh is gathered by goroutine in little
 * memory, and goes into the carriages a run a goroutine, in 10 bytes an interval. Whoever joins the parts of a trace
 * then copies runs, and need not sort.
 */
export class IntervalLog {
  /** When what is entered next begins: a field, as engines would make an object of it for an argument. */
  time = 0.5;
  /** Times count from here; a fraction at first, so that engines keep it as a double. */
  base = 0.5;
  /** Rows of goroutines, processors and stacks are below. */
  rows = 0;
  private readonly words = new Uint32Array(blocks << blockShift);
  private readonly nextBlock = new Uint16Array(blocks);
  private used = 1;
  private heads = new Int32Array(1024 << headShift);
  /** Goroutines that have fresh records, and the first record that each run becomes. */
  private readonly freshRows = new Uint32Array(blocks);
  private readonly runStart = new Uint32Array(blocks);
  private runs = 0;
  /** Fresh records on processors: run, and which of the run. */
  private readonly freshRan = new Uint32Array(blocks * blockRecords);
  private freshRanLength = 0;
  private hasHigh = false;

  private readonly chunks: RecordChunk[] = [];
  private readonly row = new Uint32Column();
  private readonly end = new Uint32Column();
  private readonly counts = new Uint32Column();
  private readonly first = new Uint32Column();
  private readonly second = new Uint32Column();
  private readonly last = new Uint32Column();
  private readonly ran = new Uint32Column();

  constructor() {
    this.makeRoom(1);
  }

  /** A goroutine begins to do something else. */
  enter(row: number, state: number, reason: number, stack: number, peer: number): void {
    const head = row << headShift;
    if (head >= this.heads.length) this.makeRoom(row + 1);
    let at = this.heads[head];
    if ((at & (blockWords - 1)) === 0) at = this.openBlock(row);
    const { heads, words } = this;
    let what = state | (reason << reasonShift);
    let since = this.time - this.base;
    if (since >= 2 ** 32) {
      since = Math.min(since, latest);
      what |= (since / 2 ** 32) << highShift;
      this.hasHigh = true;
    }
    heads[head] = at + recordWords;
    const count = heads[head + headCount]++;
    words[at] = since;
    words[at + 1] = what;
    words[at + 2] = stack;
    if (isOnProc(state, peer)) {
      words[at + 3] = procPeer(peer);
      this.freshRan[this.freshRanLength++] = (heads[head + headRun] << 16) | count;
    } else words[at + 3] = goroutinePeer(peer);
  }

  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void {
    if (stack === 0) return;
    const next = this.heads[row << headShift];
    if (next > 0) {
      if (this.words[next - 2] !== 0) return;
      this.words[next - 2] = stack;
      this.words[next - 3] |= isLearned;
      return;
    }
    const [chunk, at] = placeOf(this.chunks, this.last.data[row]);
    if (chunk.stack[at] !== 0) return;
    if (stack > mostNarrow && chunk.stack.BYTES_PER_ELEMENT === 2)
      chunk.stack = Uint32Array.from(chunk.stack);
    chunk.stack[at] = stack;
    chunk.what[at] |= isLearned;
  }

  /**
   * What was taken down. Nothing is left in the log then.
   *
   * @param goroutines how many there are
   * @param procs how many there are
   */
  finish(goroutines: number, procs: number): IntervalRecords {
    this.makeRoom(goroutines);
    this.flush();
    this.closeChunk();
    this.ran.extend(procs, 0);
    const { base, chunks, counts, first, second, ran } = this;
    for (const column of [counts, first, second]) column.length = goroutines;
    return {
      ...{ base, chunks },
      counts: counts.take(),
      first: first.take(),
      second: second.take(),
      ran: ran.take(),
    };
  }

  /** Of heads, and of what `flush` counts. */
  private makeRoom(goroutines: number): void {
    let capacity = this.heads.length >>> headShift;
    while (capacity < goroutines) capacity *= 2;
    if (capacity << headShift > this.heads.length) {
      const { heads } = this;
      this.heads = new Int32Array(capacity << headShift);
      this.heads.set(heads);
    }
    for (const column of [this.counts, this.first, this.second, this.last]) column.extend(capacity, 0);
  }

  /** @returns where a goroutine's next record goes */
  private openBlock(row: number): number {
    if (this.used === blocks) this.flush();
    const { heads, used } = this;
    const head = row << headShift;
    const next = heads[head];
    if (next === 0) {
      this.freshRows[this.runs] = row;
      heads[head + headBlock] = used;
      heads[head + headRun] = this.runs++;
    } else this.nextBlock[(next >>> blockShift) - 1] = used;
    this.used++;
    return used << blockShift;
  }

  /** Puts fresh records into the carriage, a run a goroutine. */
  private flush(): void {
    const { heads, runs, runStart, freshRows, first, second, last, counts } = this;
    if (runs === 0) return;
    const chunk = this.chunkWithRoom();
    const base = (this.chunks.length - 1) << chunkShift;
    for (let run = 0; run < runs; run++) {
      const row = freshRows[run];
      const head = row << headShift;
      const count = heads[head + headCount];
      const at = chunk.length;
      runStart[run] = at;
      this.copyRun(chunk, heads[head + headBlock], count);
      this.row.push(row);
      this.end.push(chunk.length);
      const before = counts.data[row];
      if (before === 0) first.data[row] = base + at;
      if (before < 2 && before + count > 1) second.data[row] = base + at + 1 - before;
      last.data[row] = base + chunk.length - 1;
      counts.data[row] = before + count;
      heads[head] = 0;
      heads[head + headCount] = 0;
    }
    this.flushRan(chunk);
    this.runs = 0;
    this.used = 1;
    this.hasHigh = false;
  }

  private flushRan(chunk: RecordChunk): void {
    const { freshRan, freshRanLength, runStart, ran } = this;
    for (let i = 0; i < freshRanLength; i++) {
      const record = runStart[freshRan[i] >>> 16] + (freshRan[i] & 0xffff);
      chunk.ran[chunk.ranLength++] = record;
      const proc = procPeer(chunk.peer[record]);
      if (proc >= ran.length) ran.extend(proc + 1, 0);
      ran.data[proc]++;
    }
    this.freshRanLength = 0;
  }

  private copyRun(chunk: RecordChunk, first: number, count: number): void {
    const { words, nextBlock } = this;
    const { low, what, stack, peer } = chunk;
    let to = chunk.length;
    const end = to + count;
    for (let block = first; to < end; block = nextBlock[block]) {
      let word = block << blockShift;
      const until = Math.min(to + blockRecords, end);
      for (; to < until; to++, word += recordWords) {
        low[to] = words[word];
        what[to] = words[word + 1] & whatMask;
        stack[to] = words[word + 2];
        peer[to] = words[word + 3];
      }
    }
    if (this.hasHigh) this.copyHigh(chunk, first, end);
    chunk.length = end;
  }

  private copyHigh(chunk: RecordChunk, first: number, end: number): void {
    chunk.high ??= new Uint32Array(chunkLength);
    const { high } = chunk;
    for (let to = chunk.length, block = first; to < end; block = this.nextBlock[block])
      for (let i = 0; i < blockWords && to < end; i += recordWords)
        high[to++] = this.words[(block << blockShift) + i + 1] >>> highShift;
  }

  private chunkWithRoom(): RecordChunk {
    const chunk = this.chunks.at(-1);
    const isWide = this.rows > mostNarrow;
    const fits = chunk && chunk.length + (this.used - 1) * blockRecords <= chunkLength;
    if (fits && !(isWide && chunk.peer.BYTES_PER_ELEMENT === 2)) return chunk;
    this.closeChunk();
    const fresh = emptyChunk(isWide || (chunk?.peer.BYTES_PER_ELEMENT ?? 2) > 2);
    this.chunks.push(fresh);
    return fresh;
  }

  private closeChunk(): void {
    const chunk = this.chunks.at(-1);
    if (!chunk) return;
    chunk.row = this.row.exact();
    chunk.end = this.end.exact();
    this.row.length = 0;
    this.end.length = 0;
  }
}

const emptyChunk = (isWide: boolean): RecordChunk => ({
  length: 0,
  row: new Uint32Array(),
  end: new Uint32Array(),
  low: new Uint32Array(chunkLength),
  high: null,
  what: new Uint16Array(chunkLength),
  stack: new (isWide ? Uint32Array : Uint16Array)(chunkLength),
  peer: new (isWide ? Int32Array : Int16Array)(chunkLength),
  ran: new Uint32Array(chunkLength),
  ranLength: 0,
});
