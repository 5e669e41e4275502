import { Float64Column } from './columns.ts';

/** Ids in the order in which they first appear. */
export class Rows {
  readonly id = new Float64Column();
  private readonly rows = new Map<number, number>();

  /** The row, or -1. */
  get(id: number): number {
    return this.rows.get(id) ?? -1;
  }

  /** The row of each, which is added where it is new. */
  of(ids: Float64Array): Int32Array {
    return Int32Array.from(ids, (id) => {
      let row = this.rows.get(id);
      if (row === undefined) {
        row = this.id.push(id);
        this.rows.set(id, row);
      }
      return row;
    });
  }
}
