import type { Answer, Failure, Job, Summary } from './jobs.ts';
import type { AnswerTo, AnyQuestion, Asker, Question, QuestionKind } from './trace/queries.ts';

/** A worker that keeps what it has opened, and answers questions about it. */
export class WorkerLink implements Asker {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, (answer: unknown) => void>();
  private opening: { done: (summary: Summary) => void; fail: (failure: Failure) => void } | undefined;
  private request = 0;

  /** @param others gets what is no answer to this link, as long as it is not asked to open anything */
  constructor(worker: Worker, others: (message: Answer) => void = () => {}) {
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.type === 'told' || this.opening) this.receive(data);
      else others(data);
    };
    worker.onerror = ({ message }) => {
      const failure = { message, offset: null, unpacked: false };
      if (this.opening) this.opening.fail(failure);
      else others({ type: 'failed', ...failure });
    };
  }

  /** About the trace that was opened last; never settles when another file is opened before it is answered. */
  ask<K extends QuestionKind>(kind: K, question: Question<K>): Promise<AnswerTo<K>> {
    const request = ++this.request;
    return new Promise((resolve) => {
      this.waiting.set(request, (answer) => resolve(answer as AnswerTo<K>));
      this.send({ type: 'askTrace', request, asked: { kind, question } as AnyQuestion });
    });
  }

  /**
   * Opens a file of the archive.
   *
   * @throws Failure
   */
  openEntry(index: number): Promise<Summary> {
    this.waiting.clear();
    return new Promise((done, fail) => {
      this.opening = { done, fail };
      this.send({ type: 'entry', index });
    });
  }

  close(): void {
    this.worker.terminate();
  }

  private send(job: Job): void {
    this.worker.postMessage(job);
  }

  private receive(message: Answer): void {
    if (message.type === 'told') {
      this.waiting.get(message.request)?.(message.answer);
      this.waiting.delete(message.request);
    } else if (message.type === 'opened') this.opening?.done(message);
    else if (message.type === 'failed') this.opening?.fail(message);
  }
}
