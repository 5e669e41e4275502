import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FormatError, open } from '../index.ts';

interface File {
  name: string;
  content: Buffer;
  stored?: boolean;
  /** What the directory claims. */
  size?: number;
  method?: number;
}

function zip(files: File[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, size = content.length, method = stored ? 0 : 8 } of files) {
    const packed = stored ? content : deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(crc32(content), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

function tar(files: { name: string; content: Buffer; type?: string }[]): Buffer {
  const parts: Buffer[] = [];
  for (const { name, content, type = '0' } of files) {
    const head = Buffer.alloc(512);
    head.write(name.slice(0, 100), 0);
    head.write(content.length.toString(8).padStart(11, '0'), 124);
    head.write(type, 156);
    head.write('ustar', 257);
    head.write('        ', 148);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(head, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

const dump = Buffer.from('goroutine 7 [select]:\nmain.f()\n\t/f.go:1 +0x1\n');
const names = async (bytes: Uint8Array) => {
  const { format, entries } = await open(bytes);
  expect(format).toBe('archive');
  return entries!.map(({ name, bytes: content }) => [name, Buffer.from(content).toString()]);
};
const expected = [
  ['a/goroutine.txt', dump.toString()],
  ['b.txt', 'hello'],
];
const files = [
  { name: 'a/goroutine.txt', content: dump },
  { name: 'b.txt', content: Buffer.from('hello'), stored: true },
];

test('a zip, and what is in it opens', async () => {
  expect(await names(zip([...files, { name: 'a/', content: Buffer.alloc(0), stored: true }]))).toEqual(
    expected,
  );
  const { entries } = await open(zip(files));
  expect((await open(entries![0].bytes)).snapshot.goroutines).toHaveLength(1);
});

test('a tar, packed or not', async () => {
  expect(await names(tar(files))).toEqual(expected);
  expect(await names(gzipSync(tar(files)))).toEqual(expected);
});

test('long names in a tar', async () => {
  const long = `${'deep/'.repeat(40)}file.txt`;
  const gnu = tar([
    { name: '././@LongLink', content: Buffer.from(`${long}\0`), type: 'L' },
    { name: long, content: dump },
  ]);
  const record = ` path=${long}\n`;
  const length = record.length + 3;
  const pax = tar([
    { name: 'PaxHeader', content: Buffer.from(`${length}${record}`), type: 'x' },
    { name: long, content: dump },
  ]);
  for (const bytes of [gnu, pax]) expect(await names(bytes)).toEqual([[long, dump.toString()]]);
});

describe('refused', () => {
  const refuse = async (bytes: Uint8Array, message: RegExp) => {
    await expect(open(bytes)).rejects.toThrow(message);
    await expect(open(bytes)).rejects.toBeInstanceOf(FormatError);
  };

  test('a bomb', () =>
    refuse(zip([{ name: 'bomb', content: Buffer.alloc(20_000_000) }]), /far more than it can honestly hold/));
  test('more than it says', () =>
    refuse(zip([{ name: 'a', content: dump, size: 3 }]), /unpacks to more than 3 bytes/));
  test('more than the limit', () =>
    refuse(zip([{ name: 'a', content: dump, stored: true, size: 600_000_000 }]), /more than 512 MB/));
  test('too many files', () =>
    refuse(
      zip(
        Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, content: Buffer.from('x'), stored: true })),
      ),
      /more than 10 000 files/,
    ));
  test('an unknown way to pack', () =>
    refuse(zip([{ name: 'a', content: dump, method: 14 }]), /not known \(14\)/));
  test('files that overlap', () => {
    const bytes = zip(files);
    const at = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    bytes.writeUInt32LE(bytes.length, at + 20);
    return refuse(bytes, /overlap|truncated/);
  });
  test('every prefix of a zip', async () => {
    const bytes = zip(files);
    for (let end = 4; end < bytes.length; end += 3) await refuse(bytes.subarray(0, end), /truncated|broken/);
  });
  test('a tar that ends within a file', () => refuse(tar(files).subarray(0, 520), /truncated/));
});
