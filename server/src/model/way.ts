import type { Frame, Goroutine, Machine, OwnFrame, OwnGoroutine } from './machine.ts';
import type { Packer } from './pack.ts';
import type { Budget, Operation, ProblemKind, Procedure, Site, Step } from './program.ts';
import type { Seen } from './seen.ts';
import { traitsOf } from './traits.ts';

/** What goes wrong where. */
export interface Failure {
  kind: ProblemKind;
  goroutine: number;
  site: Site;
  madeAt: Site;
  /** Whether a deferred function may recover from it: then it goes on as a panic. */
  caught: boolean;
}

/** A state that is being worked out. */
export interface Way {
  machine: Machine;
  /** The process has ended, or what follows can't be told. */
  isOver: boolean;
  /** The budget ended it. */
  isCut: boolean;
  failure: Failure | null;
  /** What has been done; `null` where nobody asks. */
  steps: Step[] | null;
}

/** What does not change while a program is explored, but for the work. */
export interface Setting {
  /** What has been done so far, in operations and objects copied. */
  work: number;
  procedures: readonly Procedure[];
  /** By procedure, once somebody has asked: the traits of its operations. */
  traits: (Uint8Array | undefined)[];
  isMain: boolean;
  capacities: ReadonlyMap<Site, number>;
  budget: Budget;
  packer: Packer;
  seen: Seen;
  /** Whether a lock is given back at once: see `run.ts`. */
  unlocksEarly: boolean;
  /** Whether something has been done that may tell whether a lock is given back at once. */
  sawLock: boolean;
}

export const topOf = ({ frames }: Goroutine): Frame => frames[frames.length - 1];

export const topToRun = ({ frames }: OwnGoroutine): OwnFrame => frames[frames.length - 1];

/** The operation that a goroutine stands at; `undefined` while it leaves a function. */
export const operationOf = ({ procedures }: Setting, goroutine: Goroutine): Operation | undefined => {
  const frame = topOf(goroutine);
  return frame.leaving ? undefined : procedures[frame.procedure].operations[frame.pc];
};

/** The traits of the operation that a goroutine stands at. */
export function traitAt({ procedures, traits }: Setting, goroutine: Goroutine): number {
  const { procedure, pc } = topOf(goroutine);
  traits[procedure] ??= traitsOf(procedures[procedure]);
  return traits[procedure][pc];
}

export function findGoroutine({ goroutines }: Machine, id: number): Goroutine | undefined {
  for (const goroutine of goroutines) if (goroutine.id === id) return goroutine;
  return undefined;
}
