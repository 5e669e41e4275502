import { K } from '../syntax/kinds.ts';
import { countOf } from './counted.ts';
import type { GoStatement } from './functions.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Groups } from './groups.ts';
import { isReachedOtherwise, ownerOf } from './reach.ts';

/** The `Wait` that will block, or `undefined` where some other code may call `Done` in the goroutine's stead. */
export function waitWithoutOtherDone(groups: Groups, add: GroupCall, go: GoStatement): GroupCall | undefined {
  const target = add.place!;
  if (add.shared) {
    // A field or a package variable: all the package's code counts, and nobody else may reach it.
    if (isReachedOtherwise(groups, add.shared)) return undefined;
    if (groups.loose.some((c) => !c.place)) return undefined;
    const others = [...groups.sharing(add.shared), ...groups.loose];
    const owned = others.every((c) => c.method !== 'Done' || isCounted(groups, c));
    return owned ? others.find((c) => c.method === 'Wait') : undefined;
  }
  const owner = ownerOf(target);
  if (!owner) return undefined;
  const all = groups.effects(target.file, owner, target);
  if (
    all.escapes ||
    all.own.some((c) => c.method === 'Done') ||
    all.handed.some((c) => c.method === 'Done')
  ) {
    return undefined;
  }
  const others = all.spawned.filter((s) => s.go !== go && s.calls.some((c) => c.method === 'Done'));
  if (others.some((s) => countOf(groups, s.go)?.add.place?.key !== target.key)) return undefined;
  // Who counts down more often than it was counted does it for others.
  if (others.some((s) => s.calls.filter((c) => c.method === 'Done').length > 1 || s.calls.some(isRepeated)))
    return undefined;
  return [...all.own, ...all.spawned.flatMap((s) => s.calls)].find((c) => c.method === 'Wait');
}

/** A `Done` that a loop may come by more than once, or of a number that is not known. */
export function isRepeated({ method, count, file: { tree }, call, fn }: GroupCall): boolean {
  if (method !== 'Done') return false;
  if (count !== 1) return true;
  if (!tree.within(tree.ancestor(call, K.for_statement), fn)) return false;
  const list = tree.ancestor(call, K.statement_list);
  return tree.kind[tree.children(list).at(-1) ?? 0] !== K.return_statement;
}

/** Whether a `Done` belongs to a goroutine that an `Add` of the same group counts. */
export function isCounted(groups: Groups, done: GroupCall): boolean {
  return groups.goStatementsInto(done.file, done.call).some((go) => {
    if (!done.file.tree.within(done.call, go.callee!.node)) return false;
    const add = countOf(groups, go)?.add;
    return add?.shared !== undefined && add.shared === done.shared && !isRepeated(done);
  });
}
