import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type Exit, exitsOf, type States } from './flow.ts';
import { placesInCallee } from './functions.ts';
import type { Groups } from './groups.ts';
import type { Place } from './place.ts';

/** Sets of how often `Done` was called: never, once, more often. */
export const never = 1;
export const once = 2;
export const more = 4;

/** Functions that call each other are followed so far. */
const maxDepth = 3;

/**
 * The ways out of a function, each with how often it may have counted a group down by then; a deferred `Done` counts
 * where its `defer` stands. Functions of the package that get the group are followed.
 *
 * @returns `null` where that can't be told
 */
export function doneCounts(
  groups: Groups,
  file: SourceFile,
  fn: NodeId,
  target: Place,
  depth = 0,
): Exit[] | null {
  const { tree } = file;
  let unclear = depth > maxDepth;
  const step = (node: NodeId, states: States): States => {
    let after = states;
    for (let n = node; n <= tree.last(node) && !unclear; n++) {
      if (tree.kind[n] === K.func_literal || tree.kind[n] === K.go_statement) {
        n = tree.last(n); // run elsewhere, or where it is called
        continue;
      }
      if (tree.kind[n] !== K.call_expression) continue;
      const inside = countsOfCall(n);
      if (inside === null) unclear = true;
      else after = sum(after, inside);
    }
    return after;
  };
  const countsOfCall = (call: NodeId): States | null => {
    const group = groups.at(file, call);
    if (group) {
      if (group.method !== 'Done' || group.place?.key !== target.key) return never;
      return group.count === 1 ? once : null;
    }
    const callee = groups.types.callee(file, call);
    if (!callee) return never; // it does not get the group, or its effects would say that the group escapes
    const isLiteral = tree.kind[callee.node] === K.func_literal && callee.file === file;
    const places =
      isLiteral || groups.isPackageVariable(target)
        ? [target]
        : placesInCallee(groups.types, file, call, callee, target);
    if (!places.length) return never;
    if (places.length > 1) return null;
    const exits = callee.file.lookAt(callee.node, () =>
      doneCounts(groups, callee.file, callee.node, places[0], depth + 1),
    );
    return exits ? exits.reduce((all, exit) => (exit.how === 'panic' ? all : all | exit.states), 0) : null;
  };
  const exits = exitsOf(groups.types, file, fn, never, step);
  return unclear ? null : exits;
}

/** All sums of one number of each set, what is more than one taken together. */
function sum(a: States, b: States): States {
  let result: States = 0;
  if (b & never) result |= a;
  if (b & once) result |= (a & never ? once : 0) | (a & (once | more) ? more : 0);
  if (b & more && a) result |= more;
  return result;
}
