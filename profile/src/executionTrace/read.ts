import type { Arriving } from '../arriving.ts';
import { FormatError } from '../errors.ts';
import { free } from './columns.ts';
import { Container, generationVersions, headerLength, traceVersion } from './container.ts';
import { Joiner } from './joiner.ts';
import { type JoinedWhat, joinWhat, type WhatJob } from './joinIntervals.ts';
import type { Trace } from './model.ts';
import { openEvents } from './open.ts';
import { type Part, readPart } from './part.ts';
import { GenerationReader } from './reader.ts';
import { NotIndependent } from './seams.ts';
import { Splitter } from './split.ts';

/** A part of a trace that is to be read, by whoever. */
export interface PartJob {
  version: number;
  /** The part's bytes. */
  bytes: Uint8Array;
  /** Where they begin in the file. */
  offset: number;
  /** What the trace begins with, in nanoseconds; `null` for the part that it begins with. */
  origin: number | null;
  /** Whether the trace ends with it. */
  ends: boolean;
}

/** Others who read parts. */
export interface PartReaders {
  /** How many parts can be under way at once. */
  readonly count: number;
  /** Rejects with anything but a FormatError where it could not be done: it is done here then. */
  read(job: PartJob): Promise<Part>;
  /** No part is asked for any more, only for one `join`: who awaits it finds the memory of the others free. */
  partsDone(): void | Promise<void>;
  /** `joinWhat` of the whole, whose columns it may take. */
  join(job: WhatJob): Promise<JoinedWhat>;
  /** Nothing will be asked for any more. */
  close(): void;
}

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
   * quarter of it is read, as what is shown takes memory beside what comes; of others after the first part.
   */
  onPartial?: (trace: Trace) => void;
}

/** Each partial trace has so many times what the one before had: all of them cost a fraction of the whole. */
const partialGrowth = 3;

/** Less is not worth another worker's while. */
const leastPart = 2 << 20;

/** The events of a first look: they take a tenth of a second, however long the first part is. */
const glanceEvents = 60_000;

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

/** Reads a part, as `PartReaders` are asked to. */
export function readJob(job: PartJob, onProgress?: (done: number) => void): Promise<Part> {
  const { bytes, version, offset, origin, ends } = job;
  const source = new GenerationReader(bytes, version, { from: 0, origin: origin ?? undefined, ends });
  return readPart(source, { first: origin === null, offset, ...(onProgress && { onProgress }) });
}

/** What others are asked who read parts, and join them. */
export type PartQuestion = { type: 'part'; job: PartJob } | { type: 'join'; job: WhatJob };

/** The answer of those others. What the job brings, which is theirs, is gone then. */
export async function answerPart(question: PartQuestion): Promise<Part | JoinedWhat> {
  if (question.type === 'join') return joinWhat(question.job, true);
  const part = await readJob(question.job);
  free(question.job.bytes);
  return part;
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
  const { signal, onProgress, readers, onPartial, mayConsume, glanceSize = leastGlance } = options;
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
    onPartial?.(trace);
    shown = until;
    shownAt = performance.now();
  };
  const glance = async (job: PartJob) => {
    if (!onPartial || job.bytes.length < glanceSize) return;
    const source = new GenerationReader(job.bytes, version, { from: 0, ends: false });
    const part = await readPart(source, {
      ...{ first: true, offset: job.offset, most: glanceEvents },
      // What else arrives has its turn.
      onProgress: () => signal?.throwIfAborted(),
    });
    // What is wrong with it is told once it is read.
    if (part.error || part.events === 0) return;
    const until = job.offset + source.done;
    progress(until);
    show(joined(part).trace(until / total), until);
  };
  try {
    const jobs = jobsOf(bytes, version, options);
    for await (const [job, part] of partsInOrder(jobs, readers, progress, glance)) {
      if (part.error && !(job.ends && part.incomplete && part.generations > 0)) return null;
      joiner.add(part);
      done = job.offset + job.bytes.length;
      progress(0);
      const isMuch = done >= partialGrowth * shown && done < total / (shown > 0 ? 4 : 2);
      if (onPartial && isMuch && performance.now() - shownAt > leastShown)
        show(joiner.trace(done / total), done);
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

/**
 * The parts one after the other; as many are under way as can be.
 *
 * @param glance at the first, before it is read
 */
async function* partsInOrder(
  jobs: AsyncGenerator<PartJob, undefined>,
  readers: PartReaders | undefined,
  progress: (done: number) => void,
  glance: (job: PartJob) => Promise<void>,
): AsyncGenerator<[PartJob, Part]> {
  const here = (job: PartJob) => readJob(job, (done) => progress(done));
  const elsewhere = async (job: PartJob, readers: PartReaders): Promise<Part> => {
    try {
      return await readers.read(job);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      return here(job);
    }
  };
  const underWay: Promise<[PartJob, Part] | null>[] = [];
  let isWanted = true;
  let glanced: Promise<void> | undefined;
  const start = () => {
    const part = jobs.next().then(async ({ value: job }) => {
      if (!job) return null;
      // That is waited for by whoever looks: until then no other takes a processor from it.
      glanced ??= glance(job);
      await glanced;
      return [job, await (readers ? elsewhere(job, readers) : here(job))] as [PartJob, Part];
    });
    // Those behind one that fails are waited for by nobody.
    part.then(
      (found) => found && readers && isWanted && start(),
      () => {},
    );
    underWay.push(part);
  };
  try {
    for (let i = 0; ; i++) {
      while (underWay.length < Math.max(i + 1, readers?.count ?? 1)) start();
      const found = await underWay[i];
      if (!found) return;
      yield found;
      // It is the receiver's now.
      underWay[i] = Promise.resolve(null);
    }
  } finally {
    isWanted = false;
  }
}

/** What a trace begins with on its own clock, in nanoseconds. */
function originOf(bytes: Uint8Array, version: number): number | null {
  const generation = new Container(bytes, version, 16).next();
  return generation && Math.trunc(generation.minTime * generation.tick);
}
