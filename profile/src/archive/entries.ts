import { FormatError } from '../errors.ts';
import { maxUnpacked } from '../inflate.ts';

/** A file of an archive, such as of a debug bundle. */
export interface ArchiveEntry {
  /** Path as the archive has it; a name only, never one to write to. */
  name: string;
  bytes: Uint8Array;
}

/** More files than a bundle has. */
const maxEntries = 10_000;
/** Text packs to a hundredth at best; what goes far beyond is a bomb. */
const maxRatio = 500;
/** Small files may be all blanks. */
const ratioFrom = 4 * 1024 * 1024;

/** Counts what an archive unpacks to, and stops it before it is unpacked. */
export class Budget {
  private entries = 0;
  private packed = 0;
  private unpacked = 0;
  private readonly archiveSize: number;

  constructor(archiveSize: number) {
    this.archiveSize = archiveSize;
  }

  /** @throws FormatError where the archive goes beyond its limits. */
  add(packed: number, size: number, offset: number): void {
    this.packed += packed;
    this.unpacked += size;
    if (++this.entries > maxEntries) throw new FormatError('The archive has more than 10 000 files.', offset);
    if (this.unpacked > maxUnpacked)
      throw new FormatError('The archive unpacks to more than 512 MB.', offset);
    if (size > ratioFrom && size > packed * maxRatio) {
      throw new FormatError('The archive unpacks to far more than it can honestly hold.', offset);
    }
    if (this.packed > this.archiveSize) {
      throw new FormatError('The archive is broken: its files overlap.', offset);
    }
  }
}
