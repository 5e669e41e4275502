import { FormatError } from '../../errors.ts';
import { Effort } from './effort.ts';
import { V1Events } from './events.ts';
import { Common, Frontier, ProcReader } from './procReader.ts';
import { broken, noProc, type Scan } from './scan.ts';
import { V1 } from './spec.ts';
import { anySequence, dead, type Status, Transition } from './transition.ts';

/** A goroutine while the events are put in order. */
interface Life {
  sequence: number;
  status: Status;
}

/** The events of a trace in one order, in nanoseconds since the first, and the goroutine that serves timers. */
export interface Merged {
  events: V1Events;
  timers: ReadonlySet<number>;
}

/**
 * Merges the processors' events: by time, as far as sequence numbers allow.
 *
 * Source: internal/trace/internal/tracev1/parser.go (parseEventBatches) and order.go.
 *
 * @throws FormatError where there is no such order, or times run backwards.
 */
export function merge(bytes: Uint8Array, version: number, { procs, samples, tables }: Scan): Merged {
  const common = new Common(bytes, tables);
  const readers = procs.map((batches) => new ProcReader(bytes, version, batches, common));
  readers.push(sampleReader(bytes, version, samples, common));
  const lives = new Map<number, Life>();
  const transition = new Transition();
  const unborn: Life = { sequence: 0, status: dead };
  const events = new V1Events();
  const frontier = new Frontier();
  let available = readers.slice();
  const effort = new Effort(bytes.length);
  for (;;) {
    effort.spend(available.length - 1);
    const blocked: ProcReader[] = [];
    for (const reader of available) {
      if (!reader.has()) continue;
      if (transition.of(reader.events, reader.next)) {
        const life = lives.get(transition.goroutine) ?? unborn;
        const ready =
          (transition.needs === anySequence || transition.needs === life.sequence) &&
          transition.needsStatus === life.status;
        if (!ready) {
          blocked.push(reader);
          continue;
        }
      }
      frontier.push(reader);
    }
    const reader = frontier.pop();
    if (!reader) {
      if (blocked.length === 0) break;
      const [first] = blocked;
      throw broken(
        'its events have no order in which they could have happened',
        first.events.at.data[first.next],
      );
    }
    const i = reader.next++;
    const at = reader.events.at.data[i];
    if (transition.of(reader.events, i)) {
      const life = lives.get(transition.goroutine) ?? { sequence: 0, status: dead };
      const { needs, needsStatus, makes, makesStatus } = transition;
      if ((needs !== anySequence && needs !== life.sequence) || needsStatus !== life.status)
        throw broken('a goroutine changes in a way that can’t be', at);
      if (transition.counts) life.sequence++;
      else if (makes !== anySequence) life.sequence = makes;
      life.status = makesStatus;
      lives.set(transition.goroutine, life);
    }
    events.copy(reader.events, i);
    available = blocked;
    available.push(reader);
  }
  return { events: timed(events, common), timers: common.timers };
}

/** CPU samples need nothing of the others but to be in order of time. */
function sampleReader(
  bytes: Uint8Array,
  version: number,
  { time, proc, goroutine, stack }: Scan['samples'],
  common: Common,
): ProcReader {
  const reader = new ProcReader(bytes, version, null, common);
  const { events } = reader;
  const order = Uint32Array.from({ length: time.length }, (_, row) => row);
  order.sort((one, other) => time.data[one] - time.data[other] || one - other);
  for (const row of order) {
    events.type.push(V1.CPUSample);
    events.at.push(0);
    events.time.push(time.data[row]);
    events.proc.push(proc.data[row]);
    events.goroutine.push(goroutine.data[row]);
    events.a.push(0);
    events.b.push(0);
    events.c.push(0);
    events.stack.push(stack.data[row]);
    events.text.push(0);
  }
  return reader;
}

/** Sets the ends of system calls to when they were, sorts by time, and turns ticks into nanoseconds. */
function timed(events: V1Events, common: Common): V1Events {
  const { time, type, goroutine, c } = events;
  let end = events.length;
  for (let i = 1; i < end; i++)
    if (time.data[i] < time.data[i - 1]) throw broken('its times run backwards', events.at.data[i]);
  const blockedAt = new Map<number, number>();
  let moved = false;
  for (let i = 0; i < end; i++) {
    const kind = type.data[i];
    if (kind === V1.GoSysBlock || kind === V1.GoInSyscall) blockedAt.set(goroutine.data[i], time.data[i]);
    if (kind === V1.GoSysExitLocal) type.data[i] = V1.GoSysExit;
    if (kind !== V1.GoSysExit || c.data[i] === 0) continue;
    const real = c.data[i];
    const since = blockedAt.get(goroutine.data[i]);
    if (since === undefined) throw broken('a system call ends that never blocked', events.at.data[i]);
    if (real < since) throw broken('its times run backwards', events.at.data[i]);
    time.data[i] = real;
    moved = true;
  }
  if (common.ticksPerSecond === 0)
    throw new FormatError('The trace is broken: it does not tell the frequency.');
  const sorted = moved ? sortedByTime(events) : events;
  const first = sorted.length > 0 ? sorted.time.data[0] : 0;
  const tick = 1e9 / common.ticksPerSecond;
  end = sorted.length;
  for (let i = 0; i < end; i++) {
    const kind = sorted.type.data[i];
    if (kind === V1.GoStartLocal) sorted.type.data[i] = V1.GoStart;
    else if (kind === V1.GoUnblockLocal) sorted.type.data[i] = V1.GoUnblock;
    else if (kind === V1.GoSysExit) sorted.proc.data[i] = noProc;
    sorted.time.data[i] = Math.trunc((sorted.time.data[i] - first) * tick);
  }
  return sorted;
}

function sortedByTime(events: V1Events): V1Events {
  const { data } = events.time;
  const order = Uint32Array.from({ length: events.length }, (_, row) => row);
  order.sort((one, other) => data[one] - data[other] || one - other);
  const sorted = new V1Events();
  for (const row of order) sorted.copy(events, row);
  return sorted;
}
