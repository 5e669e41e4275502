/** Ids → rows, by open addressing. */
export class RowMap {
  private keys = new Float64Array(64);
  /** -1 where the slot is free. */
  private rows = new Int32Array(64).fill(-1);
  private count = 0;
  private mask = 63;
  /** So that no file can be made for all its ids to collide. */
  private readonly seed = (Math.random() * 2 ** 32) | 0;

  /** The row, or -1. */
  get(id: number): number {
    const { keys, rows, mask } = this;
    for (let slot = this.home(id); ; slot = (slot + 1) & mask) {
      const row = rows[slot];
      if (row < 0 || keys[slot] === id) return row;
    }
  }

  /** Adds an id that is not there yet. */
  add(id: number, row: number): void {
    if (this.count * 2 > this.mask) this.widen();
    this.count++;
    this.put(id, row);
  }

  delete(id: number): void {
    const { keys, rows, mask } = this;
    let free = this.home(id);
    while (rows[free] >= 0 && keys[free] !== id) free = (free + 1) & mask;
    if (rows[free] < 0) return;
    this.count--;
    // What stands behind moves up, where it may stand in the slot that gets free.
    for (let slot = (free + 1) & mask; rows[slot] >= 0; slot = (slot + 1) & mask) {
      const distance = (slot - this.home(keys[slot])) & mask;
      if (distance < ((slot - free) & mask)) continue;
      keys[free] = keys[slot];
      rows[free] = rows[slot];
      free = slot;
    }
    rows[free] = -1;
  }

  private put(id: number, row: number): void {
    let slot = this.home(id);
    while (this.rows[slot] >= 0) slot = (slot + 1) & this.mask;
    this.keys[slot] = id;
    this.rows[slot] = row;
  }

  private home(id: number): number {
    const high = id > 0xffffffff ? (id / 0x1_0000_0000) | 0 : 0;
    const mixed = Math.imul(id ^ high ^ this.seed, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.mask;
  }

  private widen(): void {
    const { keys, rows } = this;
    this.mask = this.mask * 2 + 1;
    this.keys = new Float64Array(this.mask + 1);
    this.rows = new Int32Array(this.mask + 1).fill(-1);
    for (let slot = 0; slot < rows.length; slot++) if (rows[slot] >= 0) this.put(keys[slot], rows[slot]);
  }
}
