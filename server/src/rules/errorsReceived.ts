import type { TextEdit } from '../findings.ts';
import { endOf } from '../skeleton/flow.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, ownsLines } from './edits.ts';
import { replace } from './rule.ts';

/** How the first error of a channel is asked for behind `wg.Wait()` and `close(errs)`. */
export interface Received {
  edits: TextEdit[];
  /** The statements that mention the channel. */
  nodes: NodeId[];
  /** What is sent first is taken, nil or not; or else the first that is not nil. */
  takesFirst: boolean;
}

/** @param name what the group is called then */
export function errorsReceived(
  types: Types,
  file: SourceFile,
  wait: GroupCall,
  channel: NodeId,
  name: string,
): Received | undefined {
  const { tree } = file;
  const waits = tree.parent[wait.call];
  const closes = tree.nextSibling[waits];
  const asks = tree.nextSibling[closes];
  const isClose =
    tree.kind[closes] === K.expression_statement &&
    tree.kind[tree.firstChild[closes]] === K.call_expression &&
    tree.text(tree.child(tree.firstChild[closes], F.function)) === 'close';
  if (!isClose || !asks || !ownsLines(file, waits) || !ownsLines(file, closes)) return undefined;
  const asked = askEdits(types, file, asks, channel, `${name}.Wait()`);
  return (
    asked && {
      edits: [deleteLines(file, waits), deleteLines(file, closes), ...asked.edits],
      nodes: [closes, asked.node],
      takesFirst: asked.takesFirst,
    }
  );
}

function askEdits(
  types: Types,
  file: SourceFile,
  statement: NodeId,
  channel: NodeId,
  call: string,
): { edits: TextEdit[]; node: NodeId; takesFirst: boolean } | undefined {
  const { tree } = file;
  const instead = (receive: NodeId) => ({
    edits: [replace(file, tree.start[receive], tree.end[receive], call)],
    node: receive,
    takesFirst: true,
  });
  switch (tree.kind[statement]) {
    case K.return_statement: {
      const values = tree.children(tree.firstChild[statement]);
      return values.length === 1 && isReceive(file, values[0], channel) ? instead(values[0]) : undefined;
    }
    case K.if_statement: {
      // if err := <-errs; err != nil { … }
      const first = tree.child(statement, F.initializer);
      const values = first ? tree.children(tree.child(first, F.right)) : [];
      const isOne = tree.kind[first] === K.short_var_declaration && values.length === 1;
      const isSingle = tree.children(tree.child(first, F.left)).length === 1;
      return isOne && isSingle && isReceive(file, values[0], channel) ? instead(values[0]) : undefined;
    }
    case K.for_statement:
      return askInLoop(types, file, statement, channel, call);
    default:
      return undefined;
  }
}

/** `for err := range errs { if err != nil { return err } }` or `for err := range errs { return err }`. */
function askInLoop(types: Types, file: SourceFile, loop: NodeId, channel: NodeId, call: string) {
  const { tree } = file;
  const clause = tree.firstChild[loop];
  const body = tree.child(loop, F.body);
  const [only, ...others] = tree.children(tree.firstChild[body]);
  const [variable] = tree.children(tree.child(clause, F.left));
  const over = tree.kind[clause] === K.range_clause ? unparen(file, tree.child(clause, F.right)) : 0;
  if (!over || file.definition(over) !== channel || !variable || !only || others.length) return undefined;
  const head = `if ${tree.text(variable)} := ${call}; ${tree.text(variable)} != nil `;
  if (tree.kind[only] === K.return_statement) {
    return { edits: [replace(file, tree.start[loop], tree.start[body], head)], node: loop, takesFirst: true };
  }
  const block = tree.child(only, F.consequence);
  const isPlain =
    tree.kind[only] === K.if_statement &&
    !tree.child(only, F.initializer) &&
    !tree.child(only, F.alternative) &&
    tree.text(tree.child(only, F.condition)) === `${tree.text(variable)} != nil`;
  const last = isPlain ? tree.children(tree.firstChild[block]).at(-1) : undefined;
  const text = tree.text(block);
  const ending = last && tree.kind[last] === K.expression_statement ? tree.firstChild[last] : 0;
  const isLeft =
    ending && tree.kind[ending] === K.call_expression && endOf(types, file, ending) !== undefined;
  if (!last || (tree.kind[last] !== K.return_statement && !isLeft) || text.includes('`')) return undefined;
  const isAlone = [tree.start[body] + 1, tree.end[only]].every((at, i) =>
    /^\s*$/.test(file.text.slice(at, i ? tree.end[body] - 1 : tree.start[only])),
  );
  if (!isAlone) return undefined; // a comment would get lost
  const outdented = head + text.replace(/\n\t/g, '\n');
  return {
    edits: [replace(file, tree.start[loop], tree.end[loop], outdented)],
    node: loop,
    takesFirst: false,
  };
}

function isReceive(file: SourceFile, expression: NodeId, channel: NodeId): boolean {
  const { tree } = file;
  return (
    tree.kind[expression] === K.unary_expression &&
    operatorOf(tree, expression) === '<-' &&
    file.definition(unparen(file, tree.child(expression, F.operand))) === channel
  );
}
