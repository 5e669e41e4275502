/**
 * Times rise strictly over a whole trace. A generation's first events may have happened before the last of the one
 * before, by their clocks: they come after it, each a nanosecond after the other, until the clocks are further.
 */
export class EarlyTimes {
  /** Of a part that nothing comes before. */
  static readonly unmoved: EarlyTimes = new EarlyTimes(0, new Float64Array());

  private readonly before: number;
  private readonly early: Float64Array;
  /** Later times are as they are. */
  readonly limit: number;

  private constructor(before: number, early: Float64Array) {
    this.before = before;
    this.early = early;
    this.limit = early.length > 0 ? early[early.length - 1] : Number.NEGATIVE_INFINITY;
  }

  /**
   * @param last when the last event of the part before was
   * @param begin when the part's first event was
   * @param early times since then of its first events
   * @param more whether it has more events
   * @returns null where all that are known are too early
   */
  static after(last: number, begin: number, early: Uint32Array, more: boolean): EarlyTimes | null {
    let count = 0;
    while (count < early.length && begin + early[count] < last + 1 + count) count++;
    const moved = Float64Array.from(early.subarray(0, count), (time) => begin + time);
    return count === early.length && more ? null : new EarlyTimes(last, moved);
  }

  /** The time in the trace of a time in the part. */
  of(time: number): number {
    return time <= this.limit ? this.moved(time) : time;
  }

  move(times: Float64Array): Float64Array {
    for (let i = 0; i < times.length && times[i] <= this.limit; i++) times[i] = this.moved(times[i]);
    return times;
  }

  private moved(time: number): number {
    const { early, before } = this;
    let low = 0;
    for (let high = early.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (early[middle] < time) low = middle + 1;
      else high = middle;
    }
    return before + 1 + low;
  }
}
