import type { Goroutine, Snapshot, SnapshotReason, Stack } from '../model.ts';

/** Frames that only the goroutine has which writes a dump of all. */
const writers = new Set(['runtime/pprof.writeGoroutineStacks', 'runtime.Stack']);

/**
 * Sorts the goroutines of a file into dumps. A new one begins where a reason to print one stands (`begin`), where the
 * goroutine stands that writes dumps, and where one comes again that the dump already has.
 */
export class SnapshotBuilder {
  readonly snapshots: Snapshot[] = [];
  private goroutines: Goroutine[] = [];
  private reason: SnapshotReason | null = null;
  /** Id → index among the goroutines of the dump at hand. */
  private known = new Map<number, number>();
  /** The last goroutine that ran: dumps begin with one. */
  private running = 0;
  private readonly stacks: readonly Stack[];

  constructor(stacks: readonly Stack[]) {
    this.stacks = stacks;
  }

  get size(): number {
    return this.snapshots.reduce((sum, { goroutines }) => sum + goroutines.length, this.goroutines.length);
  }

  /** A reason to print a dump was read: what follows is one of its own. */
  begin(reason: SnapshotReason): void {
    this.end();
    this.reason = reason;
  }

  add(goroutine: Goroutine): void {
    const { id = 0, state, stack } = goroutine;
    const { frames } = this.stacks[stack];
    // Each thread has its own goroutine 0.
    if (id !== 0) {
      const before = this.known.get(id);
      if (before !== undefined) {
        if (this.completes(before, goroutine)) return;
        this.split();
      }
    }
    if (this.goroutines.length && state === 'running' && frames.length) {
      if (writers.has(frames[0].function)) this.end();
      else this.running = this.goroutines.length;
    }
    this.known.set(id, this.goroutines.length);
    this.goroutines.push(goroutine);
  }

  /** The dump at hand is complete. */
  end(): void {
    if (this.goroutines.length) {
      this.snapshots.push({
        stacks: this.stacks,
        goroutines: this.goroutines,
        ...(this.reason ? { reason: this.reason } : {}),
      });
      this.reason = null;
    }
    this.goroutines = [];
    this.known = new Map();
    this.running = 0;
  }

  /**
   * With GOTRACEBACK=crash, a goroutine that runs on another thread is first named without a stack; its thread prints
   * it once more.
   */
  private completes(index: number, goroutine: Goroutine): boolean {
    const before = this.goroutines[index];
    const had = this.stacks[before.stack].frames.length > 0;
    const has = this.stacks[goroutine.stack].frames.length > 0;
    if (had && has) return false;
    const { stackUnavailable: _, ...known } = has ? { ...before, ...goroutine } : { ...goroutine, ...before };
    this.goroutines[index] = had || has ? known : before;
    return true;
  }

  /** A goroutine came again: a new dump has begun, with the goroutine that wrote it if one ran since. */
  private split(): void {
    const next = this.running > 0 ? this.goroutines.splice(this.running) : [];
    this.end();
    for (const goroutine of next) {
      if (goroutine.id) this.known.set(goroutine.id, this.goroutines.length);
      this.goroutines.push(goroutine);
    }
  }
}
