import {
  type Frame,
  type GroupHistory,
  groupGoroutines,
  type LeakGroup,
  type MetricSample,
  type Opened,
  type Race,
  type SampleProfile,
  type SchedSample,
  type Snapshot,
  topTable,
  totalOf,
  viewOf,
} from '#profile';
import type { Member } from './profileReport.ts';

/** Rows of a table: the heaviest are what is asked for. */
const rowsShown = 20;

/** What a file holds, for people, line by line. */
export function* toText(file: string, opened: Opened, members: readonly Member[] = []): Iterable<string> {
  const { format, snapshot, profile, notes } = opened;
  const snapshots = opened.snapshots ?? (snapshot.goroutines.length ? [snapshot] : []);
  if (snapshots.length) {
    for (const [index, one] of snapshots.entries()) {
      const which = snapshots.length > 1 ? ` ${index + 1} of ${snapshots.length}` : '';
      if (index > 0) yield '';
      yield* goroutines(`${file}: ${format}${which}`, one, index === 0 ? notes : []);
    }
  } else yield* headed(`${file}: ${format}`, notes);
  if (profile && !snapshots.length) yield* table(profile);
  for (const race of opened.races?.reports ?? []) yield* raceText(race);
  for (const sample of opened.schedtrace?.samples ?? []) yield schedText(sample);
  for (const one of opened.gctrace?.collections ?? []) {
    const pause = one.clock.sweep + one.clock.end;
    yield `${one.at} s: collection ${one.number}${one.forced ? ' (forced)' : ''}, world stopped ${pause.toFixed(3)} ms, ${one.heapAtStart} → ${one.heapLive} MB, goal ${one.goal} MB`;
  }
  for (const { samples } of opened.metrics?.families ?? [])
    for (const sample of samples) yield metricText(sample);
  for (const { name, size, opened: inside } of members) {
    if (!inside) yield `${file}/${name}: no artefact, ${size} bytes`;
    else {
      yield '';
      yield* toText(`${file}/${name}`, inside);
    }
  }
}

/** Groups through several snapshots, for people. */
export function* comparisonText(
  files: readonly string[],
  histories: readonly GroupHistory[],
): Iterable<string> {
  const changed = histories.filter(({ change }) => change !== 'same').length;
  yield `${files.join(', ')}: ${histories.length} groups of goroutines, ${changed} changed`;
  for (const history of histories) {
    const grows = history.growsAlways ? ', more in each' : '';
    yield '';
    yield `${history.counts.join(' → ')} × ${history.state} (${history.change}${grows}; suspicion ${history.suspicion.toFixed(2)})`;
    yield* groupBody(history);
  }
}

/** What one profile has beyond another, for people. */
export function* differenceText(files: readonly string[], profile: SampleProfile): Iterable<string> {
  yield `${files.join(' → ')}: difference`;
  yield* table(profile);
}

function* headed(title: string, notes: readonly string[]): Iterable<string> {
  yield title;
  for (const note of notes) yield `note: ${note}`;
}

function* goroutines(title: string, snapshot: Snapshot, notes: readonly string[]): Iterable<string> {
  const groups = groupGoroutines(snapshot);
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  yield* headed(
    `${title}, ${total} goroutine${total === 1 ? '' : 's'} in ${groups.length} group${groups.length === 1 ? '' : 's'}`,
    notes,
  );
  for (const line of snapshot.reason?.text.split('\n') ?? []) yield `  ${line}`;
  for (const group of groups) {
    yield '';
    yield `${group.count} × ${group.state} (suspicion ${group.suspicion.toFixed(2)})`;
    yield* groupBody(group);
  }
}

function* groupBody({ reason, stack, createdBy }: LeakGroup): Iterable<string> {
  yield `  ${reason}`;
  yield* stackText(stack, '    ');
  if (createdBy) yield* stackText([createdBy], '    created by ');
}

function* stackText(stack: readonly Frame[], lead: string): Iterable<string> {
  for (const { function: name, file, line } of stack) {
    yield lead + (name || '?');
    if (file) yield `        ${file}:${line}`;
  }
}

function* table(profile: SampleProfile): Iterable<string> {
  const view = viewOf(profile);
  const { type, unit } = profile.sampleTypes[view.type];
  const { frame, flat, cum, total } = topTable(view);
  yield `  ${type}: ${amount(totalOf(profile, view.type), unit)} in ${profile.samples} samples`;
  const share = (value: number) => `${total ? ((100 * value) / total).toFixed(1) : '0.0'} %`.padStart(8);
  for (let i = 0; i < Math.min(frame.length, rowsShown); i++) {
    const { function: name, file } = view.index.frames[frame[i]];
    yield `  ${amount(flat[i], unit).padStart(12)}${share(flat[i])}  with calls ${amount(cum[i], unit).padStart(12)}${share(cum[i])}  ${name || file}`;
  }
  if (frame.length > rowsShown) yield `  … ${frame.length - rowsShown} more`;
}

/** `1.5 MB`, `20 ms`, `7`. */
function amount(value: number | bigint, unit: string): string {
  const steps =
    unit === 'nanoseconds'
      ? (['ns', 1e3, 'µs', 1e3, 'ms', 1e3, 's'] as const)
      : unit === 'bytes'
        ? (['B', 1024, 'kB', 1024, 'MB', 1024, 'GB'] as const)
        : null;
  if (!steps) return unit === 'count' || !unit ? String(value) : `${value} ${unit}`;
  let rest = Number(value);
  let at = 0;
  while (at + 2 < steps.length && Math.abs(rest) >= (steps[at + 1] as number)) {
    rest /= steps[at + 1] as number;
    at += 2;
  }
  return `${Number(rest.toPrecision(4))} ${steps[at]}`;
}

function* raceText({ kind, accesses, goroutines: started, memory }: Race): Iterable<string> {
  yield '';
  yield kind === 'deadlock' ? 'locks taken in orders that can block each other' : 'data race';
  const who = (id: number) => (id === 0 ? 'the main goroutine' : `goroutine ${id}`);
  for (const { operation, previous, goroutine, stack } of accesses) {
    yield `  ${previous ? 'previous ' : ''}${operation} by ${who(goroutine)}`;
    yield* stackText(stack, '    ');
  }
  if (memory) yield `  ${memory.kind === 'heap' ? 'on the heap' : memory.name}, ${memory.size} bytes`;
  for (const { id, finished, stack } of started) {
    yield `  goroutine ${id} (${finished ? 'finished' : 'running'}) created at`;
    yield* stackText(stack, '    ');
  }
}

function schedText(sample: SchedSample): string {
  const local = sample.local ?? sample.procs?.map((proc) => proc.runqsize) ?? [];
  const waiting = local.reduce((sum, count) => sum + count, sample.runqueue);
  const all = sample.goroutines ? `, ${sample.goroutines.length} goroutines` : '';
  return `${sample.ms} ms: ${sample.gomaxprocs - sample.idleprocs} of ${sample.gomaxprocs} processors busy, ${sample.threads} threads, ${waiting} goroutines ready to run${all}`;
}

function metricText({ name, labels, value }: MetricSample): string {
  const said = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
  return `${name}${said.length ? `{${said.join(',')}}` : ''} ${value}`;
}
