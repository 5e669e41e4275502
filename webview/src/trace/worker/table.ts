import { executionTrace } from '#profile';
import type { TableAnswer, TableColumn, TableOrder, TableQuestion } from '../queries.ts';
import { factsOf, type Known, lifeOf } from './facts.ts';

/** The goroutines as rows that are sorted and filtered; what crosses to the page is a window of them. */
export class GoroutineTable {
  private readonly known: Known;
  private readonly functions: readonly string[];
  private readonly columns = new Map<TableColumn, Float64Array>();
  /** The rows of the last question, which the next mostly asks more of. */
  private rows: Uint32Array = new Uint32Array();
  private asked = '';

  constructor(known: Known) {
    this.known = known;
    // A string a group, not a goroutine.
    this.functions = known.order.groups.map((group) => group.function.toLowerCase());
  }

  answer({ order, text, leakedOnly, from, to }: TableQuestion): TableAnswer {
    const asked = JSON.stringify([order, text, leakedOnly]);
    if (asked !== this.asked) {
      this.rows = this.find(order, text.trim().toLowerCase(), leakedOnly);
      this.asked = asked;
    }
    const rows = Array.from(this.rows.subarray(from, to), (row) => factsOf(this.known, row));
    return { total: this.rows.length, from, rows };
  }

  private find({ column, descending }: TableOrder, text: string, leakedOnly: boolean): Uint32Array {
    const { trace, order, leaked } = this.known;
    const isWanted = this.functions.map((name) => name.includes(text));
    const rows: number[] = [];
    for (let row = 0; row < leaked.length; row++) {
      if (leakedOnly && !leaked[row]) continue;
      if (isWanted[order.groupOf[row]] || String(trace.goroutines.id[row]) === text) rows.push(row);
    }
    const values = this.valuesOf(column);
    const sign = descending ? -1 : 1;
    return Uint32Array.from(rows).sort((a, b) => sign * (values[a] - values[b]) || a - b);
  }

  /** Numbers that a column is sorted by; a row a goroutine. */
  private valuesOf(column: TableColumn): Float64Array {
    const found = this.columns.get(column);
    if (found) return found;
    const values = this.compute(column);
    this.columns.set(column, values);
    return values;
  }

  private compute(column: TableColumn): Float64Array {
    const { trace, order, leaked, totals } = this.known;
    const each = (value: (row: number) => number) =>
      Float64Array.from({ length: leaked.length }, (_, row) => value(row));
    switch (column) {
      case 'id':
        return trace.goroutines.id;
      case 'function': {
        const ranks = new Map([...this.functions].sort().map((name, rank) => [name, rank]));
        return each((row) => ranks.get(this.functions[order.groupOf[row]]) ?? 0);
      }
      case 'created':
        return each((row) => executionTrace.createdAt(trace, row) || 0);
      case 'total':
        return each((row) => lifeOf(this.known, row));
      case 'syscall':
        return each((row) => totals.syscall[row] + totals.syscallBlocked[row]);
      case 'alive':
        return each((row) => Number(Number.isNaN(trace.goroutines.end[row])));
      case 'leaked':
        return Float64Array.from(leaked);
      default:
        return totals[column];
    }
  }
}
