import { FormatError } from '../errors.ts';
import type { Opened, Snapshot } from '../model.ts';
import { DumpReader } from './reader.ts';
import { reasonIn } from './reason.ts';
import { SnapshotBuilder } from './snapshots.ts';
import { hasWrappedHeader, unwrap } from './unwrap.ts';

/** Between two looks at the signal. */
const linesPerCheck = 50_000;
/** As much before a goroutine may say why it was printed. */
const reasonSpan = 16 * 1024;
const chunk = 1 << 20;
/** What a log wraps is unwrapped as one text. */
const mostWrapped = 256 * 1024 * 1024;

/** Whether a text has the header of a goroutine, at the start of a line or wrapped by a log. */
export const looksLikeDump = (text: string): boolean =>
  /goroutine \d{1,15} (?:\w+=\w+ )*\[|Goroutine \d{1,15} in state /.test(text);

/** The same of a whole file, of which no more than a part is text at a time. */
export function holdsDump(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('latin1');
  for (let at = 0; at < bytes.length; at += chunk) {
    if (looksLikeDump(decoder.decode(bytes.subarray(at, at + chunk + 256)))) return true;
  }
  return false;
}

/**
 * Reads goroutine dumps: the text of `/debug/pprof/goroutine?debug=2`, of a crash, of SIGQUIT, of a test's time-out
 * or of goleak, alone or out of a log (runtime/traceback.go; formats.md, section 3). Lines before, between and after
 * the goroutines are passed over; those that say why a dump was printed become its `reason`. Beside the bytes it needs
 * less than their size; about five times as much where a log has to be unwrapped.
 *
 * @param bytes the text in UTF-8.
 * @param progress called now and then with the bytes done; may throw to stop.
 * @throws FormatError where there is no goroutine in it.
 */
export function parseDump(bytes: Uint8Array, progress: (done: number) => void = () => {}): Opened {
  let read = readDumps(bytes, progress);
  const notes: string[] = [];
  if (read.wrapped && bytes.length > mostWrapped) {
    notes.push('Goroutines behind prefixes are read in files of up to 256 MB only.');
  } else if (read.wrapped) {
    const text = unwrap(new TextDecoder().decode(bytes));
    const unwrapped = readDumps(new TextEncoder().encode(text), () => progress(bytes.length));
    if (unwrapped.builder.size >= read.builder.size) read = unwrapped;
  }
  const { snapshots } = read.builder;
  if (!snapshots.length) throw new FormatError('It holds no goroutine.', 0);
  if (read.reader.cutShort) {
    notes.push('The last goroutine is cut short. The runtime, for one, ends a dump at 64 MB.');
  }
  if (snapshots.length > 1) notes.push(`It holds ${snapshots.length} dumps, one after the other.`);
  const opened: Opened = { format: 'goroutine-dump', snapshot: snapshots[0], notes };
  return snapshots.length > 1 ? { ...opened, snapshots: snapshots as readonly Snapshot[] } : opened;
}

function readDumps(bytes: Uint8Array, progress: (done: number) => void) {
  const reader = new DumpReader(bytes);
  const builder = new SnapshotBuilder(reader.stacks);
  const { lines } = reader;
  let wrapped = false;
  let count = 0;
  /** Where the text since the last goroutine begins. */
  let since = 0;
  while (lines.next()) {
    if (++count % linesPerCheck === 0) progress(lines.from);
    const { from } = lines;
    const header = reader.header();
    if (!header) continue;
    if (from - since > 1) {
      const before = inspect(bytes, since, from);
      wrapped ||= before.wrapped;
      if (before.reason) builder.begin(before.reason);
    }
    builder.add(reader.goroutine(header));
    since = Math.min(lines.at, bytes.length);
    count += 20;
  }
  if (!wrapped) wrapped = inspect(bytes, since, bytes.length).wrapped;
  builder.end();
  return { reader, builder, wrapped };
}

/** What the text between two goroutines says. */
function inspect(bytes: Uint8Array, from: number, to: number) {
  let wrapped = false;
  const latin = new TextDecoder('latin1');
  for (let at = from; at < to && !wrapped; at += chunk) {
    wrapped = hasWrappedHeader(latin.decode(bytes.subarray(at, Math.min(at + chunk + 256, to))));
  }
  let start = Math.max(from, to - reasonSpan);
  if (start > from) start = bytes.indexOf(10, start) + 1;
  const text = new TextDecoder().decode(bytes.subarray(start, to));
  // Threads of one crash are told apart by dashes; the signal between them is not a new reason.
  const reason = reasonIn(text);
  return { wrapped, reason: reason?.kind === 'signal' && /^-----$/m.test(text) ? null : reason };
}
