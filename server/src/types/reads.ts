/**
 * What a computation looks at, noted as it runs: files, and facts by their names. Its result holds until one of them
 * changes.
 */
export type Read = object | string;

let reads: Set<Read> | null = null;
let last: Read | null = null;
/** A file of which only a part is looked at, and what stands for that part. */
let narrowed: object | null = null;
let part: object | null = null;

/** Tells whoever keeps the result of the running computation what it depends on. */
export function noteRead(what: Read): void {
  if (reads === null || what === last) return;
  last = what;
  reads.add(what === narrowed ? part! : what);
}

/** The same of all of a file, whatever part of it is looked at otherwise. */
export function noteWhole(file: object): void {
  reads?.add(file);
}

/** Whether a part of a file stands for it just now. */
export const isNarrowed = (file: object): boolean => file === narrowed;

/**
 * Runs a computation that looks at one part of a file only, as far as it does so by itself: that is noted in place of
 * the file.
 */
export function narrow<T>(file: object, own: object, run: () => T): T {
  const outer = { narrowed, part };
  narrowed = file;
  part = own;
  last = null;
  try {
    return run();
  } finally {
    ({ narrowed, part } = outer);
    last = null;
  }
}

/** Runs a computation, and notes what it looks at. */
export function trackReads<T>(run: () => T): { result: T; reads: ReadonlySet<Read> } {
  const outer = { reads, narrowed, part };
  const own = new Set<Read>();
  reads = own;
  narrowed = null;
  last = null;
  try {
    return { result: run(), reads: own };
  } finally {
    ({ reads, narrowed, part } = outer);
    last = null;
    passOn(own);
  }
}

/** Whoever takes a result depends on what that depends on. */
function passOn(own: ReadonlySet<Read>): void {
  if (reads) for (const what of own) reads.add(what);
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
    if (entry) passOn(entry.reads);
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
