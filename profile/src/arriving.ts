/** A file whose bytes come one after the other. */
export class Arriving {
  /** Room for all of it; what has not come yet is 0. Another when the file is longer than it was said to be. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes are there. */
  length = 0;
  ended = false;
  private waiting: (() => void)[] = [];
  private readonly onHold: (isHeld: boolean) => void;

  /**
   * @param size how long the file is said to be, in bytes
   * @param onHold called when no bytes are wanted for a while, as something else is more urgent, and when they are again
   */
  constructor(size: number, onHold: (isHeld: boolean) => void = () => {}) {
    this.bytes = new Uint8Array(size);
    this.onHold = onHold;
  }

  /** Whoever sends the bytes is asked to wait, or to go on. */
  hold(isHeld: boolean): void {
    if (!this.ended) this.onHold(isHeld);
  }

  /** Adds what comes next. */
  add(piece: Uint8Array): void {
    const needed = this.length + piece.length;
    if (needed > this.bytes.length) {
      const wider = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      wider.set(this.bytes.subarray(0, this.length));
      this.bytes = wider;
    }
    this.bytes.set(piece, this.length);
    this.length = needed;
    this.wake();
  }

  /** Forgets what has come: it comes again. Whoever has begun to read meets the same bytes. */
  restart(): void {
    this.length = 0;
  }

  /** Nothing comes any more. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Settles when there is more, or it has ended. */
  more(): Promise<void> {
    return this.ended ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** All of it, once it is there. */
  async whole(): Promise<Uint8Array<ArrayBuffer>> {
    while (!this.ended) await this.more();
    return this.bytes.subarray(0, this.length);
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
