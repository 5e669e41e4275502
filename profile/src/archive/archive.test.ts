import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tar, zip } from '../../../test/fuzz/archives.ts';
import { FormatError, open } from '../index.ts';

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
