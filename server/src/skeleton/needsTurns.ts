import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { mayBlock } from './blocking.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Groups } from './groups.ts';
import type { Turn } from './turns.ts';

/**
 * Whether a loop may have to wait in each turn: something sets its pace (a channel that it ranges over, a wait before
 * the start, no condition), others get the group, or the goroutine changes what the next one finds.
 */
export function needsTurns(groups: Groups, wait: GroupCall, { loop, start }: Turn): boolean {
  const { types } = groups;
  const { file, fn, place } = wait;
  const { tree } = file;
  const head = tree.firstChild[loop];
  const isRange = tree.kind[head] === K.range_clause;
  if (!isRange && !tree.child(head, F.condition)) return true;
  const over = isRange ? types.underlying(types.of(file, tree.child(head, F.right))).kind : 'basic';
  if (over === 'channel' || over === 'function' || over === 'unknown') return true;
  const body = tree.child(loop, F.body);
  if (mayBlock(types, file, fn, body, start)) return true;
  const root = place!.root;
  const uses = types.pkg.variable(tree.text(root))?.node === root ? [] : file.uses(root);
  const isTold = (n: NodeId) => n >= body && n < start && n !== root && !isOperand(groups, file, n);
  return uses.some(isTold) || changesOutside(types, file, start, body);
}

/** Whether an identifier is the operand of a call on a group, or the root of it. */
function isOperand(groups: Groups, file: SourceFile, identifier: NodeId): boolean {
  const { tree } = file;
  const call = tree.ancestor(identifier, K.call_expression);
  const group = groups.at(file, call);
  return group !== undefined && tree.within(identifier, group.operand);
}

/** Whether a statement assigns to a variable from outside of a loop's body; elements of slices and arrays apart. */
function changesOutside(types: Types, file: SourceFile, statement: NodeId, body: NodeId): boolean {
  const { tree } = file;
  for (let n = statement; n <= tree.last(statement); n++) {
    const kind = tree.kind[n];
    const changed =
      kind === K.assignment_statement
        ? tree.children(tree.child(n, F.left))
        : kind === K.inc_statement || kind === K.dec_statement
          ? [tree.firstChild[n]]
          : [];
    if (changed.some((target) => isOutside(types, file, target, body))) return true;
  }
  return false;
}

function isOutside(types: Types, file: SourceFile, target: NodeId, body: NodeId): boolean {
  const { tree } = file;
  let node = unparen(file, target);
  for (;;) {
    const kind = tree.kind[node];
    if (kind === K.identifier) {
      const definition = file.definition(node);
      return definition ? !tree.within(definition, body) : tree.text(node) !== '_';
    }
    if (kind === K.blank_identifier) return false;
    const operand = kind === K.parenthesized_expression ? tree.firstChild[node] : tree.child(node, F.operand);
    if (kind === K.index_expression) {
      const type = types.underlying(types.of(file, operand)).kind;
      if (type === 'slice' || type === 'array') return false;
    }
    if (!operand) return true;
    node = operand;
  }
}
