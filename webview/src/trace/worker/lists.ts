import { executionTrace, type Frame, isStandardLibrary } from '#profile';
import type { AnswerTo, IntervalRow, Question } from '../queries.ts';
import { orNull } from './facts.ts';

const { RangeKind, State } = executionTrace;
type Trace = executionTrace.Trace;

/** What a goroutine did, as rows. */
export function lifeOf(trace: Trace, { row, from, to }: Question<'life'>): AnswerTo<'life'> {
  const { goroutines } = trace;
  const first = goroutines.interval[row];
  const total = goroutines.interval[row + 1] - first;
  const rows: IntervalRow[] = [];
  for (let at = from; at < Math.min(to, total); at++) rows.push(intervalRow(trace, row, first + at));
  return { total, from, rows };
}

function intervalRow(trace: Trace, row: number, interval: number): IntervalRow {
  const { goroutines, intervals, procs } = trace;
  const state = intervals.state[interval];
  const peer = intervals.peer[interval];
  const onProc = executionTrace.isOnProc(state, peer);
  return {
    interval,
    state,
    reason: intervals.reasons[intervals.reason[interval]],
    start: intervals.start[interval],
    end: executionTrace.intervalEnd(trace, row, interval),
    proc: onProc ? procs.id[peer] : null,
    waker: state === State.runnable && peer >= 0 ? goroutines.id[peer] : null,
    frame: ownFrame(executionTrace.framesOf(trace, intervals.stack[interval])),
  };
}

const ownFrame = (frames: readonly Frame[]): Frame | null =>
  frames.find((frame) => !isStandardLibrary(frame.function)) ?? frames[0] ?? null;

/** Phases of the collector and pauses, by when they began. */
export function phasesOf(trace: Trace, { from, to }: Question<'phases'>): AnswerTo<'phases'> {
  const { ranges, strings, procs, goroutines } = trace;
  const order = [...ranges.kind.keys()].sort((a, b) => ranges.start[a] - ranges.start[b]);
  const rows = order.slice(from, to).map((row) => {
    const kind = ranges.kind[row];
    const subject = ranges.subject[row];
    const ids = kind === RangeKind.sweep ? procs.id : goroutines.id;
    return {
      kind,
      start: ranges.start[row],
      end: orNull(ranges.end[row]),
      text: strings[ranges.text[row]],
      subject: subject >= 0 ? ids[subject] : null,
    };
  });
  return { total: order.length, from, rows };
}
