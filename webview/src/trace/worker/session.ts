import { executionTrace, groupGoroutines } from '#profile';
import type { AnswerTo, AnyQuestion, QuestionKind, TraceOverview, Verdict } from '../queries.ts';
import { type Answers, answersOf } from './answers.ts';
import { judged, type Known, knownOf } from './facts.ts';
import { overviewOf } from './overview.ts';

/** A trace that stays in the worker, and what the page asks of it. */
export class TraceSession {
  private known: Known;
  private answers: Answers;

  constructor(trace: executionTrace.Trace) {
    this.known = knownOf(trace);
    this.answers = answersOf(this.known);
  }

  overview(): TraceOverview {
    return overviewOf(this.known);
  }

  answer(asked: AnyQuestion): AnswerTo<QuestionKind> {
    if (asked.kind === 'verdict') return this.judge(asked.question.threshold);
    const { kind, question } = asked;
    return (this.answers[kind] as (question: unknown) => AnswerTo<QuestionKind>)(question);
  }

  private judge(threshold: number): Verdict {
    this.known = judged(this.known, threshold);
    this.answers = answersOf(this.known);
    const groups = groupGoroutines(executionTrace.snapshotOf(this.known.trace, { threshold }));
    return { overview: this.overview(), groups };
  }
}
