import type { Register } from '../model/program.ts';
import type { Builder } from './builder.ts';
import type { Intrinsic } from './library.ts';
import type { Lowering } from './lowering.ts';

/** Calls a method of a value as often as it gives no error, or less: how often is up to the library. */
function repeat(b: Builder, unit: Lowering, method: string, of: Register, count: number): void {
  const end = b.label();
  const again = b.label();
  const goOn = b.label();
  b.emit({ do: 'isKnown', register: of, then: again });
  b.jump(end);
  b.place(again);
  const results = b.registers(2);
  const callee = { kind: 'method', procedures: unit.methods(method) } as const;
  b.emit({ do: 'call', callee, arguments: [of, b.unknown()], results });
  const error = results[1];
  b.emit({ do: 'settle', register: error, as: 'nil', from: null });
  b.compare(error, '==', b.nil(), goOn);
  b.jump(end);
  b.place(goOn);
  if (count > 1) b.emit({ do: 'choose', among: [again, end] });
  b.place(end);
}

const read =
  (from: number): Intrinsic =>
  (b, given, unit) => {
    repeat(b, unit, 'Read', given[from], 2);
    return [];
  };

const write: Intrinsic = (b, given, unit) => {
  repeat(b, unit, 'Write', given[0], 1);
  return [];
};

const copy: Intrinsic = (b, given, unit) => {
  repeat(b, unit, 'Read', given[1], 2);
  repeat(b, unit, 'Write', given[0], 2);
  return [];
};

/** Functions of package io that call methods of what they are given, and keep nothing of it. By name. */
export const streamFunctions: Record<string, Intrinsic> = {
  ReadFull: read(0),
  ReadAtLeast: read(0),
  ReadAll: read(0),
  WriteString: write,
  Copy: copy,
  CopyN: copy,
  CopyBuffer: copy,
};
