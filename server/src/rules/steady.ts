import { functionOf } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** Whether the number that an `Add` adds is the same before `from` as at `until`, where it stands. */
export function isSteadyArgument(types: Types, add: GroupCall, from: NodeId, until: NodeId): boolean {
  const { file } = add;
  const { tree } = file;
  const argument = tree.child(add.call, F.arguments);
  for (let n = argument; n <= tree.last(argument); n++) {
    if (tree.kind[n] === K.call_expression && !/^(?:len|cap)$/.test(tree.text(tree.child(n, F.function))))
      return false;
    if (tree.kind[n] === K.identifier && !isSteady(types, file, n, from, until)) return false;
  }
  return true;
}

/** Whether a name means the same before `from` as at `until`, as far as the statements between tell. */
function isSteady(types: Types, file: SourceFile, identifier: NodeId, from: NodeId, until: NodeId): boolean {
  const { tree } = file;
  const definition = file.definition(identifier);
  if (!definition) return !types.pkg.variable(tree.text(identifier));
  if (definition >= from) return false;
  return file.uses(definition).every((use) => {
    if (use < from || use >= until) return true;
    for (let n = use; n > from; n = tree.parent[n]) {
      const kind = tree.kind[n];
      if (kind === K.inc_statement || kind === K.dec_statement || kind === K.unary_expression) return false;
      if (tree.field[n] === F.left) return false;
      // A method may change what it is called on; the goroutine's own may not, without a race.
      const isMethod = kind === K.selector_expression && tree.field[n] === F.function;
      const isGoroutine = tree.kind[tree.parent[tree.parent[n]]] === K.go_statement;
      if (isMethod && !isGoroutine && functionOf(file, n) === functionOf(file, until)) return false;
      if (kind === K.block) return true;
      if (kind !== K.argument_list) continue;
      // A function may change the fields of what it is handed, never the variable itself.
      const isHanded = tree.kind[tree.parent[tree.parent[n]]] !== K.go_statement;
      return tree.kind[tree.parent[identifier]] !== K.selector_expression || !isHanded;
    }
    return true;
  });
}

/** Whether an operand means the same group at a function's start as at its end. */
export function isSteadyOperand(types: Types, file: SourceFile, fn: NodeId, operand: NodeId): boolean {
  const { tree } = file;
  let root = operand;
  for (; tree.kind[root] !== K.identifier; root = tree.firstChild[root]) {
    if (!root) return false;
    // A pointer in a field may be another one by then.
    if (tree.kind[root] === K.selector_expression && types.of(file, root).kind === 'pointer') return false;
  }
  const definition = file.definition(root);
  const body = tree.child(fn, F.body);
  if (definition && tree.within(definition, body)) return false;
  const uses = definition ? file.uses(definition) : file.usesOfOuter(tree.text(root));
  return !uses.some((use) => {
    const list = tree.parent[use];
    return tree.within(use, body) && tree.kind[list] === K.expression_list && tree.field[list] === F.left;
  });
}
