import { Float64Column, free, Int32Column, takeOf, Uint8Column, Uint32Column } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import { type RowMaps, rowIn } from './kept.ts';
import { RangeKind, type Ranges } from './model.ts';
import { NotIndependent } from './seams.ts';

/** Ranges of a part of a trace, with its rows and times. */
export interface PartRanges extends Ranges {
  /** 1 for those that were under way already when the part began. */
  continued: Uint8Array;
}

const kinds = Object.keys(RangeKind).length;

/** Collects the ranges of a part, as they come. */
export class RangeLog {
  private readonly columns = {
    kind: new Uint8Column(),
    start: new Float64Column(),
    end: new Float64Column(),
    subject: new Int32Column(),
    stack: new Uint32Column(),
    text: new Uint32Column(),
    swept: new Float64Column(),
    reclaimed: new Float64Column(),
    continued: new Uint8Column(),
  };

  add(fresh: PartRanges): void {
    for (const [name, column] of Object.entries(this.columns))
      column.pushAll(fresh[name as keyof PartRanges]);
  }

  /** One of those that were added ends. */
  end(row: number, time: number, swept: number, reclaimed: number): void {
    this.columns.end.data[row] = time;
    this.columns.swept.data[row] = swept;
    this.columns.reclaimed.data[row] = reclaimed;
  }

  finish(): PartRanges {
    return takeOf(this.columns);
  }
}

/** Puts the ranges of parts together. */
export class RangeJoiner {
  /** Of each part, with the rows and times of the whole trace, and how many of its rows there are. */
  private readonly pieces: { ranges: Ranges; length: number }[] = [];
  /** Ranges that were under way where a part ended. */
  private readonly underWay: (readonly [piece: Ranges, row: number])[] = [];
  /** By kind, and subject, which is counted from -1: which of them is its own where the last part ended, plus one. */
  private readonly open = Array.from({ length: kinds }, () => new Int32Column());

  /**
   * @param ranges which are the joiner's then
   * @param isFirst whether the trace begins with the part
   * @throws NotIndependent where what is under way at its begin is not what the parts before it leave
   */
  add({ continued, ...ranges }: PartRanges, isFirst: boolean, maps: RowMaps, times: EarlyTimes): void {
    const { kind, start, end, subject, stack, text, swept, reclaimed } = ranges;
    const opened: (readonly [kind: number, subject: number, row: number])[] = [];
    let length = 0;
    for (let i = 0; i < kind.length; i++) {
      const open = this.open[kind[i]];
      const own = rowIn(kind[i] === RangeKind.sweep ? maps.procs : maps.goroutines, subject[i]);
      const before = own + 1 < open.length ? open.data[own + 1] : 0;
      if (!isFirst && before > 0 !== (continued[i] === 1))
        throw new NotIndependent('A range does not go on from the part before.');
      const isOver = !Number.isNaN(end[i]);
      if (before > 0) {
        if (!isOver) continue;
        const [piece, row] = this.underWay[before - 1];
        piece.end[row] = times.of(end[i]);
        piece.swept[row] = swept[i];
        piece.reclaimed[row] = reclaimed[i];
        open.data[own + 1] = 0;
        continue;
      }
      kind[length] = kind[i];
      start[length] = times.of(start[i]);
      end[length] = times.of(end[i]);
      subject[length] = own;
      stack[length] = maps.stacks[stack[i]];
      text[length] = maps.strings[text[i]];
      swept[length] = swept[i];
      reclaimed[length] = reclaimed[i];
      if (!isOver) opened.push([kind[i], own, length]);
      length++;
    }
    for (const [kind, subject, row] of opened) {
      this.open[kind].extend(subject + 2, 0);
      this.open[kind].data[subject + 1] = this.underWay.push([ranges, row]);
    }
    this.pieces.push({ ranges, length });
  }

  /** @param last whether no part comes any more: what the pieces hold goes then */
  finish(last: boolean): Ranges {
    const { pieces } = this;
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const put = <T extends Column>(whole: T, name: keyof Ranges): T => {
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece.ranges[name].subarray(0, piece.length), at);
        at += piece.length;
        if (last) free(piece.ranges[name]);
      }
      return whole;
    };
    return {
      kind: put(new Uint8Array(length), 'kind'),
      start: put(new Float64Array(length), 'start'),
      end: put(new Float64Array(length), 'end'),
      subject: put(new Int32Array(length), 'subject'),
      stack: put(new Uint32Array(length), 'stack'),
      text: put(new Uint32Array(length), 'text'),
      swept: put(new Float64Array(length), 'swept'),
      reclaimed: put(new Float64Array(length), 'reclaimed'),
    };
  }
}

type Column = Uint8Array | Float64Array | Int32Array | Uint32Array;
