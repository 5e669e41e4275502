import type { Place } from '../lowering/sites.ts';
import type { Step } from '../model/program.ts';
import { operatorOf } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Told } from './told.ts';

/** A condition that nobody knows, and whether it holds. */
export interface Condition extends Place {
  holds: boolean;
}

/** What the choice of a step says of a condition of the source; `undefined` where it is no such choice. */
export function conditionOf({ what, choice, isFree }: Step, place: Place): Condition | undefined {
  const { file } = place;
  const { tree } = file;
  if (!isFree || (what !== 'compare' && what !== 'settle')) return undefined;
  let { node } = place;
  if (!tree.ancestor(node, K.if_statement, K.for_statement, K.expression_case)) return undefined;
  // The step may stand at one side of a comparison.
  let whole = tree.parent[node];
  while (tree.kind[whole] === K.parenthesized_expression) whole = tree.parent[whole];
  const isSide = tree.kind[whole] === K.binary_expression && /^[=!]=$/.test(operatorOf(tree, whole));
  if (tree.kind[node] !== K.binary_expression && isSide) node = whole;
  const first = choice === 1;
  if (tree.kind[node] !== K.binary_expression) {
    const isTruth = [K.identifier, K.selector_expression, K.call_expression].includes(tree.kind[node]);
    return isTruth ? { file, node, holds: first } : undefined;
  }
  const operator = operatorOf(tree, node);
  switch (operator) {
    case '<':
    case '>':
      return { file, node, holds: first };
    case '<=':
    case '>=':
      return { file, node, holds: !first };
    case '==':
    case '!=': {
      // Settled: 1 is not nil, or true. Compared: 1 is equal.
      const isReverse =
        what === 'settle' && tree.children(node).some((n) => [K.nil, K.false].includes(tree.kind[n]));
      return { file, node, holds: (first !== isReverse) === (operator === '==') };
    }
    default:
      return undefined;
  }
}

/** Whether a condition only says whether a loop goes on in which nothing is told. */
export function isIdleLoop({ place, step, lane }: Told, told: readonly Told[]): boolean {
  const condition = conditionOf(step, place);
  if (!condition) return false;
  const { tree } = condition.file;
  const loop = tree.ancestor(condition.node, K.for_statement, K.if_statement, K.expression_case);
  if (tree.kind[loop] !== K.for_statement) return false;
  return !told.some(
    (other) =>
      other.lane === lane &&
      other.kind !== 'condition' &&
      other.place.file === condition.file &&
      tree.within(other.place.node, loop),
  );
}
