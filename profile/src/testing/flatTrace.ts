import { V1 } from '../executionTrace/v1/spec.ts';

/** Bytes of a number, and of an event with its arguments, which stand in a block of their own if they are many. */
const number = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...number(Math.floor(value / 128))];
export const event = (type: number, ...args: number[]): number[] => {
  const inline = args.flatMap(number);
  if (args.length <= 3) return [type | ((args.length - 1) << 6), ...inline];
  return [type | (3 << 6), ...number(inline.length), ...inline];
};
export const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const string = (id: number, text: string): number[] => [
  V1.String,
  ...number(id),
  ...number(bytesOf(text).length),
  ...bytesOf(text),
];
const header = (version: number): number[] => bytesOf(`go 1.${version} trace`.padEnd(16, '\0'));

export const tables: number[][] = [
  string(1, 'main.main'),
  string(2, 'main.go'),
  string(3, 'main.work'),
  string(4, 'a region'),
  event(V1.Stack, 1, 1, 0x10, 1, 2, 10),
  event(V1.Stack, 2, 1, 0x20, 3, 2, 20),
];

/** Main is older than the trace; it starts 7, which waits; main sleeps, is woken on another processor, ends in `select {}`. */
export const life: number[][] = [
  event(V1.Batch, 0, 1000),
  event(V1.ProcStart, 0, 55),
  event(V1.GoCreate, 1, 1, 1, 0),
  event(V1.GoStart, 1, 1, 1),
  event(V1.Gomaxprocs, 1, 2, 0),
  event(V1.GoCreate, 10, 7, 2, 1),
  event(V1.UserRegion, 1, 0, 0, 4, 1),
  event(V1.UserRegion, 1, 0, 1, 4, 1),
  [...event(V1.UserLog, 1, 0, 4, 1), ...number(5), ...bytesOf('a log')],
  event(V1.GoSysCall, 10, 1),
  event(V1.GoSleep, 10, 1),
  event(V1.GoStart, 10, 7, 1),
  event(V1.GoBlockRecv, 10, 2),
  event(V1.ProcStop, 1),
  event(V1.Batch, 1, 1020),
  event(V1.ProcStart, 20, 56),
  event(V1.GoUnblock, 60, 1, 2, 0),
  event(V1.GoStart, 10, 1, 3),
  event(V1.GoStop, 10, 1),
  event(V1.Batch, 0, 1_001_000),
  event(V1.ProcStart, 1, 55),
  event(V1.Frequency, 1_000_000_000),
];

/** The bytes of a trace of Go 1.21 or before. */
export const flat = (parts: readonly number[][], version = 21): Uint8Array =>
  Uint8Array.from([...header(version), ...parts.flat()]);
