import type { Fix } from '../findings.ts';
import type { Types } from '../types/infer.ts';
import type { Copy } from './copies.ts';
import { pointerParameterFix } from './pointerParameter.ts';
import { pointerVariableFix, rangeByIndexFix } from './pointerVariable.ts';

/** What turns a copy into a pointer to the original. */
export function copyFixes(types: Types, copy: Copy): Fix[] {
  switch (copy.how) {
    case 'parameter':
      return pointerParameterFix(types, copy.file, copy.fn, copy.parameter);
    case 'range':
      return rangeByIndexFix(types, copy.file, copy.clause);
    case 'value':
      return pointerVariableFix(types, copy.file, copy.node);
    case 'turn':
      return [];
  }
}

/** What is copied, or copied into, as the source has it. */
export function nameOf({ file, node, ...copy }: Copy): string {
  return file.tree.text(copy.how === 'parameter' && copy.parameter.name ? copy.parameter.name : node);
}
