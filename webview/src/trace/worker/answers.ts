import { executionTrace } from '#profile';
import { ProfileSession } from '../../profiles/session.ts';
import type { AnswerTo, ProfileChoice, Question, QuestionKind } from '../queries.ts';
import { detailsOf, type Known, longestIn } from './facts.ts';
import { Finder } from './find.ts';
import { lifeOf, phasesOf } from './lists.ts';
import { pictureOf } from './picture.ts';
import { stripsOf } from './strips.ts';
import { GoroutineTable } from './table.ts';
import { TaskTree } from './tasks.ts';
import { functionRows, plotsOf, windowTotals } from './totals.ts';
import { Words } from './words.ts';

/** A verdict makes all of it anew, and is answered by whoever keeps it. */
type Kinds = Exclude<QuestionKind, 'verdict'>;
export type Answers = { [K in Kinds]: (question: Question<K>) => AnswerTo<K> };

/** Whoever answers what the page asks of a trace. What takes long is worked out once it is asked for. */
export function answersOf(known: Known): Answers {
  const { trace, order, holds, threads } = known;
  const { goroutines } = trace;
  const words = new Words(known);
  const table = new GoroutineTable(known, words);
  const finder = new Finder(known, words);
  const tasks = new TaskTree(trace);
  const profiles = new Profiles(known);
  const details = (interval: number) => (interval < 0 ? null : detailsOf(known, interval));
  const lastOf = (row: number) =>
    goroutines.interval[row + 1] > goroutines.interval[row] ? goroutines.interval[row + 1] - 1 : -1;
  return {
    picture: ({ looks, ...question }) => pictureOf(stripsOf(known, question), looks),
    at: ({ position, proc, thread, from, to }) => {
      const window = { from, to, columns: 1 };
      if (proc !== undefined) return details(executionTrace.procStrip(trace, proc, window)[0]);
      if (thread !== undefined)
        return details(executionTrace.threadStrip(trace, holds, threads[thread], window)[0]);
      const row = order.rowAt[position ?? -1];
      return row === undefined ? null : details(longestIn(trace, row, from, to));
    },
    interval: ({ interval }) => detailsOf(known, interval),
    last: ({ row }) => details(lastOf(row)),
    goroutine: ({ id, time }) => {
      const row = goroutines.id.indexOf(id);
      if (row < 0) return null;
      const at = time === null ? -1 : executionTrace.intervalAt(trace, row, time);
      return details(at < 0 ? lastOf(row) : at);
    },
    table: (question) => table.answer(question),
    window: (span) => windowTotals(known, span),
    functions: () => functionRows(known),
    plots: () => plotsOf(trace),
    profile: ({ of, query }) => profiles.session(of).answer(query),
    tasks: (question) => tasks.answer(question),
    life: (question) => lifeOf(trace, question),
    phases: (question) => phasesOf(trace, question),
    find: ({ text, index }) => finder.answer(text, index),
  };
}

/** The profile that was asked for last, which the next questions mostly are about too. */
class Profiles {
  private readonly known: Known;
  private kept: { key: string; session: ProfileSession } | null = null;

  constructor(known: Known) {
    this.known = known;
  }

  session({ kind, window, function: name }: ProfileChoice): ProfileSession {
    const key = JSON.stringify([kind, window, name]);
    if (this.kept?.key === key) return this.kept.session;
    const { trace, order } = this.known;
    const group = order.groups.findIndex((one) => one.function === name);
    const counts = name === null ? undefined : (row: number) => row >= 0 && order.groupOf[row] === group;
    const profile = executionTrace.profileIn(trace, kind, window ?? { from: 0, to: trace.duration }, counts);
    this.kept = { key, session: new ProfileSession(profile) };
    return this.kept.session;
  }
}
