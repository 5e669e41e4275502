import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** What all uses of a channel parameter do with it; `undefined` where they differ, or do anything else. */
export function onlyUse(file: SourceFile, name: NodeId): 'sends' | 'receives' | undefined {
  let only: 'sends' | 'receives' | undefined;
  for (const use of file.uses(name)) {
    if (use === name) continue;
    const how = howUsed(file, use);
    if (!how || (only && how !== 'either' && how !== only)) return undefined;
    if (how !== 'either') only = how;
  }
  return only;
}

function howUsed(file: SourceFile, use: NodeId): 'sends' | 'receives' | 'either' | undefined {
  const { tree } = file;
  const parent = tree.parent[use];
  switch (tree.kind[parent]) {
    case K.send_statement:
      return tree.child(parent, F.channel) === use ? 'sends' : undefined;
    case K.unary_expression:
      return operatorOf(tree, parent) === '<-' ? 'receives' : undefined;
    case K.range_clause:
      return tree.child(parent, F.right) === use ? 'receives' : undefined;
    case K.argument_list: {
      const target = tree.child(tree.parent[parent], F.function);
      if (tree.kind[target] !== K.identifier || file.definition(target)) return undefined;
      const called = tree.text(target);
      return called === 'close' ? 'sends' : called === 'len' || called === 'cap' ? 'either' : undefined;
    }
    default:
      return undefined;
  }
}

/** The sends and closes that are written for the local channel of an operand, whether anything reaches them or not. */
export function writtenFor(file: SourceFile, operand: NodeId): { sends: NodeId[]; closes: NodeId[] } {
  const { tree } = file;
  const definition = tree.kind[operand] === K.identifier ? file.definition(operand) : 0;
  const sends: NodeId[] = [];
  const closes: NodeId[] = [];
  for (const use of definition ? file.uses(definition) : []) {
    const parent = tree.parent[use];
    if (tree.kind[parent] === K.send_statement && tree.child(parent, F.channel) === use) sends.push(parent);
    const call = tree.parent[parent];
    if (tree.kind[call] === K.call_expression && tree.text(tree.child(call, F.function)) === 'close')
      closes.push(call);
  }
  return { sends, closes };
}
