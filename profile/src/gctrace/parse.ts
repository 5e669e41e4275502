import { FormatError } from '../errors.ts';
import type { GcCollection, GcTrace } from './model.ts';

const longestLine = 2_000;

/**
 * `gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 0 MB stacks,
 * 0 MB globals, 8 P (forced)`.
 */
const collection =
  /gc (\d{1,15}) @([\d.]+)s (\d+)%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, ([\d.]+)\+([\d.]+)\/([\d.]+)\/([\d.]+)\+([\d.]+) ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal(?:, (\d+) MB stacks, (\d+) MB globals)?, (\d+) P( \(forced\))?/;

export const looksLikeGcTrace = (text: string): boolean => /gc \d{1,15} @[\d.]{1,20}s \d{1,3}%: /.test(text);

/**
 * Reads what `GODEBUG=gctrace=1` prints, out of a program's output (runtime/mgc.go, gcMarkTermination; documented in
 * runtime/extern.go).
 *
 * @throws FormatError where there is none of it.
 */
export function parseGcTrace(text: string, progress: (done: number) => void = () => {}): GcTrace {
  const collections: GcCollection[] = [];
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    const line = text.slice(at, Math.min(stop, at + longestLine));
    at = stop + 1;
    if (++count % 20_000 === 0) progress(at);
    if (!line.includes(' ms clock')) continue;
    const match = collection.exec(line);
    if (match) collections.push(rowOf(match));
  }
  if (!collections.length) throw new FormatError('It holds no trace of the garbage collector.', 0);
  return { collections };
}

function rowOf(match: RegExpExecArray): GcCollection {
  const number = (group: number) => Number(match[group]);
  return {
    number: number(1),
    at: number(2),
    percent: number(3),
    clock: { sweep: number(4), mark: number(5), end: number(6) },
    cpu: { sweep: number(7), assist: number(8), background: number(9), idle: number(10), end: number(11) },
    heapAtStart: number(12),
    heapAtEnd: number(13),
    heapLive: number(14),
    goal: number(15),
    ...(match[16] === undefined ? {} : { stacks: number(16), globals: number(17) }),
    procs: number(18),
    forced: match[19] !== undefined,
  };
}
