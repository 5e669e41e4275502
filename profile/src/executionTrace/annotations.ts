import { FormatError } from '../errors.ts';
import { Uint8Column } from './columns.ts';
import type { Cursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import { type Emitter, impossible } from './emitter.ts';
import { Ev, eventName, nobody } from './spec.ts';

const none = -1;

/** A goroutine has two at once at most: the world is stopped, it assists the collector. */
const maxRanges = 64;

/**
 * The events that change nothing in the scheduler: ranges of time, tasks, regions, logs, labels and values. They must
 * only be nested as they began.
 *
 * Source: internal/trace/order.go.
 */
export class Annotations {
  private readonly directory: Directory;
  private readonly out: Emitter;
  /** By processor: whether it sweeps. */
  private readonly sweeps = new Uint8Column();
  /** Goroutine → its ranges of time that are under way: the kind of event that began each, and its text. */
  private readonly ranges = new Map<number, [kind: number, text: number][]>();
  /** Goroutine → its regions that are under way. */
  private readonly regions = new Map<number, [task: number, name: number][]>();
  private readonly tasks = new Map<number, [name: number, parent: number]>();

  constructor(directory: Directory, out: Emitter) {
    this.directory = directory;
    this.out = out;
  }

  /** A goroutine has ended, and what was under way with it. */
  forget(row: number): void {
    this.ranges.delete(row);
    this.regions.delete(row);
  }

  /**
   * Lets an event through that waits for nothing.
   *
   * @param first whether it is of the trace's first generation
   * @throws FormatError for an event that can't be.
   */
  advance(e: Cursor, g: number, p: number, m: number, first: boolean): boolean {
    const { type } = e;
    if (type === Ev.GCSweepActive) {
      const row = this.directory.proc(e.a);
      if (row < 0) throw impossible(e, `processor ${e.a} is unknown`);
      this.sweeps.extend(row + 1, 0);
      this.out.holds(e, this.sweeps.data[row] === (first ? 0 : 1), 'the sweep did not begin');
      this.sweeps.data[row] = 1;
      this.out.emit(e, g, p, m, row);
      return true;
    }
    if (type === Ev.GCSweepBegin || type === Ev.GCSweepEnd) {
      const ends = type === Ev.GCSweepEnd;
      this.out.needs(e, m >= 0 && p >= 0);
      this.sweeps.extend(p + 1, 0);
      this.out.holds(e, this.sweeps.data[p] === (ends ? 1 : 0), 'sweeps are nested');
      this.sweeps.data[p] = ends ? 0 : 1;
      if (ends) this.out.emit(e, g, p, m, p, 0, 0, 0, e.a, e.b);
      else this.out.emit(e, g, p, m, p, this.out.stackOf(e, e.a));
      return true;
    }
    if (type === Ev.GCMarkAssistActive) {
      const row = this.directory.goroutine(e.a);
      if (row < 0) throw impossible(e, `goroutine ${e.a} is unknown`);
      const active = this.hasRange(row, Ev.GCMarkAssistBegin, 0);
      this.out.holds(e, active === !first, 'the range did not begin');
      if (!active) this.beginRange(row, Ev.GCMarkAssistBegin, 0);
      this.out.emit(e, g, p, m, row);
      return true;
    }
    if (type >= Ev.Span) {
      this.out.needs(e, m >= 0);
      this.out.block.c[this.out.block.length] = e.c;
      this.out.emit(e, g, p, m, none, 0, 0, 0, e.a, e.b);
      return true;
    }
    this.out.needs(e, m >= 0 && p >= 0 && g >= 0);
    switch (type) {
      case Ev.ProcsChange:
        this.out.emit(e, g, p, m, none, this.out.stackOf(e, e.b), 0, 0, e.a);
        return true;
      case Ev.GoLabel:
        this.out.emit(e, g, p, m, g, 0, this.out.stringOf(e, e.a));
        return true;
      case Ev.STWBegin:
        this.beginRange(g, type, this.out.stringOf(e, e.a), e);
        this.out.emit(e, g, p, m, g, this.out.stackOf(e, e.b), this.out.stringOf(e, e.a));
        return true;
      case Ev.STWEnd:
        this.out.emit(e, g, p, m, g, 0, this.endRange(e, g, Ev.STWBegin));
        return true;
      case Ev.GCMarkAssistBegin:
        this.beginRange(g, type, 0, e);
        this.out.emit(e, g, p, m, g, this.out.stackOf(e, e.a));
        return true;
      case Ev.GCMarkAssistEnd:
        this.endRange(e, g, Ev.GCMarkAssistBegin);
        this.out.emit(e, g, p, m, g);
        return true;
      default:
        return this.userEvent(e, g, p, m);
    }
  }

  private userEvent(e: Cursor, g: number, p: number, m: number): boolean {
    switch (e.type) {
      case Ev.UserTaskBegin: {
        if (this.tasks.has(e.a)) throw impossible(e, `task ${e.a} began already`);
        const name = this.out.stringOf(e, e.c);
        const parent = e.b === 0 ? nobody : e.b;
        this.tasks.set(e.a, [name, parent]);
        this.out.emit(e, g, p, m, none, this.out.stackOf(e, e.d), name, 0, e.a, parent);
        return true;
      }
      case Ev.UserTaskEnd: {
        const [name, parent] = this.tasks.get(e.a) ?? [0, nobody];
        this.tasks.delete(e.a);
        this.out.emit(e, g, p, m, none, this.out.stackOf(e, e.b), name, 0, e.a, parent);
        return true;
      }
      case Ev.UserRegionBegin: {
        const name = this.out.stringOf(e, e.b);
        const regions = this.regions.get(g);
        if (regions) regions.push([e.a, name]);
        else this.regions.set(g, [[e.a, name]]);
        this.out.emit(e, g, p, m, g, this.out.stackOf(e, e.c), name, 0, e.a);
        return true;
      }
      case Ev.UserRegionEnd: {
        const name = this.out.stringOf(e, e.b);
        // Of regions that began before the trace nothing is known.
        const inner = this.regions.get(g)?.pop();
        if (inner)
          this.out.holds(e, inner[0] === e.a && inner[1] === name, 'an outer region ends before an inner');
        this.out.emit(e, g, p, m, g, this.out.stackOf(e, e.c), name, 0, e.a);
        return true;
      }
      case Ev.UserLog:
        this.out.emit(
          e,
          g,
          p,
          m,
          g,
          this.out.stackOf(e, e.d),
          this.out.stringOf(e, e.b),
          this.out.stringOf(e, e.c),
          e.a,
        );
        return true;
      default:
        throw new FormatError(`The trace is broken: ${eventName(e.type)} is out of place.`, e.at);
    }
  }

  private hasRange(row: number, kind: number, text: number): boolean {
    return this.ranges.get(row)?.some((range) => range[0] === kind && range[1] === text) ?? false;
  }

  private beginRange(row: number, kind: number, text: number, e?: Cursor): void {
    if (e) this.out.holds(e, !this.hasRange(row, kind, text), 'it began already');
    const ranges = this.ranges.get(row);
    if (ranges) {
      if (ranges.length >= maxRanges)
        throw new FormatError('The trace is broken: a goroutine has too many ranges.');
      ranges.push([kind, text]);
    } else this.ranges.set(row, [[kind, text]]);
  }

  /** The text that it began with. */
  private endRange(e: Cursor, row: number, kind: number): number {
    const ranges = this.ranges.get(row) ?? [];
    const index = ranges.findIndex((range) => range[0] === kind);
    this.out.holds(e, index >= 0, 'it never began');
    const [, text] = ranges[index];
    ranges[index] = ranges[ranges.length - 1];
    ranges.pop();
    return text;
  }
}
