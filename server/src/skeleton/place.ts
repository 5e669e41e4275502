import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { isAddressTaken, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** A variable or a field of one, however it is reached: `wg`, `&wg`, `s.wg` with `s` a pointer or not. */
export interface Place {
  /** In which file `root` lies. */
  file: SourceFile;
  /** The defining identifier of the variable at its root. */
  root: NodeId;
  /** The fields from there, embedded ones spelled out. */
  path: readonly string[];
  /** Equal for equal places. */
  key: string;
}

export function place(file: SourceFile, root: NodeId, path: readonly string[]): Place {
  return { file, root, path, key: `${file.uri}#${root}.${path.join('.')}` };
}

/** The place that an expression denotes, or `undefined` for what has no name of its own (calls, elements). */
export function placeOf(types: Types, file: SourceFile, expression: NodeId, depth = 0): Place | undefined {
  const { tree } = file;
  const node = unparen(file, expression);
  switch (tree.kind[node]) {
    case K.identifier: {
      const local = file.definition(node);
      if (!local) {
        const variable = types.pkg.variable(tree.text(node));
        return variable && place(variable.file, variable.node, []);
      }
      // `p := &s.wg` is another name for s.wg.
      const value = depth < 4 ? unparen(file, types.onlyValue(file, local)) : 0;
      if (
        value &&
        tree.kind[value] === K.unary_expression &&
        isAddressTaken(file, tree.child(value, F.operand))
      ) {
        const target = placeOf(types, file, tree.child(value, F.operand), depth + 1);
        if (target) return target;
      }
      return place(file, local, []);
    }
    case K.unary_expression: {
      const operator = tree.source[tree.start[node]];
      return operator === '&' || operator === '*'
        ? placeOf(types, file, tree.child(node, F.operand), depth)
        : undefined;
    }
    case K.selector_expression: {
      const operand = tree.child(node, F.operand);
      const base = placeOf(types, file, operand, depth);
      if (!base) return undefined;
      const name = tree.text(tree.child(node, F.field));
      const through = types.field(types.of(file, operand), name)?.through ?? [];
      return place(base.file, base.root, [...base.path, ...through, name]);
    }
    default:
      return undefined;
  }
}
