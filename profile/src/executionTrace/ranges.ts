import { Float64Column, Int32Column, Uint8Column, Uint32Column } from './columns.ts';
import type { EventBlock } from './events.ts';
import { RangeKind, type Ranges } from './model.ts';
import { Ev } from './spec.ts';

/** Pairs begins and ends of the collector's phases and of pauses. */
export class RangeBuilder {
  private readonly kind = new Uint8Column();
  private readonly start = new Float64Column();
  private readonly end = new Float64Column();
  private readonly subject = new Int32Column();
  private readonly stack = new Uint32Column();
  private readonly text = new Uint32Column();
  private readonly swept = new Float64Column();
  private readonly reclaimed = new Float64Column();
  /** By kind: subject → the row of the range that is under way. */
  private readonly open = Object.values(RangeKind).map(() => new Map<number, number>());
  private lastSync = 0;

  consume(block: EventBlock): void {
    for (let i = 0; i < block.length; i++) {
      const type = block.type[i];
      if (type === 255) this.lastSync = block.time[i];
      if (type < Ev.STWBegin || type > Ev.GCMarkAssistEnd) continue;
      switch (type) {
        case Ev.STWBegin:
          this.begin(RangeKind.stopTheWorld, block, i);
          break;
        case Ev.GCBegin:
          this.begin(RangeKind.mark, block, i);
          break;
        case Ev.GCSweepBegin:
          this.begin(RangeKind.sweep, block, i);
          break;
        case Ev.GCMarkAssistBegin:
          this.begin(RangeKind.markAssist, block, i);
          break;
        case Ev.GCActive:
          this.active(RangeKind.mark, block, i);
          break;
        case Ev.GCSweepActive:
          this.active(RangeKind.sweep, block, i);
          break;
        case Ev.GCMarkAssistActive:
          this.active(RangeKind.markAssist, block, i);
          break;
        case Ev.STWEnd:
          this.finishRange(RangeKind.stopTheWorld, block, i);
          break;
        case Ev.GCEnd:
          this.finishRange(RangeKind.mark, block, i);
          break;
        case Ev.GCSweepEnd:
          this.finishRange(RangeKind.sweep, block, i);
          break;
        case Ev.GCMarkAssistEnd:
          this.finishRange(RangeKind.markAssist, block, i);
          break;
      }
    }
  }

  finish(): Ranges {
    return {
      kind: this.kind.exact(),
      start: this.start.exact(),
      end: this.end.exact(),
      subject: this.subject.exact(),
      stack: this.stack.exact(),
      text: this.text.exact(),
      swept: this.swept.exact(),
      reclaimed: this.reclaimed.exact(),
    };
  }

  private begin(kind: number, block: EventBlock, i: number, start: number = block.time[i]): void {
    const subject = block.subject[i];
    this.open[kind].set(subject, this.kind.length);
    this.kind.push(kind);
    this.start.push(start);
    this.end.push(Number.NaN);
    this.subject.push(subject);
    this.stack.push(block.stack[i]);
    this.text.push(block.text[i]);
    this.swept.push(0);
    this.reclaimed.push(0);
  }

  /** It was under way when the generation began. */
  private active(kind: number, block: EventBlock, i: number): void {
    if (!this.open[kind].has(block.subject[i])) this.begin(kind, block, i, this.lastSync);
  }

  private finishRange(kind: number, block: EventBlock, i: number): void {
    const subject = block.subject[i];
    const row = this.open[kind].get(subject);
    if (row === undefined) return;
    this.open[kind].delete(subject);
    this.end.data[row] = block.time[i];
    this.swept.data[row] = kind === RangeKind.sweep ? block.a[i] : 0;
    this.reclaimed.data[row] = kind === RangeKind.sweep ? block.b[i] : 0;
  }
}
