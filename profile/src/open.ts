import { FormatError } from './errors.ts';
import { readTrace, traceVersion } from './executionTrace/index.ts';
import { snapshotOf, unknownGoroutines } from './executionTrace/snapshot.ts';
import { looksLikeDump, parseDump } from './goroutineDump/parse.ts';
import type { Opened } from './model.ts';
import { goroutinesOf } from './pprof/goroutines.ts';
import { gunzip, isGzip } from './pprof/gunzip.ts';
import { looksLikeProfile, readTables } from './pprof/wire.ts';

export interface OpenOptions {
  signal?: AbortSignal;
  /** Bytes done of bytes in all. */
  onProgress?: (done: number, total: number) => void;
}

/** Text is told by its first bytes. */
const sniffed = 64 * 1024;

/** What fits in one string of every engine (V8: 2^29 - 24 units). */
const longestText = 500_000_000;

/** Formats that are known and can't be opened yet, by how their text begins. */
const laterTexts: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:goroutine|goroutineleak|threadcreate) profile: total \d+/,
    'a goroutine profile with debug=1; take it with debug=2',
  ],
  [/^heap profile: /, 'a heap profile in text form'],
  [/^--- (?:contention|mutex):/, 'a block or mutex profile in text form'],
  [/^SCHED \d+ms: /m, 'a scheduler trace'],
  [/^WARNING: DATA RACE$/m, 'a race report'],
];

/**
 * Reads a profile of any format; what it is, is told by its content alone.
 *
 * @throws FormatError for bytes that are no profile, or a broken one; `signal.reason` when aborted.
 */
export async function open(bytes: Uint8Array, { signal, onProgress }: OpenOptions = {}): Promise<Opened> {
  if (bytes.length === 0) throw new FormatError('The file is empty.');
  const packed = isGzip(bytes);
  const content = packed ? await gunzip(bytes, signal) : bytes;
  if (content.length === 0) throw new FormatError('The file is empty, once unpacked.', 0, true);
  const progress = (done: number) => {
    signal?.throwIfAborted();
    onProgress?.(done, content.length);
  };
  progress(0);
  if (traceVersion(content) !== null) {
    const trace = await readTrace(content, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
    const unknown = unknownGoroutines(trace);
    const notes = [...trace.notes];
    if (unknown > 0)
      notes.push(
        `Goroutines that are older than the trace and did nothing in it: ${unknown}. It says nothing of them.`,
      );
    return { format: 'execution-trace', snapshot: snapshotOf(trace), trace, notes };
  }
  const head = decode(content.subarray(0, sniffed));
  const isText = !head.includes('\0');
  for (const [pattern, what] of laterTexts) {
    if (pattern.test(head) && !looksLikeDump(head)) {
      throw new FormatError(
        `It is ${what}. So far goroutine dumps, goroutine profiles and execution traces can be opened.`,
      );
    }
  }
  if (isText && looksLikeDump(head)) return parseDump(decode(content), progress);
  if (looksLikeProfile(content)) return goroutinesOf(readTables(content, progress));
  // A dump may stand behind other output, such as a log.
  if (isText) {
    const text = decode(content);
    if (looksLikeDump(text)) return parseDump(text, progress);
  }
  throw new FormatError(
    packed
      ? 'It unpacks to something that is no profile: neither a pprof message nor a goroutine dump.'
      : 'It is no profile: neither a pprof message nor a goroutine dump.',
    0,
    packed,
  );
}

/** Windows PowerShell writes what it redirects as UTF-16, with a byte order mark. */
function decode(bytes: Uint8Array): string {
  if (bytes.length > longestText) throw new FormatError('It is text of more than 500 MB.', longestText);
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
}
