import { FormatError } from '../errors.ts';
import { Float64Column, Int32Column, Uint32Column } from './columns.ts';
import type { Generation } from './container.ts';
import { Ev, nobody } from './spec.ts';
import type { Tables } from './tables.ts';
import { ByteReader } from './varint.ts';

/** CPU samples of one generation. */
export interface Samples {
  /** Nanoseconds since the trace's begin. */
  time: Float64Column;
  /** Row of the thread; -1 for none. */
  thread: Int32Column;
  /** Ids. */
  proc: Float64Column;
  goroutine: Float64Column;
  stack: Uint32Column;
  /** Rows by time. */
  order: Uint32Array;
}

/**
 * Reads the samples of a generation, whose stacks are loaded.
 *
 * @throws FormatError for a record that is none.
 */
export function readSamples(
  bytes: Uint8Array,
  { samples: sections, tick }: Generation,
  origin: number,
  tables: Tables,
  threadRow: (id: number) => number,
): Samples {
  const time = new Float64Column();
  const thread = new Int32Column();
  const proc = new Float64Column();
  const goroutine = new Float64Column();
  const stack = new Uint32Column();
  for (const { from, to } of sections) {
    const reader = new ByteReader(bytes, from, to);
    while (reader.at < to) {
      const at = reader.at;
      const type = reader.byte();
      if (type !== Ev.CPUSample)
        throw new FormatError(`The trace is broken: byte ${type} where a CPU sample should begin.`, at);
      time.push(Math.trunc(reader.uvarint() * tick) - origin);
      const id = reader.uvarint();
      thread.push(id === nobody ? -1 : threadRow(id));
      proc.push(reader.uvarint());
      goroutine.push(reader.uvarint());
      stack.push(Math.max(tables.stackIds.get(reader.uvarint()), 0));
    }
  }
  const order = Uint32Array.from({ length: time.length }, (_, row) => row);
  order.sort((one, other) => time.data[one] - time.data[other] || one - other);
  return { time, thread, proc, goroutine, stack, order };
}
