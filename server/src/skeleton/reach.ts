import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { functionOf } from './functions.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Effects, Groups } from './groups.ts';
import type { Place } from './place.ts';

/** Who may touch a group: what rules have to know before they say that something is missing or too much. */

/** All that happens to a group, whoever does it. */
export const everyCall = ({ own, handed, spawned }: Effects): GroupCall[] => [
  ...own,
  ...handed,
  ...spawned.flatMap((s) => s.calls),
];

/** The function that makes a group as a variable of its own; 0 for parameters, fields, package variables and pointers to others. */
export function ownerOf({ file, root, path }: Place): NodeId {
  return path.length || !isMadeHere(file, root) ? 0 : functionOf(file, root);
}

/** `var wg sync.WaitGroup`, `wg := sync.WaitGroup{}`, `wg := &sync.WaitGroup{}`, `wg := new(sync.WaitGroup)`. */
function isMadeHere(file: SourceFile, root: NodeId): boolean {
  const { tree } = file;
  const declared = declaration(file, root);
  const kind = tree.kind[declared];
  if (kind !== K.var_spec && kind !== K.short_var_declaration) return false;
  const values = tree.child(declared, kind === K.var_spec ? F.value : F.right);
  if (!values) return tree.kind[tree.child(declared, F.type)] !== K.pointer_type;
  const index = tree.children(tree.parent[root]).indexOf(root);
  let value = unparen(file, tree.children(values)[index] ?? 0);
  if (tree.kind[value] === K.unary_expression) value = unparen(file, tree.child(value, F.operand));
  const isNew = tree.kind[value] === K.call_expression && tree.text(tree.child(value, F.function)) === 'new';
  return isNew || tree.kind[value] === K.composite_literal;
}

/** Every call on the group that `call` is on; `undefined` where code that can't be seen may make others. */
export function callsOnSameGroup(groups: Groups, { place, shared }: GroupCall): GroupCall[] | undefined {
  if (!place) return undefined;
  if (shared) {
    return isReachedOtherwise(groups, shared) || groups.loose.length
      ? undefined
      : [...groups.sharing(shared)];
  }
  const owner = ownerOf(place);
  if (!owner) return undefined;
  const effects = groups.effects(place.file, owner, place);
  return effects.escapes ? undefined : everyCall(effects);
}

/** Whether a shared group is exported, or mentioned other than to call its methods: it may be handed to anybody. */
export function isReachedOtherwise(groups: Groups, shared: string): boolean {
  const [, name] = shared.split(/[. ]/);
  return /^\p{Lu}/u.test(name) || groups.isMentioned(shared);
}
