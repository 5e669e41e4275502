import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import {
  answerPart,
  buffersOf,
  columnsOf,
  type JoinedWhat,
  type Part,
  type PartJob,
  type PartQuestion,
  type PartReaders,
  type WhatJob,
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
    return this.ask<Part>({ type: 'part', job }, [job.bytes.buffer as ArrayBuffer]);
  }

  async partsDone(): Promise<void> {
    await Promise.all(this.idle.splice(1).map((worker) => worker.terminate()));
  }

  join(job: WhatJob): Promise<JoinedWhat> {
    return this.ask<JoinedWhat>({ type: 'join', job }, columnsOf(job));
  }

  close(): void {
    for (const worker of this.idle.splice(0)) void worker.terminate();
  }

  private ask<T extends Part | JoinedWhat>(asked: PartQuestion, transfer: ArrayBuffer[]): Promise<T> {
    const worker = this.idle.pop();
    if (!worker) return Promise.reject(new Error('All are busy.'));
    return new Promise((resolve, reject) => {
      worker.once('message', (made: T) => {
        worker.removeListener('error', reject);
        this.idle.push(worker);
        resolve(made);
      });
      worker.once('error', reject);
      worker.postMessage(asked, transfer);
    });
  }
}

if (!isMainThread)
  parentPort?.on('message', async (asked: PartQuestion) => {
    const made = await answerPart(asked);
    parentPort?.postMessage(made, buffersOf(made));
  });
