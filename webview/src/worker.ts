import { FormatError, groupGoroutines, open } from '#profile';
import type { Answer, Job } from './jobs.ts';

const answer = (message: Answer) => self.postMessage(message);
const progressEveryMs = 100;

self.onmessage = async ({ data }: MessageEvent<Job>) => {
  let told = performance.now();
  const onProgress = (done: number, total: number) => {
    if (performance.now() - told < progressEveryMs) return;
    told = performance.now();
    answer({ type: 'progress', done, total });
  };
  try {
    const { format, snapshot, notes } = await open(data.bytes, { onProgress });
    const goroutines = snapshot.goroutines.reduce((sum, { count }) => sum + count, 0);
    answer({ type: 'opened', format, goroutines, groups: groupGoroutines(snapshot), notes });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { offset, unpacked } = error instanceof FormatError ? error : { offset: null, unpacked: false };
    answer({ type: 'failed', message, offset, unpacked });
  }
};
