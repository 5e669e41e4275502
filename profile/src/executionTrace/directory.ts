import { Float64Column, Int32Column } from './columns.ts';
import { RowMap } from './rowMap.ts';

/** The runtime counts goroutines from 1. Ids of programs that have run for long go into a map. */
const denseIds = 1 << 22;

/**
 * Who appears in a trace: the ids of goroutines, processors and threads by row. A goroutine's id may come again (a
 * thread of C that calls into Go keeps it); each life has a row of its own.
 */
export class Directory {
  readonly goroutines: Float64Column = new Float64Column(1024);
  readonly procs: Float64Column = new Float64Column();
  readonly threads: Float64Column = new Float64Column();
  /** Ids → rows of the goroutines that live now; of small ids, -1 for none. */
  private readonly living: RowMap = new RowMap();
  private readonly small: Int32Column = new Int32Column(1024);
  private readonly procRows = new Map<number, number>();
  private readonly threadRows = new Map<number, number>();

  /** A new goroutine's row. */
  born(id: number): number {
    const row = this.goroutines.push(id);
    if (id < denseIds) {
      this.small.extend(id + 1, -1);
      this.small.data[id] = row;
    } else this.living.add(id, row);
    return row;
  }

  /** The row of a goroutine that lives, or -1. */
  goroutine(id: number): number {
    // Half of a trace's events look a goroutine up.
    if (id < this.small.length) return this.small.data[id];
    return id < denseIds ? -1 : this.living.get(id);
  }

  died(row: number): void {
    const id = this.goroutines.data[row];
    if (id < denseIds) this.small.data[id] = -1;
    else this.living.delete(id);
  }

  /** The row of a processor, or -1. */
  proc(id: number): number {
    return this.procRows.get(id) ?? -1;
  }

  addProc(id: number): number {
    const row = this.procs.push(id);
    this.procRows.set(id, row);
    return row;
  }

  /** The row of a thread, which is added where it is new. */
  thread(id: number): number {
    let row = this.threadRows.get(id);
    if (row === undefined) {
      row = this.threads.push(id);
      this.threadRows.set(id, row);
    }
    return row;
  }
}
