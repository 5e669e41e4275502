import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pathBelow } from './functions.ts';
import { type GroupCall, groupMethods } from './groupCalls.ts';
import type { Groups } from './groups.ts';
import { type Place, placeOf } from './place.ts';

/** What one mention of a group, or of what holds it, is there for. */
export type Use =
  | { kind: 'call'; group: GroupCall }
  | { kind: 'argument'; call: NodeId }
  | { kind: 'alias'; definition: NodeId }
  | { kind: 'none' | 'escape' };

/** What an identifier at the root of the target is used for. */
export function useOf(groups: Groups, file: SourceFile, identifier: NodeId, target: Place): Use {
  const { types } = groups;
  const { tree } = file;
  const isDeclared = tree.kind[tree.parent[identifier]] === K.var_spec && tree.field[identifier] === F.name;
  if (file.definition(identifier) === identifier || isDeclared) return { kind: 'none' };
  let node = identifier;
  for (;;) {
    const parent = tree.parent[node];
    const kind = tree.kind[parent];
    if (kind === K.parenthesized_expression || kind === K.unary_expression) {
      node = parent;
      continue;
    }
    if (kind === K.selector_expression && tree.field[node] === F.operand) {
      const call = tree.parent[parent];
      const isCalled = tree.kind[call] === K.call_expression && tree.field[parent] === F.function;
      if (isCalled) {
        const group = groups.at(file, call);
        if (group?.place?.key === target.key) return { kind: 'call', group };
        const base = placeOf(types, file, node);
        // A method of the value that holds the group.
        if (base && pathBelow(base, target)) {
          if (group) return { kind: 'none' };
          const field = types.field(types.of(file, node), tree.text(tree.child(parent, F.field)));
          if (field) return { kind: 'none' }; // a function in a field: it does not get the value
          return { kind: 'argument', call };
        }
        return { kind: 'none' };
      }
      const selected = placeOf(types, file, parent);
      if (!selected || !pathBelow(selected, target)) {
        const started = groups.goCallWith(file, parent);
        if (started) return { kind: 'argument', call: started.call }; // wg.Go(s.run)
        // Another field; but `wg.Done` as a value is a name for the group.
        const base = placeOf(types, file, node);
        const isMethodValue =
          groupMethods.has(tree.text(tree.child(parent, F.field))) && base?.key === target.key;
        return { kind: isMethodValue ? 'escape' : 'none' };
      }
      node = parent;
      continue;
    }
    if (kind === K.argument_list) return { kind: 'argument', call: tree.parent[parent] };
    if (kind === K.expression_list) {
      const owner = tree.parent[parent];
      const isLeft = tree.field[parent] === F.left;
      if (isLeft && (tree.kind[owner] === K.assignment_statement || tree.kind[owner] === K.range_clause)) {
        return { kind: 'escape' }; // another value: the name no longer means the same group
      }
      // `p := &s.wg` stays in sight where p is never assigned again.
      if (tree.kind[owner] === K.short_var_declaration && tree.field[parent] === F.right) {
        const name = tree.firstChild[tree.child(owner, F.left)];
        const same = placeOf(types, file, name)?.key === placeOf(types, file, node)?.key;
        if (same && name) return { kind: 'alias', definition: name };
      }
      return { kind: 'escape' };
    }
    if (kind === K.binary_expression || kind === K.expression_statement) return { kind: 'none' };
    return { kind: 'escape' };
  }
}
