import * as l10n from '@vscode/l10n';
import type { Explored } from '../explored/explored.ts';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { laps } from '../lowering/sources.ts';
import { objectName } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import { F, K } from '../syntax/kinds.ts';
import { replace } from './rule.ts';

/** As often as the model runs loops at most. */
const largestLap = Math.max(...laps);

/**
 * A buffer for a channel that is made without, where the model shows that nothing goes wrong then.
 *
 * @param preferred whether that is what is meant, as a rule
 */
export function bufferFixes(explored: Explored, story: Story, preferred: boolean): Fix[] {
  const { made, problem, scope, place } = story;
  if (!made) return [];
  const { file, node } = made;
  const { tree } = file;
  const isMake = tree.kind[node] === K.call_expression && tree.text(tree.child(node, F.function)) === 'make';
  const [type, ...others] = tree.children(tree.child(node, F.arguments));
  if (!isMake || others.length || tree.kind[type] !== K.channel_type) return [];
  // The model runs a loop some times only.
  if ([problem.site, ...problem.stack].some((site) => isLooped(explored, site))) return [];
  const size = roomFor(explored, story);
  if (!size) return [];
  const left = explored.withCapacity(scope, problem.madeAt, size.capacity);
  const before = new Set(scope.problems.map(({ kind, site }) => `${kind} ${site}`));
  const isSolved = left.every((p) => p.madeAt !== problem.madeAt && before.has(`${p.kind} ${p.site}`));
  if (!isSolved) return [];
  const name = objectName(place.file, place.node);
  const title = l10n.t('Give {0} room for what is sent: make({1}, {2})', name, tree.text(type), size.text);
  return [{ title, preferred, edits: [replace(file, tree.end[type], tree.end[type], `, ${size.text}`)] }];
}

/** One, or as many as a loop starts goroutines; `undefined` where that can't be said at the channel. */
function roomFor(
  explored: Explored,
  { problem, made }: Story,
): { text: string; capacity: number } | undefined {
  const start = problem.schedule.findLast(
    (step) => step.other === problem.goroutine && step.what === 'spawn',
  );
  const place = start && explored.place(start.site);
  const loop = place ? place.file.tree.ancestor(place.node, K.for_statement) : 0;
  if (!place || !made || !loop || (made.file === place.file && place.file.tree.within(made.node, loop)))
    return { text: '1', capacity: 1 };
  const { tree } = place.file;
  const clause = tree.firstChild[loop];
  const over = tree.kind[clause] === K.range_clause ? tree.child(clause, F.right) : 0;
  const isKnown = tree.kind[over] === K.identifier && place.file.definition(over) < made.node;
  const isList = explored.isSlice(place.file, over);
  return isKnown && isList && made.file === place.file
    ? { text: `len(${tree.text(over)})`, capacity: largestLap }
    : undefined;
}

/** Whether what stands there is done again and again, by the function that it stands in. */
function isLooped(explored: Explored, site: number): boolean {
  const place = explored.place(site);
  return (
    place !== undefined &&
    place.file.tree.ancestor(place.node, K.for_statement) > functionOf(place.file, place.node)
  );
}
