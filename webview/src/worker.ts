import { diffProfiles, FormatError, groupGoroutines, open, type SampleProfile } from '#profile';
import type { Answer, Comparison, Job, ProfileQuestion, ToWorker } from './jobs.ts';
import { factsOf, ProfileSession } from './profiles/session.ts';

const answer = (message: Answer) => self.postMessage(message);
const progressEveryMs = 100;

let own: SampleProfile | null = null;
let session: ProfileSession | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'open') void read(data);
  else if (data.type === 'ask') reply(data);
  else if (data.type === 'lend') data.port.postMessage(own);
  else compare(data);
};

async function read({ bytes }: Job): Promise<void> {
  let told = performance.now();
  const onProgress = (done: number, total: number) => {
    if (performance.now() - told < progressEveryMs) return;
    told = performance.now();
    answer({ type: 'progress', done, total });
  };
  try {
    const { format, snapshot, profile, notes } = await open(bytes, { onProgress });
    const goroutines = snapshot.goroutines.reduce((sum, { count }) => sum + count, 0);
    own = profile ?? null;
    session = profile ? new ProfileSession(profile) : null;
    answer({
      type: 'opened',
      format,
      goroutines,
      groups: groupGoroutines(snapshot),
      notes,
      profile: profile ? factsOf(profile) : null,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { offset, unpacked } = error instanceof FormatError ? error : { offset: null, unpacked: false };
    answer({ type: 'failed', message, offset, unpacked });
  }
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
