import { FormatError } from '../errors.ts';
import type { Part } from './part.ts';
import { type PartJob, type PartReaders, readJob } from './partReaders.ts';

/** A part that is to be read, and maybe a copy of its bytes for whoever else reads it: `slice` of a Buffer is none. */
interface Ready {
  job: PartJob;
  copy: Uint8Array | null;
}

type Made = [job: PartJob, part: Part];

/** A first look at a trace. */
export interface Look {
  /** Settles once whoever shows it has it. */
  told: Promise<void>;
  /** Settles once that is drawn. */
  drawn: Promise<void>;
}

/**
 * Reads parts, as many at once as there are readers, and tells of them in their order. A copy of the next part's bytes
 * is made while others are read: a reader that is done gets it at once, before what it made is looked at.
 */
export class PartQueue {
  private readonly jobs: AsyncGenerator<PartJob, undefined>;
  private readonly readers: PartReaders | undefined;
  private readonly lookAt: (job: PartJob) => Look;
  private readonly onProgress: (done: number) => void;
  private readonly underWay: Promise<Made | null>[] = [];
  /** The next one, and what it is once it is there. */
  private upcoming: Promise<Ready | null> | null = null;
  private ready: Ready | null = null;
  private look: Look | undefined;
  private isWanted = true;

  /**
   * @param lookAt looks at the first part, on this thread
   * @param onProgress called with the bytes that are done of a part that is read on this thread; it may throw to stop
   */
  constructor(
    jobs: AsyncGenerator<PartJob, undefined>,
    readers: PartReaders | undefined,
    lookAt: (job: PartJob) => Look,
    onProgress: (done: number) => void,
  ) {
    this.jobs = jobs;
    this.readers = readers;
    this.lookAt = lookAt;
    this.onProgress = onProgress;
  }

  async *inOrder(): AsyncGenerator<Made> {
    const { underWay, readers } = this;
    try {
      for (let i = 0; ; i++) {
        while (underWay.length < Math.max(i + 1, readers?.count ?? 1)) this.start();
        if (readers) this.prepare();
        const made = await underWay[i];
        if (!made) return;
        yield made;
        // It is the receiver's now.
        underWay[i] = Promise.resolve(null);
      }
    } finally {
      this.isWanted = false;
    }
  }

  private start(): void {
    const { ready, upcoming } = this;
    this.ready = null;
    this.upcoming = null;
    const part = ready ? this.read(ready) : (upcoming ?? this.next()).then((next) => next && this.read(next));
    // Those behind one that fails are waited for by nobody.
    part.then(
      (made) => made && this.readers && this.isWanted && this.start(),
      () => {},
    );
    this.underWay.push(part);
  }

  private prepare(): void {
    if (this.upcoming) return;
    const upcoming = this.next();
    this.upcoming = upcoming;
    upcoming.then(
      (ready) => {
        if (!ready || this.upcoming !== upcoming) return;
        ready.copy = new Uint8Array(ready.job.bytes);
        this.ready = ready;
      },
      // Whoever takes it is told.
      () => {},
    );
  }

  private async next(): Promise<Ready | null> {
    const { value: job } = await this.jobs.next();
    return job ? { job, copy: null } : null;
  }

  private async read({ job, copy }: Ready): Promise<Made> {
    const { readers, look } = this;
    // Until the first look was had, nobody takes a processor from it; until it is drawn, one other does.
    if (look) await look.drawn;
    else {
      this.look = this.lookAt(job);
      await (readers && readers.count > 1 ? this.look.told : this.look.drawn);
    }
    if (!readers) return [job, await this.readHere(job)];
    try {
      return [job, await readers.read({ ...job, bytes: copy ?? new Uint8Array(job.bytes) })];
    } catch (error) {
      if (error instanceof FormatError) throw error;
      return [job, await this.readHere(job)];
    }
  }

  private readHere(job: PartJob): Promise<Part> {
    return readJob(job, this.onProgress);
  }
}
