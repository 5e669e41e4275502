import { eachStack, type View } from './frames.ts';

/** Frames that call one, or that it calls, heaviest first, in columns. */
export interface Neighbours {
  /** Index into the view's frames. */
  frame: Int32Array;
  /** What the samples weigh in which the one calls the other; a sample counts once. */
  weight: Float64Array;
}

/** Who calls a frame and whom it calls, as `pprof -peek` has it. */
export function neighboursOf(view: View, frame: number): { callers: Neighbours; callees: Neighbours } {
  const callers = new Counter(view.index.frames.length);
  const callees = new Counter(view.index.frames.length);
  eachStack(view, (frames, length, value, sample) => {
    for (let i = 0; i < length; i++) {
      if (frames[i] !== frame) continue;
      if (i + 1 < length) callers.add(frames[i + 1], value, sample);
      if (i > 0) callees.add(frames[i - 1], value, sample);
    }
  });
  return { callers: callers.done(), callees: callees.done() };
}

class Counter {
  private readonly weights: Float64Array;
  private readonly seen: Int32Array;

  constructor(count: number) {
    this.weights = new Float64Array(count);
    this.seen = new Int32Array(count).fill(-1);
  }

  add(frame: number, value: number, sample: number): void {
    if (this.seen[frame] === sample) return;
    this.seen[frame] = sample;
    this.weights[frame] += value;
  }

  done(): Neighbours {
    const { weights, seen } = this;
    const frame = Int32Array.from({ length: weights.length }, (_, i) => i)
      .filter((i) => seen[i] >= 0)
      .sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b);
    return { frame, weight: Float64Array.from(frame, (i) => weights[i]) };
  }
}
