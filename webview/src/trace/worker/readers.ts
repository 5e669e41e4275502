import { executionTrace } from '#profile';
import type { PartAnswer, ToWorker } from '../../jobs.ts';

type Part = executionTrace.Part;
type PartJob = executionTrace.PartJob;

/** More of them wait for memory, not for each other. */
const mostWorkers = 4;

/** Reads parts of a trace in workers of the worker's own. Where they can't be started, it has to read alone. */
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
    if (this.isBroken) return Promise.reject(new Error('There are no workers.'));
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.isBroken = true;
        reject(error);
      };
      try {
        const worker = this.idle.pop() ?? this.start();
        worker.onerror = ({ message }) => fail(new Error(message));
        worker.onmessage = ({ data }: MessageEvent<PartAnswer>) => {
          if (data.type === 'failed') return fail(new Error(data.message));
          this.idle.push(worker);
          resolve(data.part);
        };
        const bytes = new Uint8Array(job.bytes);
        worker.postMessage({ type: 'part', job: { ...job, bytes } } satisfies ToWorker, [bytes.buffer]);
      } catch (error) {
        fail(error);
      }
    });
  }

  close(): void {
    for (const worker of this.workers.splice(0)) worker.terminate();
    this.idle.length = 0;
  }

  private start(): Worker {
    const worker = new Worker(this.script);
    this.workers.push(worker);
    return worker;
  }
}

/** Reads a part for another worker. */
export async function answerPart(
  job: PartJob,
  answer: (message: PartAnswer, transfer: ArrayBuffer[]) => void,
) {
  try {
    const part = await executionTrace.readJob(job);
    executionTrace.free(job.bytes);
    answer({ type: 'part', part }, executionTrace.buffersOf(part));
  } catch (error) {
    answer({ type: 'failed', message: String(error) }, []);
  }
}
