import { executionTrace } from '#profile';
import type { AnswerTo, AnyQuestion, Question, QuestionKind, TraceOverview } from '../queries.ts';
import { detailsOf, type Known, longestIn } from './facts.ts';
import { leakedRows, orderLanes } from './order.ts';
import { stripsOf } from './strips.ts';
import { GoroutineTable } from './table.ts';

/** Buckets of the minimap. */
const buckets = 600;

type Answers = { [K in QuestionKind]: (question: Question<K>) => AnswerTo<K> };

/** A trace that stays in the worker, and what the page asks of it. */
export class TraceSession {
  private readonly known: Known;
  private readonly table: GoroutineTable;
  private readonly answers: Answers;

  constructor(trace: executionTrace.Trace) {
    const totals = executionTrace.totalsOf(trace);
    const leaked = leakedRows(trace);
    const known = { trace, totals, leaked, order: orderLanes(trace, leaked, totals) };
    this.known = known;
    this.table = new GoroutineTable(known);
    const details = (interval: number) => (interval < 0 ? null : detailsOf(known, interval));
    this.answers = {
      strips: (question) => stripsOf(trace, known.order, leaked, question),
      at: ({ position, proc, from, to }) => {
        if (proc !== undefined)
          return details(executionTrace.procStrip(trace, proc, { from, to, columns: 1 })[0]);
        const row = known.order.rowAt[position ?? -1];
        return row === undefined ? null : details(longestIn(trace, row, from, to));
      },
      interval: ({ interval }) => detailsOf(known, interval),
      last: ({ row }) => {
        const { interval } = trace.goroutines;
        return details(interval[row + 1] > interval[row] ? interval[row + 1] - 1 : -1);
      },
      table: (question) => this.table.answer(question),
    };
  }

  overview(): TraceOverview {
    const { trace, order, leaked } = this.known;
    return {
      duration: trace.duration,
      events: trace.events,
      goroutines: leaked.length,
      leaked: leaked.reduce((sum, one) => sum + one, 0),
      procs: Array.from(trace.procs.id),
      groups: order.groups,
      counts: executionTrace.countsOver(trace, buckets),
    };
  }

  answer({ kind, question }: AnyQuestion): AnswerTo<QuestionKind> {
    return (this.answers[kind] as (question: unknown) => AnswerTo<QuestionKind>)(question);
  }
}
