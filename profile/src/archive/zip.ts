import { FormatError } from '../errors.ts';
import { inflate } from '../inflate.ts';
import { type ArchiveEntry, Budget } from './entries.ts';

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
/** The end record has at most so long a comment. */
const longestEnd = 22 + 0xffff;

/** Bits of the general flag. */
const encrypted = 1;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 &&
  bytes[1] === 0x4b &&
  ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

/**
 * The files of a zip archive, unpacked.
 *
 * Source: PKWARE's APPNOTE.TXT, sections 4.3 and 4.4. No zip64, which begins at 4 GB, and no encryption.
 *
 * @throws FormatError for a broken archive, or one beyond the limits of `Budget`.
 */
export async function readZip(bytes: Uint8Array, signal?: AbortSignal): Promise<ArchiveEntry[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const budget = new Budget(bytes.length);
  const entries: ArchiveEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== centralHeader) {
      throw new FormatError('The zip archive is broken: its directory does not stand where it says.', at);
    }
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const sum = view.getUint32(at + 16, true);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (name.endsWith('/')) continue;
    budget.add(packed, size, local);
    if (flags & encrypted) throw new FormatError(`«${name}» in the archive is encrypted.`, local);
    if (local + 30 > bytes.length || view.getUint32(local, true) !== localHeader) {
      throw new FormatError(`The zip archive is broken: «${name}» does not stand where it should.`, local);
    }
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + packed > bytes.length) throw new FormatError('The zip archive is truncated.', bytes.length);
    const content = bytes.subarray(from, from + packed);
    if (method !== 0 && method !== 8) {
      throw new FormatError(`«${name}» is packed in a way that is not known (${method}).`, local);
    }
    const unpacked = method === 0 ? content : await inflate(content, 'deflate-raw', { signal, limit: size });
    if (unpacked.length !== size || crc32(unpacked) !== sum) {
      throw new FormatError(
        `The zip archive is broken: the content of «${name}» is another than it says.`,
        from,
      );
    }
    entries.push({ name, bytes: unpacked });
  }
  return entries;
}

/** The record at the end, found from behind, as a comment may follow it. */
function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - longestEnd); at--) {
    if (view.getUint32(at, true) === endOfDirectory) return at;
  }
  throw new FormatError('The zip archive is truncated: it has no directory.', view.byteLength);
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let rest = -1;
  for (let i = 0; i < bytes.length; i++) rest = table[(rest ^ bytes[i]) & 0xff] ^ (rest >>> 8);
  return ~rest >>> 0;
}
