/**
 * What a computation looks at, noted as it runs: files, and facts by their names. Its result holds until one of them
 * changes.
 */
export type Read = object | string;

let reads: Set<Read> | null = null;
let last: Read | null = null;

/** Tells whoever keeps the result of the running computation what it depends on. */
export function noteRead(what: Read): void {
  if (reads === null || what === last) return;
  last = what;
  reads.add(what);
}

/** Runs a computation, and notes what it looks at. */
export function trackReads<T>(run: () => T): { result: T; reads: ReadonlySet<Read> } {
  const outer = reads;
  const own = new Set<Read>();
  reads = own;
  last = null;
  try {
    return { result: run(), reads: own };
  } finally {
    reads = outer;
    last = null;
    for (const what of outer ? own : []) noteRead(what);
  }
}

/** Whether any of what was read has changed. */
export function isAny(reads: ReadonlySet<Read>, changed: ReadonlySet<Read>): boolean {
  const [few, many] = reads.size < changed.size ? [reads, changed] : [changed, reads];
  for (const what of few) if (many.has(what)) return true;
  return false;
}

/** Results by key, each kept until something changes that it depends on. */
export class Memo<Result> {
  private readonly known = new Map<string, { result: Result; reads: ReadonlySet<Read> }>();

  get(key: string, run: () => Result): Result {
    let entry = this.known.get(key);
    if (entry) for (const what of entry.reads) noteRead(what);
    else {
      entry = trackReads(run);
      this.known.set(key, entry);
    }
    return entry.result;
  }

  forget(changed: ReadonlySet<Read>): void {
    for (const [key, { reads }] of this.known) if (isAny(reads, changed)) this.known.delete(key);
  }
}

/** Runs a computation whose result holds, or is kept up, whatever it looks at. */
export function untracked<T>(run: () => T): T {
  const outer = reads;
  reads = null;
  try {
    return run();
  } finally {
    reads = outer;
  }
}
