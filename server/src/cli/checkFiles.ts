import os from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ServerSettings } from '#protocol';
import { nodeAssets } from '../assets.ts';
import { createEngine, type Engine, type FileReport } from '../engine.ts';
import { blockingFiles } from '../files/blocking.ts';
import { moduleCache } from '../modules/cache.ts';

/** What was found in files. */
export interface Checked {
  /** Of the files with findings, in order. */
  reports: FileReport[];
  /** How many files could be read. */
  analysed: number;
  unreadable: string[];
}

/** Files that one thread takes on at a time: whole folders, about so many files. */
const chunkSize = 50;
/** Fewer files are looked at sooner than a second thread has started. */
const filesForThreads = 400;

/** What a thread is told as it starts. */
interface Task {
  settings: ServerSettings;
  chunks: string[][];
  /** Which chunk nobody has taken yet. */
  next: Int32Array;
}

/** Reports of all files, in order, looked for by as many threads as the machine runs at the same time. */
export async function checkFiles(uris: readonly string[], settings: ServerSettings): Promise<Checked> {
  const task: Task = { settings, chunks: chunksOf(uris), next: new Int32Array(new SharedArrayBuffer(4)) };
  const threads = uris.length < filesForThreads ? 1 : Math.min(os.availableParallelism(), task.chunks.length);
  const parts: Checked[] = [];
  const workers = Array.from({ length: threads - 1 }, () => new Worker(__filename, { workerData: task }));
  try {
    const others = workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.on('message', (part: Checked) => parts.push(part));
          worker.on('error', reject);
          worker.on('exit', (code) => (code ? reject(new Error(`A thread ended with ${code}`)) : resolve()));
        }),
    );
    await Promise.all([work(task, (part) => parts.push(part)), ...others]);
  } finally {
    Atomics.store(task.next, 0, task.chunks.length); // where one thread failed the others need not go on
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return inOrder(uris, parts);
}

/** The part of a thread that `checkFiles` has started; nothing in the main thread. */
export async function workInThread(): Promise<boolean> {
  if (isMainThread) return false;
  await work(workerData as Task, (part) => parentPort!.postMessage(part));
  return true;
}

/** Takes chunk after chunk until none is left. */
async function work({ settings, chunks, next }: Task, done: (part: Checked) => void): Promise<void> {
  const engine = await createEngine(await nodeAssets(), blockingFiles, moduleCache(), { foldersKept: 1 });
  engine.configure(settings);
  try {
    for (let i = Atomics.add(next, 0, 1); i < chunks.length; i = Atomics.add(next, 0, 1))
      done(await checkEach(engine, chunks[i]));
  } finally {
    engine.dispose();
  }
}

/** Looks at one file after the other. */
export async function checkEach(engine: Engine, uris: readonly string[]): Promise<Checked> {
  const checked: Checked = { reports: [], analysed: 0, unreadable: [] };
  for (const uri of uris) {
    const report = await engine.check(uri);
    if (!report) checked.unreadable.push(uri);
    else {
      checked.analysed++;
      if (report.findings.length) checked.reports.push(report);
    }
  }
  return checked;
}

/** Splits files, those of one folder together. */
function chunksOf(uris: readonly string[]): string[][] {
  const folders = new Map<string, string[]>();
  for (const uri of uris) {
    const dir = uri.slice(0, uri.lastIndexOf('/'));
    const files = folders.get(dir);
    if (files) files.push(uri);
    else folders.set(dir, [uri]);
  }
  const chunks: string[][] = [];
  for (const files of folders.values()) {
    const last = chunks.at(-1);
    if (last && last.length < chunkSize) last.push(...files);
    else chunks.push(files);
  }
  return chunks;
}

function inOrder(uris: readonly string[], parts: readonly Checked[]): Checked {
  const place = new Map(uris.map((uri, i) => [uri, i]));
  return {
    reports: parts.flatMap(({ reports }) => reports).sort((a, b) => place.get(a.uri)! - place.get(b.uri)!),
    analysed: parts.reduce((sum, { analysed }) => sum + analysed, 0),
    unreadable: parts.flatMap(({ unreadable }) => unreadable).sort((a, b) => place.get(a)! - place.get(b)!),
  };
}
