import { type ArchiveEntry, FormatError, groupGoroutines, type Opened, open } from '#profile';
import type { Answer, Job, Summary } from './jobs.ts';
import { TraceSession } from './trace/worker/session.ts';

const answer = (message: Answer) => self.postMessage(message);
const progressEveryMs = 100;

/** What later questions are about. */
let archive: readonly ArchiveEntry[] = [];
let trace: TraceSession | undefined;

self.onmessage = async ({ data }: MessageEvent<Job>) => {
  if (data.type === 'ask') {
    const { request, asked } = data;
    if (trace) answer({ type: 'told', request, answer: trace.answer(asked) });
    return;
  }
  let told = performance.now();
  const onProgress = (done: number, total: number) => {
    if (performance.now() - told < progressEveryMs) return;
    told = performance.now();
    answer({ type: 'progress', done, total });
  };
  try {
    const opened = await open(data.type === 'open' ? data.bytes : archive[data.index].bytes, { onProgress });
    if (data.type === 'open') archive = opened.entries ?? [];
    trace = opened.trace && new TraceSession(opened.trace);
    answer({ type: 'opened', ...summaryOf(opened) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { offset, unpacked } = error instanceof FormatError ? error : { offset: null, unpacked: false };
    answer({ type: 'failed', message, offset, unpacked });
  }
};

function summaryOf({
  format,
  snapshot,
  notes,
  races,
  schedtrace,
  gctrace,
  metrics,
  entries,
}: Opened): Summary {
  return {
    format,
    goroutines: snapshot.goroutines.reduce((sum, { count }) => sum + count, 0),
    groups: groupGoroutines(snapshot),
    notes,
    ...(trace && { trace: trace.overview() }),
    ...(races && { races }),
    ...(schedtrace && { schedtrace }),
    ...(gctrace && { gctrace }),
    ...(metrics && { metrics }),
    ...(entries && { entries: entries.map(({ name, bytes }) => ({ name, size: bytes.length })) }),
  };
}
