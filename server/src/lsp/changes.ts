/** Counts whatever may change a finding, so that idle pulls can wait instead of looking again. */
export class Changes {
  /** Grows with each change. */
  generation = 0;
  private waiting: (() => void)[] = [];

  bump(): void {
    this.generation++;
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }

  /** Resolves at the next change, or as soon as `onCancelled` calls back. */
  next(onCancelled: (wake: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      onCancelled(() => {
        this.waiting = this.waiting.filter((wake) => wake !== resolve);
        resolve();
      });
    });
  }
}
