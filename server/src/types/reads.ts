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
