import { executionTrace } from '#profile';
import type { AnswerTo, AnyQuestion, QuestionKind, TraceOverview } from '../queries.ts';
import { type Answers, answersOf } from './answers.ts';
import { type Known, knownOf } from './facts.ts';

/** Buckets of the minimap. */
const buckets = 600;

/** A trace that stays in the worker, and what the page asks of it. */
export class TraceSession {
  private readonly known: Known;
  private readonly answers: Answers;

  constructor(trace: executionTrace.Trace) {
    this.known = knownOf(trace);
    this.answers = answersOf(this.known);
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
