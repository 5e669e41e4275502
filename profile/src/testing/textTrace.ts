import { Ev, timedArguments } from '../executionTrace/spec.ts';

/**
 * Writes an execution trace from the text form that Go's own tests use: a line an event, `Name argument=number …`,
 * after a line `Trace Go1.26`. `String` and `ExperimentalBatch` are followed by a line `data="…"`, `Stack` by a line
 * `pc=… func=… file=… line=…` for each frame; `#` begins a comment. Where a batch has no `size`, the size is counted.
 *
 * Source: internal/trace/raw/textreader.go and writer.go.
 */
export function writeTextTrace(text: string): Uint8Array<ArrayBuffer> {
  const lines = text.split('\n').map(withoutComment).filter(Boolean);
  const version = /^Trace Go1\.(\d+)$/.exec(lines[0] ?? '')?.[1];
  if (!version) throw new Error(`no header: ${lines[0]}`);
  const out = new Writer();
  out.bytes.push(...encoder.encode(`go 1.${version} trace\0\0\0`));
  let batch: Writer | null = null;
  const endBatch = () => {
    if (!batch) return;
    out.uvarint(BigInt(batch.bytes.length));
    out.append(batch);
    batch = null;
  };
  for (let i = 1; i < lines.length; i++) {
    const [name, ...words] = lines[i].split(/\s+/);
    const type = types.get(name);
    if (type === undefined) throw new Error(`unknown event: ${lines[i]}`);
    const given = argumentsOf(words);
    if (type === Ev.EventBatch || type === Ev.ExperimentalBatch || type === Ev.EndOfGeneration) endBatch();
    const to: Writer = batch ?? out;
    to.bytes.push(type);
    for (const argument of names(type)) to.uvarint(given.get(argument) ?? 0n);
    if (type === Ev.EventBatch) {
      const size = given.get('size');
      if (size === undefined) batch = new Writer();
      else out.uvarint(size);
    } else if (type === Ev.Stack) {
      for (let left = given.get('nframes') ?? 0n; left > 0n; left--) {
        const frame = argumentsOf(lines[++i].split(/\s+/));
        for (const field of ['pc', 'func', 'file', 'line']) to.uvarint(frame.get(field) ?? 0n);
      }
    } else if (type === Ev.String || type === Ev.ExperimentalBatch) {
      const data = unquote(lines[++i]);
      to.uvarint(BigInt(data.length));
      to.bytes.push(...data);
    }
  }
  endBatch();
  return Uint8Array.from(out.bytes);
}

class Writer {
  readonly bytes: number[] = [];

  uvarint(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) this.bytes.push(Number(rest & 0x7fn) | 0x80);
    this.bytes.push(Number(rest));
  }

  append(other: Writer): void {
    for (const byte of other.bytes) this.bytes.push(byte);
  }
}

const types = new Map<string, number>(Object.entries(Ev));

const structural: Readonly<Record<number, readonly string[]>> = {
  [Ev.EventBatch]: ['gen', 'm', 'time'],
  [Ev.ExperimentalBatch]: ['exp', 'gen', 'm', 'time'],
  [Ev.Stack]: ['id', 'nframes'],
  [Ev.String]: ['id'],
  [Ev.CPUSample]: ['time', 'm', 'p', 'g', 'stack'],
  [Ev.Frequency]: ['freq'],
};

const names = (type: number): readonly string[] =>
  structural[type] ?? (timedArguments[type] ? ['dt', ...timedArguments[type]] : []);

const argumentsOf = (words: readonly string[]): Map<string, bigint> =>
  new Map(
    words.map((word) => {
      const [name, value] = word.split('=');
      return [name, BigInt(value)];
    }),
  );

const encoder = new TextEncoder();

/** The bytes of a quoted Go string. */
function unquote(line: string): number[] {
  const quoted = /^data="(.*)"$/.exec(line)?.[1];
  if (quoted === undefined) throw new Error(`no data: ${line}`);
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
  return quoted.split(/(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\.)/).flatMap((part) => {
    const code = Number.parseInt(part.slice(2), 16);
    if (part.startsWith('\\x')) return [code];
    if (part.startsWith('\\u')) return [...encoder.encode(String.fromCharCode(code))];
    return [...encoder.encode(part.startsWith('\\') ? escapes[part[1]] : part)];
  });
}

/** Strings of these texts hold no `#`. */
const withoutComment = (line: string): string => line.replace(/#.*/, '').trim();

type Frame = readonly [name: number, file: number, line: number];

/**
 * What a generation of Go 1.25 and later begins with, as text: clocks whose ticks are nanoseconds, strings as Go quotes
 * them, and stacks of frames that name strings. Strings and stacks are numbered from 1.
 */
export function tablesText(
  generation: number,
  time: number,
  strings: readonly string[],
  stacks: readonly (readonly Frame[])[],
): string {
  const batch = `EventBatch gen=${generation} m=18446744073709551615 time=${time}`;
  let pc = 0;
  return [
    batch,
    'Sync',
    'Frequency freq=1000000000',
    'ClockSnapshot dt=0 mono=77 sec=1700000000 nsec=500000000',
    batch,
    'Strings',
    ...strings.flatMap((text, i) => [`String id=${i + 1}`, `data="${text}"`]),
    batch,
    'Stacks',
    ...stacks.flatMap((frames, i) => [
      `Stack id=${i + 1} nframes=${frames.length}`,
      ...frames.map(([name, file, line]) => `pc=${++pc} func=${name} file=${file} line=${line}`),
    ]),
  ].join('\n');
}
