import { isTar, readTar } from './archive/tar.ts';
import { isZip, readZip } from './archive/zip.ts';
import { FormatError } from './errors.ts';
import { type ReadTraceOptions, readTrace, type Trace, traceVersion } from './executionTrace/index.ts';
import { snapshotOf, unknownGoroutines } from './executionTrace/snapshot.ts';
import { looksLikeGcTrace, parseGcTrace } from './gctrace/parse.ts';
import { holdsDump, looksLikeDump, parseDump } from './goroutineDump/parse.ts';
import { inflate, isGzip } from './inflate.ts';
import { looksLikeMetrics, parseMetrics } from './metrics/parse.ts';
import type { Opened, Snapshot } from './model.ts';
import { looksLikeCpuProfile, readCpuProfile } from './pprof/legacy/cpu.ts';
import { looksLikeTextProfile, readTextProfile } from './pprof/legacy/text.ts';
import { openedProfile } from './pprof/opened.ts';
import { looksLikeProfile, readProfile } from './pprof/wire.ts';
import { looksLikeRaceReport, parseRaceReport } from './raceReport/parse.ts';
import { looksLikeSchedTrace, parseSchedTrace } from './schedtrace/parse.ts';

export interface OpenOptions extends Omit<ReadTraceOptions, 'onPartial' | 'partSize'> {
  /** Called with what is there so far of an execution trace, as `readTrace` does. */
  onPartial?: (opened: Opened) => unknown;
}

/** Text is told by its first bytes. */
const sniffed = 64 * 1024;

/** What fits in one string of every engine (V8: 2^29 - 24 units). */
const longestText = 500_000_000;

/** A program's output in which more than dumps is looked for. */
const longestOutput = 64 * 1024 * 1024;

const noGoroutines: Snapshot = { stacks: [], goroutines: [] };

type Progress = (done: number) => void;

/** Texts that may stand anywhere in a program's output, by what tells them, after dumps. */
const outputs: readonly (readonly [
  (text: string) => boolean,
  (text: string, progress: Progress) => Opened,
])[] = [
  [
    looksLikeRaceReport,
    (text, progress) => ({ ...empty('race-report'), races: parseRaceReport(text, progress) }),
  ],
  [
    looksLikeSchedTrace,
    (text, progress) => ({ ...empty('schedtrace'), schedtrace: parseSchedTrace(text, progress) }),
  ],
  [looksLikeGcTrace, (text, progress) => ({ ...empty('gctrace'), gctrace: parseGcTrace(text, progress) })],
];

const empty = (format: Opened['format']): Opened => ({ format, snapshot: noGoroutines, notes: [] });

/**
 * Reads an artefact of any format; what it is, is told by its content alone. Of a program's output that holds several
 * kinds, goroutine dumps come first, then race reports, scheduler traces and traces of the garbage collector.
 *
 * @throws FormatError for bytes that are none, or a broken one; `signal.reason` when aborted.
 */
export async function open(
  bytes: Uint8Array,
  { signal, onProgress, onPartial, ...how }: OpenOptions = {},
): Promise<Opened> {
  if (bytes.length === 0) throw new FormatError('The file is empty.');
  if (isZip(bytes)) return { ...empty('archive'), entries: await readZip(bytes, signal) };
  const packed = isGzip(bytes);
  const content = packed ? await inflate(bytes, 'gzip', { signal }) : bytes;
  if (content.length === 0) throw new FormatError('The file is empty, once unpacked.', 0, true);
  const progress = (done: number) => {
    signal?.throwIfAborted();
    onProgress?.(done, content.length);
  };
  progress(0);
  if (isTar(content)) return { ...empty('archive'), entries: readTar(content) };
  if (traceVersion(content) !== null) {
    const trace = await readTrace(content, {
      ...{ ...(signal && { signal }), ...(onProgress && { onProgress }), ...how },
      ...(onPartial && { onPartial: (part) => onPartial(openedTrace(part)) }),
    });
    return openedTrace(trace);
  }
  const head = decode(content.subarray(0, sniffed));
  const isText = !head.includes('\0');
  if (isText && looksLikeTextProfile(head)) return openedProfile(readTextProfile(decode(content), progress));
  if (isText && looksLikeDump(head)) return outputWithDump(content, progress);
  if (looksLikeCpuProfile(content)) return openedProfile(readCpuProfile(content, progress));
  if (looksLikeProfile(content)) return openedProfile(readProfile(content, progress));
  if (isText) {
    // A dump may stand behind other output, such as a log.
    if (holdsDump(utf8(content))) return outputWithDump(content, progress);
    const whole = decode(content);
    const opened = readOutputs(whole, progress);
    if (opened) return opened;
    if (looksLikeMetrics(head)) return { ...empty('metrics'), metrics: parseMetrics(whole, progress) };
  }
  throw new FormatError(
    packed
      ? 'It unpacks to something that is no profile: neither a pprof message nor a goroutine dump.'
      : 'It is no profile: neither a pprof message nor a goroutine dump.',
    0,
    packed,
  );
}

function openedTrace(trace: Trace): Opened {
  const unknown = unknownGoroutines(trace);
  const notes = [...trace.notes];
  if (unknown > 0)
    notes.push(
      `Goroutines that are older than the trace and did nothing in it: ${unknown}. It says nothing of them.`,
    );
  return { format: 'execution-trace', snapshot: snapshotOf(trace), trace, notes };
}

/** Dumps, with what else the same output holds: a test that times out may have raced before. */
function outputWithDump(content: Uint8Array, progress: Progress): Opened {
  const opened = parseDump(utf8(content), progress);
  if (content.length > longestOutput) return opened;
  try {
    return { ...readOutputs(decode(content), () => {}), ...opened };
  } catch (error) {
    if (error instanceof FormatError) return opened;
    throw error;
  }
}

/**
 * All kinds of output that a text holds; the first names it. `null` where it holds none.
 *
 * @throws FormatError where one is broken, and it holds no other.
 */
function readOutputs(text: string, progress: Progress): Opened | null {
  const found: Opened[] = [];
  let broken: FormatError | null = null;
  for (const [looksLike, read] of outputs) {
    if (!looksLike(text)) continue;
    try {
      found.push(read(text, progress));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      broken ??= error;
    }
  }
  if (!found.length && broken) throw broken;
  return found.length ? Object.assign({}, ...found.reverse()) : null;
}

/** The text as UTF-8, which it mostly is. */
const utf8 = (bytes: Uint8Array): Uint8Array =>
  isWide(bytes) ? new TextEncoder().encode(decode(bytes)) : bytes;

const isWide = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xfe;

/** Windows PowerShell writes what it redirects as UTF-16, with a byte order mark. */
function decode(bytes: Uint8Array): string {
  if (bytes.length > longestText) throw new FormatError('It is text of more than 500 MB.', longestText);
  return new TextDecoder(isWide(bytes) ? 'utf-16le' : 'utf-8').decode(bytes);
}
