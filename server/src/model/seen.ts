import { type Machine, share } from './machine.ts';
import type { Packer } from './pack.ts';
import type { Step } from './program.ts';
import { Store } from './store.ts';
import type { Way } from './way.ts';

/**
 * The states that the ways of one stretch have come through. Most of what the source decides makes no difference a few
 * lines further down: ways that have come to the same state are one from there.
 */
export class Seen {
  private readonly store = new Store();
  private readonly packer: Packer;
  /** What all ways of the stretch have come from. */
  private base: Pick<Machine, 'goroutines' | 'things'> = { goroutines: [], things: [] };
  private readonly steps: (Step[] | null)[] = [];
  /** Steps with one other way. */
  private readonly twofold = new WeakSet<Step>();

  constructor(packer: Packer) {
    this.packer = packer;
  }

  /** Begins a stretch, where its way parts for the first time. */
  begin(machine: Machine): void {
    this.store.clear();
    share(machine);
    this.base = { goroutines: machine.goroutines, things: machine.things.slice() };
  }

  /** Says of a step that there was one other way. */
  noteTwofold(step: Step): void {
    this.twofold.add(step);
  }

  /** Whether another way has come here before. `waiting`: the goroutines whose turn it is next. */
  has({ machine, steps }: Way, waiting: readonly number[]): boolean {
    const row = this.packer.since(machine, this.base);
    for (const id of waiting) row.push(id);
    const before = this.store.size;
    const state = this.store.add(row);
    if (state === before) {
      this.steps[state] = steps?.slice() ?? null;
      return false;
    }
    const known = this.steps[state];
    if (known && steps) this.forgive(known, steps);
    return true;
  }

  /** Where both ways of a choice lead to the same state, nothing has to be just so for it. */
  private forgive(known: readonly Step[], other: readonly Step[]): void {
    const at = known.findIndex((step, i) => step !== other[i]);
    const [a, b] = [known[at], other[at]];
    if (!a || !b || !this.twofold.has(a) || a.site !== b.site || a.goroutine !== b.goroutine) return;
    a.isFree = false;
    let tooMany = freeIn(known, at) - freeIn(other, at + 1);
    for (let i = known.length - 1; i > at && tooMany > 0; i--) {
      if (known[i].isFree) tooMany--;
      known[i].isFree = false;
    }
  }
}

const freeIn = (steps: readonly Step[], from: number): number => {
  let free = 0;
  for (let i = from; i < steps.length; i++) if (steps[i].isFree) free++;
  return free;
};
