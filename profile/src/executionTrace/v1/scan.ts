import { FormatError } from '../../errors.ts';
import { Float64Column, Int32Column, Uint32Column } from '../columns.ts';
import { Tables } from '../tables.ts';
import { ByteReader } from '../varint.ts';
import { shapes, V1 } from './spec.ts';

/** Limits of the format (internal/trace/internal/tracev1/parser.go). */
const longestString = 1e6;
const longestBlock = 2048;
const deepestStack = 1000;
/** More than any machine has. */
const maxProcs = 20_000;

export const headerLength = 16;

/** No processor. */
export const noProc = -1;

/** The batches of one processor, in the file's order: offsets where they begin. */
export interface ProcBatches {
  proc: number;
  from: number[];
}

/** What stands beside the events: where the batches are, the tables, and the CPU samples. */
export interface Scan {
  tables: Tables;
  procs: ProcBatches[];
  samples: { time: Float64Column; proc: Int32Column; goroutine: Float64Column; stack: Uint32Column };
}

/** An event as it stands in the file. The same object for each. */
export class RawEvent {
  type = 0;
  at = 0;
  count = 0;
  readonly args: number[] = [];
  /** UserLog: where the message stands. */
  textFrom = 0;
  textTo = 0;
}

/**
 * Reads one event: its type and its arguments, the time first. False at the end of the file.
 *
 * @throws FormatError for what is no event of this version.
 */
export function readRaw(reader: ByteReader, event: RawEvent, version: number): boolean {
  if (reader.at >= reader.end) return false;
  const at = reader.at;
  const first = reader.byte();
  const type = first & 0x3f;
  const inline = (first >> 6) + 1;
  event.type = type;
  event.at = at;
  event.count = 0;
  event.textFrom = 0;
  event.textTo = 0;
  if (type === V1.String) {
    event.args[event.count++] = reader.uvarint();
    text(reader, event);
    return true;
  }
  const known = type >= V1.Batch && type <= V1.CPUSample && (shapes[type]?.since ?? 0) <= version;
  if (!known) throw broken(`event type ${type} is unknown`, at);
  if (type === V1.Batch && inline !== 2) throw broken('a batch has the wrong number of arguments', at);
  if (inline <= 3) {
    for (let i = 0; i < inline; i++) event.args[event.count++] = reader.uvarint();
    return true;
  }
  const size = reader.uvarint();
  // Stacks are as long as they need; the runtime's own buffer bounds them.
  const limit = type === V1.Stack ? deepestStack * 50 : longestBlock;
  if (size > limit || reader.at + size > reader.end) throw broken(`an event of ${size} bytes`, at);
  const end = reader.at + size;
  while (reader.at < end) event.args[event.count++] = reader.uvarint();
  if (reader.at > end) throw broken('an event goes beyond its length', at);
  if (type === V1.UserLog) text(reader, event);
  return true;
}

function text(reader: ByteReader, event: RawEvent): void {
  const length = reader.uvarint();
  if (length > longestString || reader.at + length > reader.end)
    throw broken(`a text of ${length} bytes`, event.at);
  event.textFrom = reader.at;
  reader.at += length;
  event.textTo = reader.at;
}

/**
 * Goes through the file once: finds each processor's batches, reads strings, stacks and CPU samples.
 *
 * @throws FormatError for a file that is broken.
 */
export function scan(bytes: Uint8Array, version: number): Scan {
  const tables = new Tables();
  const result: Scan = {
    tables,
    procs: [],
    samples: {
      time: new Float64Column(),
      proc: new Int32Column(),
      goroutine: new Float64Column(),
      stack: new Uint32Column(),
    },
  };
  const byProc = new Map<number, ProcBatches>();
  const reader = new ByteReader(bytes, headerLength, bytes.length);
  const event = new RawEvent();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Offsets of stacks: they are read when all strings are known. */
  const stacks = new Float64Column();
  while (readRaw(reader, event, version)) {
    if (event.type === V1.String) {
      const [id] = event.args;
      if (id === 0 || event.textFrom === event.textTo || tables.stringIds.get(id) >= 0)
        throw broken(`string ${id} is empty, or there twice`, event.at);
      const content = decoder.decode(bytes.subarray(event.textFrom, event.textTo));
      tables.stringIds.set(id, tables.string(content));
    } else if (event.type === V1.Batch) {
      const proc = procOf(event.args[0], event.at);
      let batches = byProc.get(proc);
      if (!batches) {
        if (byProc.size >= maxProcs) throw broken('too many processors', event.at);
        batches = { proc, from: [] };
        byProc.set(proc, batches);
        result.procs.push(batches);
      }
      batches.from.push(event.at);
    } else if (byProc.size === 0) throw broken('an event stands before the first batch', event.at);
    else if (event.type === V1.Stack) stacks.push(event.at);
    else if (event.type === V1.CPUSample) {
      if (event.count !== 5) throw broken('a CPU sample has the wrong number of arguments', event.at);
      result.samples.time.push(event.args[1]);
      result.samples.proc.push(event.args[2] >= 2 ** 31 ? noProc : event.args[2]);
      result.samples.goroutine.push(event.args[3]);
      result.samples.stack.push(event.args[4]);
    }
  }
  for (let i = 0; i < stacks.length; i++) {
    reader.at = stacks.data[i];
    readRaw(reader, event, version);
    readStack(event, tables);
  }
  return result;
}

/** Which processor a batch is of. */
export function procOf(id: number, at: number): number {
  if (id === 2 ** 64) return noProc;
  if (id >= 2 ** 31) throw broken(`processor ${id} can't be`, at);
  return id;
}

function readStack({ args, count, at }: RawEvent, tables: Tables): void {
  const [id, length] = args;
  if (count < 2 || length > deepestStack || count !== 2 + 4 * length)
    throw broken('a stack has the wrong number of arguments', at);
  if (id === 0 || length === 0) return;
  const frames: [number, number, number][] = [];
  for (let i = 2; i < count; i += 4)
    frames.push([
      Math.max(tables.stringIds.get(args[i + 1]), 0),
      Math.max(tables.stringIds.get(args[i + 2]), 0),
      args[i + 3],
    ]);
  tables.stackIds.set(id, tables.stack(frames));
}

export const broken = (what: string, offset: number): FormatError =>
  new FormatError(`The trace is broken: ${what}.`, offset);
