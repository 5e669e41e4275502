import type { Arriving } from '../arriving.ts';
import { FormatError } from '../errors.ts';
import { free } from './columns.ts';
import { Container, generationVersions, headerLength, traceVersion } from './container.ts';
import { Joiner } from './joiner.ts';
import type { Trace } from './model.ts';
import { openEvents } from './open.ts';
import { type Part, readPart } from './part.ts';
import { type Look, PartQueue } from './partQueue.ts';
import type { PartJob, PartReaders } from './partReaders.ts';
import { GenerationReader } from './reader.ts';
import { NotIndependent } from './seams.ts';
import { Splitter } from './split.ts';

export interface ReadTraceOptions {
  signal?: AbortSignal;
  /** Bytes done of bytes in all. */
  onProgress?: (done: number, total: number) => void;
  /** Without them, the trace is read on this thread alone. */
  readers?: PartReaders;
  /** From how many bytes on a part is read by itself. */
  partSize?: number;
  /** From how many bytes on the first part is shown before all of it is read. */
  glanceSize?: number;
  /** Where the bytes are on their way still: what is there is read, and shown, already. */
  arriving?: Arriving;
  /** The bytes may go once they were read: they are empty then. */
  mayConsume?: boolean;
  /**
   * Called with what is there so far: of a large file after some events of its first part, then now and then until a
   * quarter of it is read, as what is shown takes memory beside what comes; of others after the first part. Where it
   * returns a promise for the first events, no more than one other reads until that settles.
   */
  onPartial?: (trace: Trace) => unknown;
}

/** Each partial trace has so many times what the one before had: all of them cost a fraction of the whole. */
const partialGrowth = 3;

/** Less is not worth another worker's while. */
const leastPart = 2 << 20;

/** The events of a first look: more of them would take longer to read, and to draw, by code that is not warm yet. */
const glanceEvents = 10_000;

/** Less is read nearly as soon. */
const leastGlance = 1 << 20;

/** Milliseconds for which what is shown stays: whoever draws it has just begun. */
const leastShown = 1_000;

/**
 * Reads an execution trace of Go 1.7 or later. What follows a break in the trace is left out, and told in
 * `notes` and `broken`.
 *
 * @throws FormatError where not one generation can be read; `signal.reason` when aborted.
 */
export async function readTrace(bytes: Uint8Array, options: ReadTraceOptions = {}): Promise<Trace> {
  const version = traceVersion(bytes);
  options.signal?.throwIfAborted();
  options.onProgress?.(0, bytes.length);
  // The bytes may be gone in the end.
  const total = bytes.length;
  try {
    const isInParts = version !== null && generationVersions.includes(version);
    const parts = isInParts ? await readParts(bytes, version, options) : null;
    const trace = parts ?? (await readWhole((await options.arriving?.whole()) ?? bytes, options));
    options.onProgress?.(total, total);
    return trace;
  } finally {
    options.readers?.close();
  }
}

async function readWhole(bytes: Uint8Array, { signal, onProgress }: ReadTraceOptions): Promise<Trace> {
  const source = openEvents(bytes);
  const part = await readPart(source, {
    first: true,
    offset: 0,
    onProgress: (done) => {
      signal?.throwIfAborted();
      onProgress?.(Math.round(done), bytes.length);
    },
  });
  if (source.error && source.generations === 0) throw source.error;
  return joined(part).whole();
}

function joined(part: Part): Joiner {
  const joiner = new Joiner();
  joiner.add(part);
  return joiner;
}

/** Reads a trace part by part; `null` where its parts can't be read by themselves, or something is wrong with one. */
async function readParts(
  bytes: Uint8Array,
  version: number,
  options: ReadTraceOptions,
): Promise<Trace | null> {
  const { signal, onProgress, readers, arriving, onPartial, mayConsume, glanceSize = leastGlance } = options;
  const total = bytes.length;
  let done = 0;
  const progress = (more: number) => {
    signal?.throwIfAborted();
    onProgress?.(Math.round(done + more), total);
  };
  const joiner = new Joiner();
  let shown = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  const show = (trace: Trace, until: number) => {
    shown = until;
    shownAt = performance.now();
    return onPartial?.(trace);
  };
  const lookAt = (job: PartJob): Look => {
    let drawing: unknown;
    const told = (async () => {
      if (!onPartial || job.bytes.length < glanceSize) return;
      arriving?.hold(true);
      const source = new GenerationReader(job.bytes, version, { from: 0, ends: false });
      // Nobody has a turn in between: it is short.
      const part = await readPart(source, { first: true, offset: job.offset, most: glanceEvents });
      // What is wrong with it is told once it is read.
      if (part.error || part.events === 0) return;
      const until = job.offset + source.done;
      drawing = show(joined(part).trace(until / total), until);
    })();
    const drawn = told.then(async () => void (await drawing)).finally(() => arriving?.hold(false));
    // Who waits for it waits for the other too.
    drawn.catch(() => {});
    return { told, drawn };
  };
  try {
    const jobs = jobsOf(bytes, version, options);
    const queue = new PartQueue(jobs, readers, lookAt, progress);
    for await (const [job, part] of queue.inOrder()) {
      if (part.error && !(job.ends && part.incomplete && part.generations > 0)) return null;
      joiner.add(part);
      done = job.offset + job.bytes.length;
      progress(0);
      const isMuch = done >= partialGrowth * shown && done < total / (shown > 0 ? 4 : 2);
      if (onPartial && isMuch && performance.now() - shownAt > leastShown)
        void show(joiner.trace(done / total), done);
    }
  } catch (error) {
    if (error instanceof NotIndependent || error instanceof FormatError) return null;
    throw error;
  }
  if (done === 0) return null;
  if (mayConsume) free(bytes);
  await readers?.partsDone();
  return joiner.whole(readers && ((job) => readers.join(job)));
}

/** The parts of a trace, as soon as they are there; none where there are fewer than two. */
async function* jobsOf(
  bytes: Uint8Array,
  version: number,
  { partSize = leastPart, arriving, signal }: ReadTraceOptions,
): AsyncGenerator<PartJob, undefined> {
  const splitter = new Splitter(bytes, version, partSize);
  let origin: number | null = null;
  for (let from = headerLength; ; ) {
    const isThere = !arriving || arriving.ended;
    const cut = splitter.next(isThere ? bytes.length : Math.min(arriving.length, bytes.length));
    if (cut === null && !isThere) {
      await arriving.more();
      signal?.throwIfAborted();
      continue;
    }
    if (from === headerLength) {
      if (cut === null) return;
      origin = originOf(bytes.subarray(0, cut), version);
      if (origin === null) return;
    }
    const to = cut ?? Math.min(arriving?.length ?? bytes.length, bytes.length);
    yield {
      version,
      bytes: bytes.subarray(from, to),
      offset: from,
      origin: from === headerLength ? null : origin,
      ends: cut === null,
    };
    if (cut === null) return;
    from = cut;
  }
}

/** What a trace begins with on its own clock, in nanoseconds. */
function originOf(bytes: Uint8Array, version: number): number | null {
  const generation = new Container(bytes, version, 16).next();
  return generation && Math.trunc(generation.minTime * generation.tick);
}
