import { free } from './columns.ts';
import { type JoinedWhat, joinWhat, type WhatJob } from './joinIntervals.ts';
import { type Part, readPart } from './part.ts';
import { GenerationReader } from './reader.ts';

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
  /**
   * The job's bytes are a copy, which it may take. Rejects with anything but a FormatError where it could not be done:
   * it is done here then.
   */
  read(job: PartJob): Promise<Part>;
  /** No part is asked for any more, only for one `join`: who awaits it finds the memory of the others free. */
  partsDone(): void | Promise<void>;
  /** `joinWhat` of the whole, whose columns it may take. */
  join(job: WhatJob): Promise<JoinedWhat>;
  /** Nothing will be asked for any more. */
  close(): void;
}

/** Reads a part, as `PartReaders` are asked to. */
export function readJob(
  { bytes, version, offset, origin, ends }: PartJob,
  onProgress?: (done: number) => void,
): Promise<Part> {
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
