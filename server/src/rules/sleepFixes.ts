import type { TextEdit } from '../findings.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { ownsLines, replaceLines } from './edits.ts';

/** The call of a statement `time.Sleep(d)`; 0 for any other. */
export function sleepOf(types: Types, file: SourceFile, statement: NodeId): NodeId {
  const { tree } = file;
  if (tree.kind[statement] !== K.expression_statement) return 0;
  const call = unparen(file, tree.firstChild[statement]);
  const target = tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
  const isSleep =
    tree.kind[target] === K.selector_expression &&
    tree.text(tree.child(target, F.field)) === 'Sleep' &&
    types.importPath(file, tree.child(target, F.operand)) === 'time';
  return isSleep ? call : 0;
}

/**
 * A select that returns when a channel says so, in place of a sleep.
 *
 * @param done the channel, as it is written there
 */
export function sleepEdits(file: SourceFile, sleep: NodeId, call: NodeId, done: string): TextEdit[] {
  const { tree } = file;
  if (!ownsLines(file, sleep)) return [];
  const time = tree.text(tree.child(tree.child(call, F.function), F.operand));
  const duration = tree.text(tree.firstChild[tree.child(call, F.arguments)]);
  return [
    replaceLines(file, sleep, [
      'select {',
      `case <-${done}:`,
      '\treturn',
      `case <-${time}.After(${duration}):`,
      '}',
    ]),
  ];
}
