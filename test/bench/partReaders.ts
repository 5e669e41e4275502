import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import {
  buffersOf,
  free,
  type Part,
  type PartJob,
  type PartReaders,
  readJob,
} from '../../profile/src/executionTrace/index.ts';

/** Reads parts of traces in threads of Node, as the viewer does in workers. Each starts the script that this is in. */
export class ThreadReaders implements PartReaders {
  readonly count: number;
  private readonly idle: Worker[] = [];

  constructor(count: number) {
    this.count = count;
    for (let i = 0; i < count; i++) this.idle.push(new Worker(new URL(import.meta.url)));
  }

  read(job: PartJob): Promise<Part> {
    const worker = this.idle.pop();
    if (!worker) return Promise.reject(new Error('All are busy.'));
    // A copy: `slice` of a Buffer is none.
    const bytes = new Uint8Array(job.bytes);
    return new Promise((resolve, reject) => {
      worker.once('message', (part: Part) => {
        worker.removeListener('error', reject);
        this.idle.push(worker);
        resolve(part);
      });
      worker.once('error', reject);
      worker.postMessage({ ...job, bytes }, [bytes.buffer]);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((worker) => worker.terminate()));
  }
}

if (!isMainThread)
  parentPort?.on('message', async (job: PartJob) => {
    const part = await readJob(job);
    free(job.bytes);
    parentPort?.postMessage(part, buffersOf(part));
  });
