import { Column } from './memory';
import { RowMap } from './rowMap';

/** The runtime counts from 1; ids from here on are of programs that have run for long, or broken, and go into a map. */
const dense: u64 = 1 << 22;

/** Ids → rows. */
@final
export class IdTable {
  /** -1 for none. */
  private rows: Column<i32> = new Column<i32>(1024);
  private sparse: RowMap = new RowMap();

  /** The row, or -1. */
  @inline
  get(id: u64): i32 {
    if (id < <u64>this.rows.length) return this.rows.get(<i32>id);
    return id < dense ? -1 : this.sparse.get(id);
  }

  /** Gives an id that has none a row. */
  set(id: u64, row: i32): void {
    if (id >= dense) {
      this.sparse.add(id, row);
      return;
    }
    this.rows.extend(<i32>id + 1, -1);
    this.rows.set(<i32>id, row);
  }

  delete(id: u64): void {
    if (id < <u64>this.rows.length) this.rows.set(<i32>id, -1);
    else this.sparse.delete(id);
  }

  clear(): void {
    this.rows.length = 0;
    this.sparse.clear();
  }
}
