import { executionTrace } from '#profile';
import type { AnswerTo, Question, QuestionKind } from '../queries.ts';
import { detailsOf, type Known, longestIn } from './facts.ts';
import { stripsOf } from './strips.ts';
import { GoroutineTable } from './table.ts';

export type Answers = { [K in QuestionKind]: (question: Question<K>) => AnswerTo<K> };

/** Whoever answers what the page asks of a trace. What takes long is worked out once it is asked for. */
export function answersOf(known: Known): Answers {
  const { trace, order } = known;
  const table = new GoroutineTable(known);
  const details = (interval: number) => (interval < 0 ? null : detailsOf(known, interval));
  return {
    strips: (question) => stripsOf(known, question),
    at: ({ position, proc, from, to }) => {
      if (proc !== undefined)
        return details(executionTrace.procStrip(trace, proc, { from, to, columns: 1 })[0]);
      const row = order.rowAt[position ?? -1];
      return row === undefined ? null : details(longestIn(trace, row, from, to));
    },
    interval: ({ interval }) => detailsOf(known, interval),
    last: ({ row }) => {
      const { interval } = trace.goroutines;
      return details(interval[row + 1] > interval[row] ? interval[row + 1] - 1 : -1);
    },
    table: (question) => table.answer(question),
  };
}
