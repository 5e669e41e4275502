import type { ToWorker } from '../jobs.ts';
import type { Kind, ProfileFacts, QueryOf, ReplyOf } from './messages.ts';

interface Waiting {
  resolve: (reply: never) => void;
  reject: (error: Error) => void;
}

type Send = (message: ToWorker, transfer: Transferable[]) => void;

/** Asks a worker about the profile that it holds. */
export class ProfileClient {
  private readonly send: Send;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;

  constructor(send: Send) {
    this.send = send;
  }

  ask<K extends Kind>(query: QueryOf<K>): Promise<ReplyOf<K>> {
    const request = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      this.send({ type: 'ask', request, query }, []);
    });
  }

  /**
   * From now on answers are about what the profile has beyond another one; with `null`, about itself again. The other
   * worker hands its profile over without the page.
   *
   * @throws Error where the two have nothing in common.
   */
  compareWith(base: ProfileClient | null): Promise<ProfileFacts> {
    const request = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      if (!base) return this.send({ type: 'base', request, port: null }, []);
      const { port1, port2 } = new MessageChannel();
      base.send({ type: 'lend', port: port1 }, [port1]);
      this.send({ type: 'base', request, port: port2 }, [port2]);
    });
  }

  /** The worker's answer, or what was wrong with the question. */
  answered(request: number, reply: ReplyOf<Kind> | ProfileFacts | null, message: string): void {
    const waiting = this.waiting.get(request);
    this.waiting.delete(request);
    if (reply === null) waiting?.reject(new Error(message));
    else waiting?.resolve(reply as never);
  }
}

/**
 * Asks one question at a time; of those that come meanwhile only the last is asked. So scrolling and zooming never run
 * ahead of the worker.
 */
export class Latest<Q, R> {
  private readonly ask: (question: Q) => Promise<R>;
  private readonly use: (reply: R, question: Q) => void;
  private isBusy = false;
  private next: { question: Q } | null = null;

  constructor(ask: (question: Q) => Promise<R>, use: (reply: R, question: Q) => void) {
    this.ask = ask;
    this.use = use;
  }

  request(question: Q): void {
    this.next = { question };
    if (!this.isBusy) void this.run();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    try {
      for (let now = this.next; now; now = this.next) {
        this.next = null;
        const reply = await this.ask(now.question);
        // An answer that is outdated is still better than what was there before.
        this.use(reply, now.question);
      }
    } finally {
      this.isBusy = false;
    }
  }
}
