import { Float64Column } from '../columns.ts';

/**
 * Who appears in a trace: the ids of goroutines, processors and threads by row. A goroutine's id may come again (a
 * thread of C that calls into Go keeps it); each life has a row of its own.
 */
export class Directory {
  readonly goroutines: Float64Column = new Float64Column(1024);
  readonly procs: Float64Column = new Float64Column();
  readonly threads: Float64Column = new Float64Column();
  /** Ids → rows; of the goroutines, those that live now. */
  private readonly living = new Map<number, number>();
  private readonly procRows = new Map<number, number>();
  private readonly threadRows = new Map<number, number>();

  /** A new goroutine's row. */
  born(id: number): number {
    const row = this.goroutines.push(id);
    this.living.set(id, row);
    return row;
  }

  /** The row of a goroutine that lives, or -1. */
  goroutine(id: number): number {
    return this.living.get(id) ?? -1;
  }

  died(row: number): void {
    this.living.delete(this.goroutines.data[row]);
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
