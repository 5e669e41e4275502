import { Float64Column, free, Int32Column, Uint32Column } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import type { EventBlock } from './events.ts';
import type { CpuSamples, Labels, Series } from './model.ts';
import { Ev, evSync } from './spec.ts';

export class SeriesBuilder {
  private readonly time = new Float64Column();
  private readonly value = new Float64Column();

  add(time: number, value: number): void {
    this.time.push(time);
    this.value.push(value);
  }

  finish(): Series {
    return { time: this.time.exact(), value: this.value.exact() };
  }

  /** As `finish`; the builder is not to be used any more. */
  take(): Series {
    return { time: this.time.take(), value: this.value.take() };
  }
}

/** How many processors there may be over time, labels and CPU samples: all that has a moment and no length. */
export class MomentBuilder {
  private readonly gomaxprocs = new SeriesBuilder();
  private readonly generations = new Float64Column();
  private readonly labelTime = new Float64Column();
  private readonly labelGoroutine = new Int32Column();
  private readonly label = new Uint32Column();
  private readonly sampleTime = new Float64Column();
  private readonly sampleGoroutine = new Int32Column();
  private readonly sampleProc = new Int32Column();
  private readonly sampleThread = new Int32Column();
  private readonly sampleStack = new Uint32Column();

  consume(block: EventBlock): void {
    for (let i = 0; i < block.length; i++) {
      switch (block.type[i]) {
        case Ev.ProcsChange:
          this.gomaxprocs.add(block.time[i], block.a[i]);
          break;
        case Ev.GoLabel:
          this.labelTime.push(block.time[i]);
          this.labelGoroutine.push(block.goroutine[i]);
          this.label.push(block.text[i]);
          break;
        case Ev.CPUSample:
          this.sampleTime.push(block.time[i]);
          this.sampleGoroutine.push(block.goroutine[i]);
          this.sampleProc.push(block.proc[i]);
          this.sampleThread.push(block.thread[i]);
          this.sampleStack.push(block.stack[i]);
          break;
        case evSync:
          this.generations.push(block.time[i]);
          break;
      }
    }
  }

  finish(): { gomaxprocs: Series; labels: Labels; samples: CpuSamples; generations: Float64Array } {
    return {
      gomaxprocs: this.gomaxprocs.finish(),
      labels: {
        time: this.labelTime.exact(),
        goroutine: this.labelGoroutine.exact(),
        label: this.label.exact(),
      },
      samples: {
        time: this.sampleTime.exact(),
        goroutine: this.sampleGoroutine.exact(),
        proc: this.sampleProc.exact(),
        thread: this.sampleThread.exact(),
        stack: this.sampleStack.exact(),
      },
      generations: this.generations.exact(),
    };
  }
}

/** A series with its times as they are in the whole trace. */
export const moved = ({ time, value }: Series, times: EarlyTimes): Series => ({
  time: times.move(time),
  value,
});

/**
 * One after the other.
 *
 * @param last whether the pieces go then
 */
export function concat(pieces: readonly Series[], last: boolean): Series {
  const length = pieces.reduce((sum, { time }) => sum + time.length, 0);
  const series = { time: new Float64Array(length), value: new Float64Array(length) };
  let at = 0;
  for (const { time, value } of pieces) {
    series.time.set(time, at);
    series.value.set(value, at);
    at += time.length;
    if (last) for (const column of [time, value]) free(column);
  }
  return series;
}
