import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { constantOf as integerOf } from '../types/constants.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Lowering } from './lowering.ts';

/** Numbers from here on stand for strings (`Layouts.text`). */
export const firstText = 1_000_000;

/** Chains of constants are followed so far. */
const maxDepth = 6;

/** The number that a constant expression is in the model; `undefined` for any other, and for what is too big for it. */
export function constantOf(
  unit: Lowering,
  file: SourceFile,
  expression: NodeId,
  depth = 0,
): number | undefined {
  const { tree } = file;
  const node = unparen(file, expression);
  switch (tree.kind[node]) {
    case K.true:
      return 1;
    case K.false:
      return 0;
    case K.interpreted_string_literal:
    case K.raw_string_literal:
      return unit.layouts.text(tree.text(node).slice(1, -1));
    case K.identifier: {
      const declared = depth < maxDepth ? constantNamed(unit, file, node) : undefined;
      if (!declared) return undefined;
      const known = declared.node ? constantOf(unit, declared.file, declared.node, depth + 1) : undefined;
      return known ?? number(unit, file, node);
    }
    case K.int_literal:
    case K.unary_expression:
    case K.binary_expression:
      return number(unit, file, node);
    default:
      return undefined;
  }
}

function number({ types }: Lowering, file: SourceFile, node: NodeId): number | undefined {
  const value = integerOf(types, file, node);
  return value !== undefined && Math.abs(value) < firstText ? value : undefined;
}

/** The expression that a name is declared as a constant by; 0 where its spec repeats the one before. */
function constantNamed(
  { types }: Lowering,
  file: SourceFile,
  name: NodeId,
): { file: SourceFile; node: NodeId } | undefined {
  const local = file.definition(name);
  const declared = local ? { file, node: local } : types.pkg.constant(file.tree.text(name));
  if (!declared) return undefined;
  const { tree } = declared.file;
  const spec = tree.parent[declared.node];
  if (tree.kind[spec] !== K.const_spec) return undefined;
  const names = tree.children(spec).filter((n) => tree.field[n] === F.name);
  const list = tree.child(spec, F.value);
  const values = list ? tree.children(list) : [];
  return { file: declared.file, node: values[names.indexOf(declared.node)] ?? 0 };
}
