import {
  type ArchiveEntry,
  Arriving,
  creatorTree,
  diffProfiles,
  executionTrace,
  FormatError,
  groupGoroutines,
  type Opened,
  type OpenOptions,
  open,
  type SampleProfile,
  type Snapshot,
} from '#profile';
import type { Answer, Comparison, Dump, Job, ProfileQuestion, Summary, ToWorker } from './jobs.ts';
import { shallow } from './leaks/creators.ts';
import { factsOf, ProfileSession } from './profiles/session.ts';
import { answerPart, WorkerReaders } from './trace/worker/readers.ts';
import { TraceSession } from './trace/worker/session.ts';

const answer = (message: Answer) => self.postMessage(message);
const progressEveryMs = 100;
/** For how long readers of a trace leave a processor to the page: for a picture that it has, and for one at all. */
const drawingMs = 100;
const longestDrawingMs = 500;
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let own: SampleProfile | null = null;
let session: ProfileSession | null = null;
/** What later questions are about. */
let archive: readonly ArchiveEntry[] = [];
let trace: TraceSession | undefined;
/** Where somebody waits for the first picture. */
let onPicture: (() => void) | null = null;
let arriving = new Arriving(0);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'open' || data.type === 'entry') void read(data);
  else if (data.type === 'bytes') data.bytes ? arriving.add(data.bytes) : arriving.end();
  else if (data.type === 'again') arriving.restart();
  else if (data.type === 'askTrace') tell(data);
  else if (data.type === 'ask') reply(data);
  else if (data.type === 'part' || data.type === 'join')
    void answerPart(data, (message, transfer) => self.postMessage(message, { transfer }));
  else if (data.type === 'lend') data.port.postMessage(own);
  else compare(data);
};

async function read(job: Extract<Job, { type: 'open' | 'entry' }>): Promise<void> {
  let told = performance.now();
  let share = 0;
  const onProgress = (done: number, total: number) => {
    share = done / total;
    if (performance.now() - told < progressEveryMs) return;
    told = performance.now();
    answer({ type: 'progress', done, total });
  };
  try {
    const onPartial = (opened: Opened) => {
      trace = opened.trace && new TraceSession(opened.trace);
      answer({ type: 'partial', share, ...summaryOf(opened) });
      // The page has to draw it yet, and may ask for a picture.
      const drawn = new Promise<void>((resolve) => {
        onPicture = resolve;
      });
      return Promise.race([drawn, later(longestDrawingMs)]);
    };
    const opened =
      job.type === 'open'
        ? await openArriving(job, { onProgress, onPartial, mayConsume: true })
        : await open(archive[job.index].bytes, { onProgress });
    if (job.type === 'open') archive = opened.entries ?? [];
    trace = opened.trace && new TraceSession(opened.trace);
    own = opened.profile ?? null;
    session = own && new ProfileSession(own);
    answer({ type: 'opened', ...summaryOf(opened) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { offset, unpacked } = error instanceof FormatError ? error : { offset: null, unpacked: false };
    answer({ type: 'failed', message, offset, unpacked });
  }
}

/** Opens the file whose bytes follow: traces while they come, what else there is once it is all there. */
async function openArriving(
  { size, script }: Extract<Job, { type: 'open' }>,
  options: OpenOptions,
): Promise<Opened> {
  const own = new Arriving(size, (isHeld) => answer({ type: 'hold', isHeld }));
  arriving = own;
  while (!own.ended && own.length < executionTrace.headerLength) await own.more();
  const isTrace = executionTrace.traceVersion(own.bytes) !== null && own.length <= own.bytes.length;
  if (!isTrace) return open(await own.whole(), options);
  const readers = new WorkerReaders(script);
  return open(own.bytes, { ...options, readers, arriving: own });
}

function reply({ request, query }: ProfileQuestion): void {
  try {
    answer({ type: 'answer', request, reply: session?.answer(query) ?? null, message: '' });
  } catch (error) {
    answer({ type: 'answer', request, reply: null, message: String(error) });
  }
}

function compare({ request, port }: Comparison): void {
  const start = (base: SampleProfile | null) => {
    try {
      if (!own) throw new Error('No profile is open.');
      const profile = base ? diffProfiles(own, base, true) : own;
      session = new ProfileSession(profile);
      answer({ type: 'answer', request, reply: factsOf(profile, base !== null), message: '' });
    } catch (error) {
      answer({
        type: 'answer',
        request,
        reply: null,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };
  if (!port) return start(null);
  port.onmessage = ({ data }: MessageEvent<SampleProfile>) => {
    port.close();
    start(data);
  };
}

function tell({ request, asked }: Extract<Job, { type: 'askTrace' }>): void {
  if (!trace) return;
  const told = trace.answer(asked);
  const message: Answer = { type: 'told', request, answer: told };
  self.postMessage(message, { transfer: bitmapsOf(told) });
  if (asked.kind !== 'picture' || !onPicture) return;
  setTimeout(onPicture, drawingMs);
  onPicture = null;
}

/** The images of an answer: they go over to the page. */
const bitmapsOf = (told: unknown): ImageBitmap[] =>
  Object.values(told ?? {}).filter((value) => value instanceof ImageBitmap);

/** More dumps in one file than anybody compares. */
const mostDumps = 100;

function dumpOf(snapshot: Snapshot): Dump {
  const { goroutines, reason } = snapshot;
  const hasCreators = goroutines.some(({ createdBy }) => createdBy);
  return {
    goroutines: goroutines.reduce((sum, { count }) => sum + count, 0),
    groups: groupGoroutines(snapshot),
    ...(reason && { reason }),
    ...(hasCreators && { creators: shallow(creatorTree(snapshot)) }),
  };
}

function summaryOf({
  format,
  snapshot,
  snapshots = [],
  notes,
  races,
  schedtrace,
  gctrace,
  metrics,
  entries,
}: Opened): Summary {
  const dumps = snapshots.length > 1 ? snapshots.slice(-mostDumps).map(dumpOf) : null;
  return {
    format,
    ...(dumps?.at(-1) ?? dumpOf(snapshot)),
    ...(dumps && { dumps }),
    notes,
    profile: own && factsOf(own),
    ...(trace && { trace: trace.overview() }),
    ...(races && { races }),
    ...(schedtrace && { schedtrace }),
    ...(gctrace && { gctrace }),
    ...(metrics && { metrics }),
    ...(entries && { entries: entries.map(({ name, bytes }) => ({ name, size: bytes.length })) }),
  };
}
