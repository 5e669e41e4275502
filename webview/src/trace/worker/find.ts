import { executionTrace } from '#profile';
import type { Hit } from '../queries.ts';
import type { Known } from './facts.ts';
import { taskWithId, type Words } from './words.ts';

/** Something that a search found: a task or region with its time, or a goroutine. */
interface Found {
  row: number;
  span: executionTrace.Span | null;
  text: string;
}

/** Finds goroutines by function, id, label, task and region: tasks and regions by time, then goroutines as drawn. */
export class Finder {
  private readonly known: Known;
  private readonly words: Words;
  private text: string | null = null;
  private found: Found[] = [];

  constructor(known: Known, words: Words) {
    this.known = known;
    this.words = words;
  }

  /** @param index which of all, around the end: -1 is the last */
  answer(text: string, index: number): Hit | null {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return null;
    if (wanted !== this.text) {
      this.found = this.find(wanted);
      this.text = wanted;
    }
    const count = this.found.length;
    if (count === 0) return { index: 0, count, interval: -1, span: null, text: '' };
    const at = ((index % count) + count) % count;
    const { row, span, text: told } = this.found[at];
    const { goroutines } = this.known.trace;
    const last = goroutines.interval[row + 1] - 1;
    const interval = span ? executionTrace.intervalAt(this.known.trace, row, span.from) : last;
    return { index: at, count, interval, span, text: told };
  }

  private find(text: string): Found[] {
    const { trace, order } = this.known;
    const { tasks, regions, strings, goroutines, duration } = trace;
    const found: Found[] = [];
    const add = (columns: typeof tasks | typeof regions, row: number) => {
      const goroutine = columns.goroutine[row];
      if (goroutine < 0) return;
      const from = columns.start[row] || 0;
      const to = Number.isNaN(columns.end[row]) ? duration : columns.end[row];
      found.push({ row: goroutine, span: { from, to }, text: strings[columns.name[row]] });
    };
    const byId = taskWithId(trace, text);
    const names = new Map<number, boolean>();
    const isWanted = (name: number): boolean => {
      let wanted = names.get(name);
      if (wanted === undefined) {
        wanted = strings[name].toLowerCase().includes(text);
        names.set(name, wanted);
      }
      return wanted;
    };
    for (let row = 0; row < tasks.id.length; row++)
      if (row === byId || isWanted(tasks.name[row])) add(tasks, row);
    for (let row = 0; row < regions.name.length; row++) if (isWanted(regions.name[row])) add(regions, row);
    found.sort((a, b) => (a.span?.from ?? 0) - (b.span?.from ?? 0));
    const matches = this.words.matches(text);
    const own = new Set(found.map(({ row }) => row));
    for (const row of order.rowAt) {
      if (!matches[row] || own.has(row) || goroutines.interval[row] === goroutines.interval[row + 1])
        continue;
      found.push({ row, span: null, text: executionTrace.startFunction(trace, row) });
    }
    return found;
  }
}
