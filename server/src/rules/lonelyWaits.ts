import * as l10n from '@vscode/l10n';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type Draft, related, span } from './rule.ts';

/** `Wait` of a local group that has been added to, of which all else that is ever done to it is `Add` and `Wait`. */
export function* lonelyWaits(groups: Groups, here: SourceFile, part: NodeId): Iterable<Draft> {
  for (const wait of groups.callsIn(here, part)) {
    const add = wait.method === 'Wait' ? addOf(groups, wait) : undefined;
    if (!add) continue;
    const { file } = wait;
    yield {
      file,
      ...span(file, wait.call),
      message: l10n.t(
        '{0}.Wait() never returns: {0}.Add has counted, and nothing ever counts down.',
        file.tree.text(wait.operand),
      ),
      related: [related(file, add.call, l10n.t('it is counted here'))],
    };
  }
}

/** The `Add` before a `Wait` that nothing takes back. */
function addOf(groups: Groups, { file, operand, call, fn }: GroupCall): GroupCall | undefined {
  const { tree } = file;
  const definition = tree.kind[operand] === K.identifier ? file.definition(operand) : 0;
  if (!definition || tree.isBroken(fn) || !tree.within(definition, fn)) return undefined;
  const isParameter = tree.ancestor(definition, K.parameter_list, K.block);
  if (tree.kind[isParameter] === K.parameter_list) return undefined;
  const calls = file
    .uses(definition)
    .filter((use) => use !== definition)
    .map((use) => groups.at(file, callAt(file, use)));
  if (!calls.every((c) => c?.method === 'Add' || c?.method === 'Wait')) return undefined;
  return calls.find(
    (c) =>
      c?.method === 'Add' &&
      c.fn === fn &&
      (c.count ?? 0) > 0 &&
      c.call < call &&
      tree.within(call, tree.parent[tree.parent[c.call]]) &&
      // Who is started and never counts down is told by itself.
      !file.nodesOf(K.go_statement, fn).some((go) => go > c.call && go < call),
  );
}

/** The call of a method of a variable. */
const callAt = ({ tree }: SourceFile, use: NodeId): NodeId => tree.parent[tree.parent[use]];
