import { FormatError } from '../errors.ts';
import { type ArchiveEntry, Budget } from './entries.ts';

const block = 512;

/** Whether the first block is a header: its checksum tells, in old archives too. */
export const isTar = (bytes: Uint8Array): boolean => bytes.length >= block && checksumIsRight(bytes, 0);

/**
 * The files of a tar archive, as views of its bytes: ustar, with GNU's and pax' long names.
 *
 * Source: POSIX, pax, «ustar Interchange Format» and «pax Header Block»; GNU tar, «Basic Tar Format».
 *
 * @throws FormatError for a broken archive, or one beyond the limits of `Budget`.
 */
export function readTar(bytes: Uint8Array): ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  const budget = new Budget(bytes.length);
  let longName = '';
  for (let at = 0; at + block <= bytes.length; ) {
    if (bytes[at] === 0) break;
    if (!checksumIsRight(bytes, at)) {
      throw new FormatError('The tar archive is broken: a header’s checksum is wrong.', at, true);
    }
    const size = numberAt(bytes, at + 124, 12);
    const from = at + block;
    if (!(from + size <= bytes.length))
      throw new FormatError('The tar archive is truncated.', bytes.length, true);
    budget.add(size, size, at);
    const content = bytes.subarray(from, from + size);
    const type = String.fromCharCode(bytes[at + 156]);
    if (type === 'L') longName = textAt(content, 0, content.length);
    else if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type === '0' || type === '\0' || type === '7') {
      const prefix = textAt(bytes, at + 257, 5) === 'ustar' ? textAt(bytes, at + 345, 155) : '';
      const name = longName || (prefix ? `${prefix}/` : '') + textAt(bytes, at, 100);
      longName = '';
      if (!name.endsWith('/')) entries.push({ name, bytes: content });
    } else if (type !== 'g') longName = '';
    at = from + Math.ceil(size / block) * block;
  }
  return entries;
}

/** The sum of the header's bytes, its own field taken as blanks. */
function checksumIsRight(bytes: Uint8Array, at: number): boolean {
  let sum = 8 * 32;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += bytes[at + i];
  return bytes[at] !== 0 && numberAt(bytes, at + 148, 8) === sum;
}

/** Octal digits, or GNU's binary number for large files. */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  if (bytes[at] & 0x80) {
    let value = bytes[at] & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i];
    return value;
  }
  const digits = textAt(bytes, at, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** `30 path=some/long/name\n`: the length counts itself, and bytes. */
function paxPath(content: Uint8Array): string | null {
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(textAt(content, at, space - at));
    if (!(length > space - at) || at + length > content.length) return null;
    const record = textAt(content, space + 1, at + length - space - 2);
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return null;
}
