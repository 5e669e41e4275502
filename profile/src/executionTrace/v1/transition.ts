import type { V1Events } from './events.ts';
import { V1 } from './spec.ts';

export const dead = 0;
const runnable = 1;
const running = 2;
const waiting = 3;
export type Status = 0 | 1 | 2 | 3;

/** Any sequence number will do; of the next one: it is one more. */
export const anySequence = -1;

/** What an event needs of a goroutine, and makes of it: a sequence number and a status. */
export class Transition {
  goroutine = 0;
  needs = 0;
  needsStatus: Status = dead;
  makes = 0;
  makesStatus: Status = dead;

  /** False for events that need nothing. */
  of(events: V1Events, i: number): boolean {
    const a = events.a.data[i];
    const b = events.b.data[i];
    const own = events.goroutine.data[i];
    switch (events.type.data[i]) {
      case V1.GoCreate:
        return this.set(a, 0, dead, 1, runnable);
      case V1.GoWaiting:
      case V1.GoInSyscall:
        return this.set(own, 1, runnable, 2, waiting);
      case V1.GoStart:
      case V1.GoStartLabel:
        return this.set(own, b, runnable, b + 1, running);
      case V1.GoStartLocal:
        return this.set(own, anySequence, runnable, anySequence, running, true);
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoSleep:
      case V1.GoSysBlock:
      case V1.GoBlockGC:
        return this.set(own, anySequence, running, anySequence, waiting);
      case V1.GoSched:
      case V1.GoPreempt:
        return this.set(own, anySequence, running, anySequence, runnable);
      case V1.GoUnblock:
      case V1.GoSysExit:
        return this.set(a, b, waiting, b + 1, runnable);
      case V1.GoUnblockLocal:
      case V1.GoSysExitLocal:
        return this.set(a, anySequence, waiting, anySequence, runnable, true);
      case V1.GCStart:
        // The collector's cycles are in order too.
        return this.set(-1, a, dead, a + 1, dead);
      default:
        return false;
    }
  }

  /** `counts`: the sequence number goes up by one, from whatever it is. */
  counts = false;

  private set(
    goroutine: number,
    needs: number,
    needsStatus: Status,
    makes: number,
    makesStatus: Status,
    counts = false,
  ): boolean {
    this.goroutine = goroutine;
    this.needs = needs;
    this.needsStatus = needsStatus;
    this.makes = makes;
    this.makesStatus = makesStatus;
    this.counts = counts;
    return true;
  }
}
