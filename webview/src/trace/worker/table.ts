import { executionTrace } from '#profile';
import type { Span, TableAnswer, TableColumn, TableOrder, TableQuestion } from '../queries.ts';
import { factsOf, type Known, lifeIn } from './facts.ts';
import type { Words } from './words.ts';

/** What goroutines did in a window, and the numbers that they are sorted by. */
interface Shown {
  window: Span | undefined;
  lives: Uint8Array | null;
  durations: Pick<Known, 'totals' | 'assist'>;
  columns: Map<TableColumn, Float64Array>;
}

/** The goroutines as rows that are sorted and filtered; what crosses to the page is a part of them. */
export class GoroutineTable {
  private readonly known: Known;
  private readonly words: Words;
  private readonly whole: Shown;
  private inWindow: (Shown & { window: Span }) | null = null;
  /** The rows of the last question, which the next mostly asks more of. */
  private rows: Uint32Array = new Uint32Array();
  private asked = '';

  constructor(known: Known, words: Words) {
    this.known = known;
    this.words = words;
    this.whole = { window: undefined, lives: null, durations: known, columns: new Map() };
  }

  answer({ order, text, leakedOnly, window, from, to }: TableQuestion): TableAnswer {
    const asked = JSON.stringify([order, text, leakedOnly, window]);
    const shown = this.shownIn(window);
    if (asked !== this.asked) {
      this.rows = this.find(shown, order, text.trim().toLowerCase(), leakedOnly);
      this.asked = asked;
    }
    const rows = Array.from(this.rows.subarray(from, to), (row) =>
      factsOf(this.known, row, shown.durations, shown.window),
    );
    return { total: this.rows.length, from, rows };
  }

  private shownIn(window: Span | null): Shown {
    if (!window) return this.whole;
    const { trace } = this.known;
    if (this.inWindow?.window.from !== window.from || this.inWindow.window.to !== window.to) {
      const durations = {
        totals: executionTrace.totalsIn(trace, window),
        assist: executionTrace.assistTimesIn(trace, window),
      };
      const lives = executionTrace.livesIn(trace, window);
      this.inWindow = { window, lives, durations, columns: new Map() };
    }
    return this.inWindow;
  }

  private find(
    shown: Shown,
    { column, descending }: TableOrder,
    text: string,
    leakedOnly: boolean,
  ): Uint32Array {
    const { leaked } = this.known;
    const isWanted = this.words.matches(text);
    const rows: number[] = [];
    for (let row = 0; row < leaked.length; row++) {
      if (!isWanted[row] || (leakedOnly && !leaked[row]) || shown.lives?.[row] === 0) continue;
      rows.push(row);
    }
    const values = this.valuesOf(shown, column);
    const sign = descending ? -1 : 1;
    return Uint32Array.from(rows).sort((a, b) => sign * (values[a] - values[b]) || a - b);
  }

  /** Numbers that a column is sorted by; a row a goroutine. */
  private valuesOf(shown: Shown, column: TableColumn): Float64Array {
    const found = shown.columns.get(column);
    if (found) return found;
    const values = this.compute(shown, column);
    shown.columns.set(column, values);
    return values;
  }

  private compute({ window, durations }: Shown, column: TableColumn): Float64Array {
    const { trace, order, leaked } = this.known;
    const { totals } = durations;
    const span = window ?? { from: 0, to: trace.duration };
    const each = (value: (row: number) => number) =>
      Float64Array.from({ length: leaked.length }, (_, row) => value(row));
    switch (column) {
      case 'id':
        return trace.goroutines.id;
      case 'function': {
        const names = order.groups.map((group) => group.function.toLowerCase());
        const ranks = new Map([...names].sort().map((name, rank) => [name, rank]));
        return each((row) => ranks.get(names[order.groupOf[row]]) ?? 0);
      }
      case 'created':
        return each((row) => executionTrace.createdAt(trace, row) || 0);
      case 'total':
        return each((row) => lifeIn(trace, row, span));
      case 'syscall':
        return each((row) => totals.syscall[row] + totals.syscallBlocked[row]);
      case 'assist':
        return durations.assist;
      case 'alive':
        return each((row) => Number(Number.isNaN(trace.goroutines.end[row])));
      case 'leaked':
        return Float64Array.from(leaked);
      case 'running':
      case 'runnable':
      case 'waiting':
        return totals[column];
      default: {
        const reason = trace.intervals.reasons.indexOf(column.slice('wait:'.length));
        return executionTrace.waitTimes(trace, reason, span);
      }
    }
  }
}
