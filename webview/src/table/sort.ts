import type { Order } from './element.ts';

type Value = string | number;

/** Indexes of rows in an order: numbers by size, texts by their letters, and what is equal as it was. */
export function sorted(length: number, valueAt: (index: number) => Value, { descending }: Order): number[] {
  const sign = descending ? -1 : 1;
  const values = Array.from({ length }, (_, index) => valueAt(index));
  return values.map((_, index) => index).sort((a, b) => sign * compareValues(values[a], values[b]) || a - b);
}

function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a === b ? 0 : a - b;
  }
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}

/** The order after somebody has chosen a column: numbers begin with the largest, the same column turns round. */
export function nextOrder(order: Order, column: string, isNumeric: boolean): Order {
  if (order.column !== column) return { column, descending: isNumeric };
  return { column, descending: !order.descending };
}
