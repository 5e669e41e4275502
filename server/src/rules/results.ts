import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';

/** The types of a function's results, one for each. */
export function resultsOf(file: SourceFile, fn: NodeId): NodeId[] {
  const result = file.tree.child(fn, F.result);
  if (!result) return [];
  if (file.tree.kind[result] !== K.parameter_list) return [result];
  return parametersOf(file, result).map((parameter) => parameter.type);
}

/** Whether a function's last result is an error. */
export function returnsError(types: Types, file: SourceFile, fn: NodeId): boolean {
  const last = resultsOf(file, fn).at(-1);
  const type = last ? types.denoted(file, last) : undefined;
  return type?.kind === 'basic' && type.name === 'error';
}

/**
 * The statement that leaves a function because of `err`: `return`, or `return nil, 0, err`. `undefined` where it has
 * no error to return, or where the other results' zero values can't be written down.
 */
export function returnOf(types: Types, file: SourceFile, fn: NodeId, err: string): string | undefined {
  const results = resultsOf(file, fn);
  if (!results.length) return 'return';
  if (!returnsError(types, file, fn)) return undefined;
  const others = results.slice(0, -1).map((type) => zero(types, file, type));
  return others.includes(undefined) ? undefined : `return ${[...others, err].join(', ')}`;
}

function zero(types: Types, file: SourceFile, node: NodeId): string | undefined {
  const type = types.denoted(file, node);
  const value = zeroOf(type) ?? zeroOf(types.underlying(type));
  return value ?? (types.underlying(type).kind === 'struct' ? `${file.tree.text(node)}{}` : undefined);
}

function zeroOf(type: Type): string | undefined {
  switch (type.kind) {
    case 'pointer':
    case 'slice':
    case 'map':
    case 'channel':
    case 'function':
    case 'interface':
      return 'nil';
    case 'basic':
      if (type.name === 'error' || type.name === 'any') return 'nil';
      if (type.name === 'bool') return 'false';
      return type.name === 'string' ? '""' : '0';
    default:
      return undefined;
  }
}
