import type { SampleProfile, ValueType } from '../pprof/sampleProfile.ts';
import type { Trace } from './model.ts';
import { type BlockingKind, blockingProfile, type WeightedStacks } from './profiles.ts';
import { endOf } from './query.ts';
import type { Span } from './window.ts';

/** What a profile that is made of a trace is of: where goroutines lost time, or where samples of the CPU were taken. */
export type TraceProfileKind = BlockingKind | 'cpu';

/**
 * Weighted stacks of a window of a trace, as a profile.
 *
 * @param counts goroutines that count: all, where it is not given
 */
export function profileIn(
  trace: Trace,
  kind: TraceProfileKind,
  { from, to }: Span,
  counts: (goroutine: number) => boolean = () => true,
): SampleProfile {
  if (kind === 'cpu')
    return toSampleProfile(trace, cpuSamples(trace, { from, to }, counts), [
      { type: 'samples', unit: 'count' },
    ]);
  const none = [0, 0] as const;
  const stacks = blockingProfile(trace, kind, {
    within: (row) => (counts(row) ? [from, Math.min(to, endOf(trace, row))] : none),
  });
  return toSampleProfile(trace, stacks, [
    { type: kind === 'scheduler' ? 'latencies' : 'waits', unit: 'count' },
    { type: 'delay', unit: 'nanoseconds' },
  ]);
}

/** How many samples of the CPU were taken at each stack. */
function cpuSamples(
  { samples }: Trace,
  { from, to }: Span,
  counts: (goroutine: number) => boolean,
): WeightedStacks {
  const found = new Map<number, number>();
  for (let i = 0; i < samples.time.length; i++) {
    if (samples.time[i] < from || samples.time[i] >= to || !counts(samples.goroutine[i])) continue;
    found.set(samples.stack[i], (found.get(samples.stack[i]) ?? 0) + 1);
  }
  const sorted = [...found].sort((one, other) => other[1] - one[1]);
  return {
    stack: Uint32Array.from(sorted, ([stack]) => stack),
    count: Float64Array.from(sorted, ([, count]) => count),
    time: new Float64Array(sorted.length),
  };
}

/** @param types one: the counts; two: counts and times */
export function toSampleProfile(
  { stacks, frames, strings, duration }: Trace,
  { stack, count, time }: WeightedStacks,
  types: readonly ValueType[],
): SampleProfile {
  const locations = new Map<number, number>();
  const functions = new Map<string, number>();
  const lines: { function: number; line: number }[] = [];
  const named: { name: number; file: number }[] = [];
  const functionOf = (frame: number): number => {
    const name = frames.function[frame];
    const file = frames.file[frame];
    const key = `${name} ${file}`;
    let row = functions.get(key);
    if (row === undefined) {
      row = named.push({ name, file }) - 1;
      functions.set(key, row);
    }
    return row;
  };
  const locationOf = (frame: number): number => {
    let row = locations.get(frame);
    if (row === undefined) {
      row = lines.push({ function: functionOf(frame), line: frames.line[frame] }) - 1;
      locations.set(frame, row);
    }
    return row;
  };
  const starts = [0];
  const calls: number[] = [];
  for (const row of stack) {
    for (let at = stacks.start[row]; at < stacks.start[row + 1]; at++)
      calls.push(locationOf(stacks.frames[at]));
    starts.push(calls.length);
  }
  const values = new Float64Array(stack.length * types.length);
  for (let i = 0; i < stack.length; i++) {
    values[i * types.length] = count[i];
    if (types.length > 1) values[i * types.length + 1] = Math.round(time[i]);
  }
  return {
    sampleTypes: types,
    defaultType: types.length - 1,
    periodType: null,
    period: 0,
    timeMs: 0,
    durationNanos: duration,
    comments: [],
    docUrl: '',
    dropFrames: '',
    keepFrames: '',
    samples: stack.length,
    values,
    wideValues: new Map(),
    stackStart: Int32Array.from(starts),
    stackLocations: Int32Array.from(calls),
    labelStart: new Int32Array(stack.length + 1),
    labelKey: new Int32Array(),
    labelText: new Int32Array(),
    labelNumber: new Float64Array(),
    labelUnit: new Int32Array(),
    locationAddress: new BigUint64Array(lines.length),
    locationMapping: new Int32Array(lines.length).fill(-1),
    lineStart: Int32Array.from({ length: lines.length + 1 }, (_, at) => at),
    lineFunction: Int32Array.from(lines, (line) => line.function),
    lineNumber: Float64Array.from(lines, ({ line }) => line),
    functionName: Int32Array.from(named, ({ name }) => name),
    functionFile: Int32Array.from(named, ({ file }) => file),
    functionStartLine: new Float64Array(named.length),
    mappings: [],
    strings,
  };
}
