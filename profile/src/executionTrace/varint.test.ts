import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { ByteReader } from './varint.ts';

const read = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes), 0, bytes.length).uvarint();
const encode = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...encode(value >> 7n)];

describe('uvarint', () => {
  test.each([0n, 1n, 127n, 128n, 2n ** 28n - 1n, 2n ** 28n, 2n ** 32n, 2n ** 53n - 1n])('%s', (value) => {
    expect(read(...encode(value))).toBe(Number(value));
  });

  test('beyond 2^53 the nearest double', () => {
    for (const value of [2n ** 53n + 1n, 2n ** 60n + 129n, 2n ** 64n - 1n, 12345678901234567890n])
      expect(read(...encode(value))).toBe(Number(value));
  });

  test('more than 64 bits, and an end within the number', () => {
    expect(() => read(...Array(9).fill(0xff), 2)).toThrow(FormatError);
    expect(() => read(...Array(11).fill(0x80))).toThrow(/more than 64 bits/);
    expect(() => read(0x80)).toThrow(/ends within a number/);
    expect(() => read()).toThrow(FormatError);
  });
});
