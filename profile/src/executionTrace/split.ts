import { headerLength } from './container.ts';
import { Ev, maxBatchSize } from './spec.ts';
import { ByteReader } from './varint.ts';

/**
 * Where the parts of a trace of Go 1.22 or later begin that can be read by themselves: whole generations, of so many
 * bytes at least. Only the batches' heads are looked at. What is broken, and all behind it, is in the last part.
 *
 * @returns offsets, the first behind the header, the last the end of the file
 */
export function splitParts(bytes: Uint8Array, version: number, least: number): number[] {
  const cuts = [headerLength];
  const cut = (at: number) => {
    if (at - cuts[cuts.length - 1] >= least && bytes.length - at >= least / 2) cuts.push(at);
  };
  const reader = new ByteReader(bytes, headerLength, bytes.length);
  let generation = 0;
  try {
    while (reader.at < bytes.length) {
      const from = reader.at;
      const kind = reader.byte();
      if (kind === Ev.EndOfGeneration) {
        cut(reader.at);
        generation = 0;
        continue;
      }
      if (kind === Ev.ExperimentalBatch) reader.byte();
      else if (kind !== Ev.EventBatch) break;
      const number = reader.uvarint();
      if (number === generation + 1 && generation > 0 && version < 26) cut(from);
      else if (generation > 0 && number !== generation) break;
      generation = number;
      reader.uvarint();
      reader.uvarint();
      const size = reader.uvarint();
      if (size > maxBatchSize || reader.at + size > bytes.length) break;
      reader.at += size;
    }
  } catch {
    // It is cut short: the last part tells.
  }
  return [...cuts, bytes.length];
}
