import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee, type TypeDecl } from '../types/type.ts';
import { functionOf, goStatements, placesInCallee } from './functions.ts';
import { placeOf } from './place.ts';

/** A `close(ch)`. */
export interface Close {
  file: SourceFile;
  node: NodeId;
  channel: NodeId;
}

/** The calls of `close` in a file. */
export function closesIn(types: Types, file: SourceFile): Close[] {
  const { tree } = file;
  if (types.pkg.has('close')) return [];
  return file.usesOfOuter('close').flatMap((name) => {
    const node = tree.parent[name];
    const channel = tree.field[name] === F.function ? tree.firstChild[tree.child(node, F.arguments)] : 0;
    return tree.kind[node] === K.call_expression && channel ? [{ file, node, channel }] : [];
  });
}

/** Whether a close may be of the channel that an expression in a function denotes: the same variable, or field of a type. */
export function isSameChannel(types: Types, file: SourceFile, channel: NodeId, close: Close): boolean {
  const field = fieldOf(types, file, channel);
  if (field) {
    const other = fieldOf(types, close.file, close.channel);
    return other?.name === field.name && other.owner === field.owner;
  }
  const target = placeOf(types, file, channel);
  const closed = placeOf(types, close.file, close.channel);
  if (!target || !closed) return false;
  if (target.key === closed.key) return true;
  // `go work(ch)`, and the function around it closes ch.
  if (close.file !== file) return false;
  const fn = functionOf(file, channel);
  const starts = goStatements(types, file, file.nodesOf(K.go_statement));
  return starts.some(
    (go) =>
      go.callee?.node === fn &&
      go.callee.file === file &&
      placesInCallee(types, file, go.call, go.callee, closed).some((place) => place.key === target.key),
  );
}

/** A field of a declared type, however the value that has it is reached. */
export function fieldOf(
  types: Types,
  file: SourceFile,
  expression: NodeId,
): { owner: TypeDecl; name: string } | undefined {
  const { tree } = file;
  const node = unparen(file, expression);
  if (tree.kind[node] !== K.selector_expression) return undefined;
  const type = pointee(types.of(file, tree.child(node, F.operand)));
  return type.kind === 'named' ? { owner: type.decl, name: tree.text(tree.child(node, F.field)) } : undefined;
}
