import type { EventBlock } from './events.ts';
import { Ev } from './spec.ts';

/** A part can't be read by itself: what it shows does not go on from where the one before it ends. */
export class NotIndependent extends Error {}

/**
 * Follows over all parts what a part that is read by itself takes for given: in which phase the collector is, and
 * which regions are under way, where it begins.
 *
 * Source: internal/trace/order.go.
 */
export class Seams {
  /** Of the collector's mark phase; `null` while nothing is known. */
  private marks: boolean | null = null;
  private sequence = 0;
  /** Goroutine → its regions that are under way. */
  private readonly regions = new Map<number, [task: number, name: number][]>();

  /**
   * @param checks whether it is of a later part
   * @throws NotIndependent
   */
  consume({ type, length, goroutine, text, a }: EventBlock, checks: boolean): void {
    const holds = (holds: boolean, what: string) => {
      if (checks && !holds) throw new NotIndependent(`${what} does not go on from the part before.`);
    };
    for (let i = 0; i < length; i++) {
      switch (type[i]) {
        case Ev.GCActive:
        case Ev.GCBegin:
        case Ev.GCEnd: {
          const runs = type[i] !== Ev.GCBegin;
          holds(this.marks === null || (this.marks === runs && a[i] === this.sequence + 1), 'A mark phase');
          this.marks = type[i] !== Ev.GCEnd;
          this.sequence = a[i];
          break;
        }
        case Ev.UserRegionBegin: {
          const regions = this.regions.get(goroutine[i]);
          if (regions) regions.push([a[i], text[i]]);
          else this.regions.set(goroutine[i], [[a[i], text[i]]]);
          break;
        }
        case Ev.UserRegionEnd: {
          const inner = this.regions.get(goroutine[i])?.pop();
          holds(!inner || (inner[0] === a[i] && inner[1] === text[i]), 'A region');
          break;
        }
      }
    }
  }
}
