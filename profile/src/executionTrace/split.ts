import { headerLength } from './container.ts';
import { Ev, maxBatchSize } from './spec.ts';
import { ByteReader } from './varint.ts';

/** Its kind, its experiment, and four numbers. */
const longestHead = 2 + 4 * 10;

/**
 * Finds where the parts of a trace of Go 1.22 or later end that can be read by themselves: whole generations, of so
 * many bytes at least. Only the batches' heads are looked at. What is broken, and all behind it, is in the last part.
 */
export class Splitter {
  private readonly bytes: Uint8Array;
  private readonly version: number;
  private readonly least: number;
  private at = headerLength;
  private last = headerLength;
  private generation = 0;
  private isBroken = false;

  /** @param bytes the file's, which need not all be there yet */
  constructor(bytes: Uint8Array, version: number, least: number) {
    this.bytes = bytes;
    this.version = version;
    this.least = least;
  }

  /**
   * The offset where the next part ends; `null` where none does within the bytes that are there: more of them may show
   * one, and when all are there, the rest of the file is the last part.
   *
   * @param there how many bytes are there
   */
  next(there: number): number | null {
    const isAll = there === this.bytes.length;
    while (!this.isBroken && (isAll ? this.at < there : this.at + longestHead <= there)) {
      const cut = this.passBatch(there);
      if (cut === null) return null;
      const isLong = cut - this.last >= this.least && this.bytes.length - cut >= this.least / 2;
      if (cut > 0 && isLong) {
        this.last = cut;
        return cut;
      }
    }
    return null;
  }

  /** Where a generation ends before or behind the next batch; 0 where none does, `null` where the batch is not there. */
  private passBatch(there: number): number | null {
    const { bytes, version, at } = this;
    const reader = new ByteReader(bytes, at, there);
    try {
      const kind = reader.byte();
      if (kind === Ev.EndOfGeneration) {
        this.at = reader.at;
        this.generation = 0;
        return reader.at;
      }
      if (kind === Ev.ExperimentalBatch) reader.byte();
      else if (kind !== Ev.EventBatch) return this.broken();
      const number = reader.uvarint();
      const isNext = number === this.generation + 1 && this.generation > 0 && version < 26;
      if (!isNext && this.generation > 0 && number !== this.generation) return this.broken();
      reader.uvarint();
      reader.uvarint();
      const size = reader.uvarint();
      if (size > maxBatchSize || reader.at + size > bytes.length) return this.broken();
      if (reader.at + size > there) return null;
      this.generation = number;
      this.at = reader.at + size;
      return isNext ? at : 0;
    } catch {
      // It is cut short: the last part tells.
      return this.broken();
    }
  }

  private broken(): 0 {
    this.isBroken = true;
    return 0;
  }
}
