import * as l10n from '@vscode/l10n';
import { maxProfileSize, type ToPage } from '#protocol';
import { post } from './host.ts';
import type { Answer, Failure, Job, Summary } from './jobs.ts';
import { WorkerLink } from './link.ts';
import { ProfileClient } from './profiles/client.ts';
import { takeWorker } from './workers.ts';

type Load = Extract<ToPage, { type: 'load' }>;
type Bytes = Uint8Array<ArrayBuffer>;

/** What becomes of a file. */
export interface LoadEvents {
  /** Share that is done, 0 to 1; `null` while nobody can say. */
  progress(share: number | null): void;
  /** What is there so far of a trace; `opened` or `failed` follows. The link is the one that `opened` brings. */
  partial(summary: Summary, link: WorkerLink, share: number): void;
  /**
   * The worker stays for questions, `profile` until `cancel`, and `link`, where it keeps a trace or an archive, until
   * whoever gets it closes it.
   */
  opened(summary: Summary, profile: ProfileClient | null, link: WorkerLink | null): void;
  failed(failure: Failure): void;
}

const failure = (error: unknown): Failure => ({
  message: error instanceof Error ? error.message : String(error),
  offset: null,
  unpacked: false,
});

const tooLarge = () => new RangeError(l10n.t('The file is larger than 1 GiB.'));

/** One file's way from the disk through the worker. After `cancel` no event comes. */
export class Loader {
  private readonly load: Load;
  private readonly events: LoadEvents;
  private readonly abort = new AbortController();
  private worker: Worker | undefined;
  /** Whether the worker has told of its progress. */
  private hasBegun = false;
  private client: ProfileClient | null = null;
  /** Until that settles, the worker wants no bytes. */
  private held: Promise<void> | undefined;
  private goOn = () => {};
  /** Where a part of a trace is on show already. */
  private link: WorkerLink | undefined;

  constructor(load: Load, events: LoadEvents) {
    this.load = load;
    this.events = events;
  }

  async start(): Promise<void> {
    try {
      if (this.load.size > maxProfileSize) throw tooLarge();
      const { uri, size } = this.load;
      const response = fetch(uri, { signal: this.abort.signal });
      response.catch(() => {});
      const [worker, script] = await takeWorker();
      if (this.abort.signal.aborted) return worker.terminate();
      this.worker = worker;
      worker.onmessage = ({ data }: MessageEvent<Answer>) => this.answer(data);
      worker.onerror = ({ message }) => this.finish(() => this.events.failed(failure(message)));
      worker.postMessage({ type: 'open', size, script } satisfies Job);
      await this.send(worker, response);
    } catch (error) {
      this.finish(() => this.events.failed(failure(error)));
    }
  }

  cancel(): void {
    this.abort.abort();
    this.goOn();
    this.worker?.terminate();
  }

  /** A piece of the file from the host. */
  piece({ bytes, last }: Extract<ToPage, { type: 'bytes' }>): void {
    if (!this.worker) return;
    give(this.worker, new Uint8Array(bytes));
    if (last) give(this.worker, null);
  }

  /** The host could not send the file. */
  fail(message: string): void {
    this.finish(() => this.events.failed(failure(message)));
  }

  private answer(message: Answer): void {
    if (message.type === 'progress') {
      this.hasBegun = true;
      this.events.progress(message.total ? message.done / message.total : null);
    } else if (message.type === 'answer')
      this.client?.answered(message.request, message.reply, message.message);
    else if (message.type === 'hold') this.hold(message.isHeld);
    else if (message.type === 'partial') this.partial(message);
    else if (message.type === 'opened') this.opened(message);
    else if (message.type === 'failed') this.finish(() => this.events.failed(message));
  }

  private hold(isHeld: boolean): void {
    this.goOn();
    if (isHeld)
      this.held = new Promise((resolve) => {
        this.goOn = resolve;
      });
  }

  private partial({ share, ...summary }: Extract<Answer, { type: 'partial' }>): void {
    const { worker } = this;
    if (!worker || this.abort.signal.aborted) return;
    this.link ??= new WorkerLink(worker, (message) => this.answer(message));
    this.events.partial(summary, this.link, share);
  }

  private opened(summary: Summary): void {
    const { worker } = this;
    if (!worker || this.abort.signal.aborted) return;
    if (summary.trace || summary.entries) {
      const link = this.link ?? new WorkerLink(worker);
      this.worker = undefined;
      this.finish(() => this.events.opened(summary, null, link));
    } else if (summary.profile) {
      this.client = new ProfileClient((message, transfer) => worker.postMessage(message, transfer));
      this.events.opened(summary, this.client, null);
    } else this.finish(() => this.events.opened(summary, null, null));
  }

  private finish(tell: () => void): void {
    if (this.abort.signal.aborted) return;
    this.cancel();
    tell();
  }

  /** Hands the file to the worker, piece by piece, as it comes. */
  private async send(worker: Worker, response: Promise<Response>): Promise<void> {
    try {
      await this.sendBody(worker, await response);
    } catch (error) {
      if (this.abort.signal.aborted || error instanceof RangeError) throw error;
      // Some file systems can't be fetched from; the host reads those.
      worker.postMessage({ type: 'again' } satisfies Job);
      post({ type: 'sendBytes', id: this.load.id });
    }
  }

  private async sendBody(worker: Worker, { ok, status, body }: Response): Promise<void> {
    if (!ok || !body) throw new Error(`${status}`);
    const { size } = this.load;
    const reader = body.getReader();
    for (let done = 0; ; ) {
      await this.held;
      const { done: ended, value } = await reader.read();
      if (ended) break;
      done += value.length;
      if (done > maxProfileSize) throw tooLarge();
      give(worker, value);
      // The worker tells how far it is, once it has begun.
      if (!this.hasBegun) this.events.progress(size ? Math.min(done / size, 1) : null);
    }
    give(worker, null);
  }
}

const give = (worker: Worker, bytes: Bytes | null) =>
  worker.postMessage({ type: 'bytes', bytes } satisfies Job, bytes ? [bytes.buffer] : []);
