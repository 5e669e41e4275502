import { executionTrace } from '#profile';
import type { PartAnswer, ToWorker } from '../../jobs.ts';

type Part = executionTrace.Part;
type PartJob = executionTrace.PartJob;
type PartQuestion = executionTrace.PartQuestion;
type WhatJob = executionTrace.WhatJob;
type JoinedWhat = executionTrace.JoinedWhat;

/** More of them wait for memory, not for each other. */
const mostWorkers = 4;

/** Reads parts of a trace, and joins them, in workers of the worker's own. Where they can't be started, it has to read alone. */
export class WorkerReaders implements executionTrace.PartReaders {
  readonly count: number = Math.min(Math.max(navigator.hardwareConcurrency || 1, 1), mostWorkers);
  private readonly script: string;
  private readonly workers: Worker[] = [];
  private readonly idle: Worker[] = [];
  private isBroken = false;

  /** @param script URL of the script that this worker runs */
  constructor(script: string) {
    this.script = script;
  }

  read(job: PartJob): Promise<Part> {
    return this.ask<Part>({ type: 'part', job }, [job.bytes.buffer as ArrayBuffer]);
  }

  partsDone(): void {
    for (const worker of this.idle.splice(1)) worker.terminate();
  }

  join(job: WhatJob): Promise<JoinedWhat> {
    return this.ask<JoinedWhat>({ type: 'join', job }, executionTrace.columnsOf(job));
  }

  close(): void {
    for (const worker of this.workers.splice(0)) worker.terminate();
    this.idle.length = 0;
  }

  private ask<T extends Part | JoinedWhat>(question: PartQuestion, transfer: Transferable[]): Promise<T> {
    if (this.isBroken) return Promise.reject(new Error('There are no workers.'));
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.isBroken = true;
        reject(error);
      };
      try {
        // None starts before it is needed: whoever shows the first events needs the processors more.
        const worker = this.idle.pop() ?? this.start();
        worker.onerror = ({ message }) => fail(new Error(message));
        worker.onmessage = ({ data }: MessageEvent<PartAnswer>) => {
          if (data.type === 'failed') return fail(new Error(data.message));
          this.idle.push(worker);
          resolve(data.made as T);
        };
        worker.postMessage(question satisfies ToWorker, transfer);
      } catch (error) {
        fail(error);
      }
    });
  }

  private start(): Worker {
    const worker = new Worker(this.script);
    this.workers.push(worker);
    return worker;
  }
}

/** Reads a part, or joins what others have read, for another worker. */
export async function answerPart(
  question: PartQuestion,
  answer: (message: PartAnswer, transfer: ArrayBuffer[]) => void,
) {
  try {
    const made = await executionTrace.answerPart(question);
    answer({ type: 'made', made }, executionTrace.buffersOf(made));
  } catch (error) {
    answer({ type: 'failed', message: String(error) }, []);
  }
}
