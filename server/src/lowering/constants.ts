import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Lowering } from './lowering.ts';

/** The expression that declares a constant. */
interface Declared {
  file: SourceFile;
  node: NodeId;
}

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
    case K.int_literal: {
      const number = Number(tree.text(node).replace(/_/g, ''));
      return number < 1_000_000 ? number : undefined;
    }
    case K.true:
      return 1;
    case K.false:
      return 0;
    case K.interpreted_string_literal:
    case K.raw_string_literal:
      return unit.layouts.text(tree.text(node).slice(1, -1));
    case K.identifier: {
      const declared = depth < maxDepth ? constantNamed(unit, file, node) : undefined;
      return declared && constantOf(unit, declared.file, declared.node, depth + 1);
    }
    default:
      return undefined;
  }
}

/** The expression that a name is declared as a constant by. */
function constantNamed(unit: Lowering, file: SourceFile, name: NodeId): Declared | undefined {
  const definition = file.definition(name);
  return definition ? constantIn(file, definition) : unit.constants.get(file.tree.text(name));
}

/** The constants that a package declares, by name. */
export function constantsOf(files: readonly SourceFile[]): Map<string, Declared> {
  const constants = new Map<string, Declared>();
  for (const file of files) {
    const { tree } = file;
    for (const spec of file.nodesOf(K.const_spec)) {
      if (tree.kind[tree.parent[tree.parent[spec]]] !== K.source_file) continue;
      for (const name of tree.children(spec)) {
        const declared = tree.field[name] === F.name ? constantIn(file, name) : undefined;
        if (declared) constants.set(tree.text(name), declared);
      }
    }
  }
  return constants;
}

function constantIn(file: SourceFile, definition: NodeId): Declared | undefined {
  const { tree } = file;
  const spec = tree.parent[definition];
  const list = tree.kind[spec] === K.const_spec ? tree.child(spec, F.value) : 0;
  const names = tree.children(spec).filter((n) => tree.field[n] === F.name);
  const node = list ? tree.children(list)[names.indexOf(definition)] : undefined;
  return node === undefined ? undefined : { file, node };
}
