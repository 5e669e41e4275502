import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import type { GroupCall, Groups } from '../skeleton/groups.ts';
import { callsOnSameGroup } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, ownsLines } from './edits.ts';
import { type Draft, type Rule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-go-misuse',
  title: 'Done or Add beside wg.Go, which counts by itself',
  severity: 'warning',
};

/**
 * `Done` in the function that `wg.Go` runs, without an `Add` of its own: the counter goes below zero. Or `Add` on a
 * group that all others use by `wg.Go` only, so that nobody calls `Done`.
 */
export const waitGroupGoMisuse: Rule = {
  meta,
  *checkFile({ groups }, here) {
    const seen = new Set<GroupCall>();
    for (const go of groups.callsIn(here)) {
      if (go.method !== 'Go' || !go.place) continue;
      const done = ownDone(groups, go);
      const adds = done ? [] : uselessAdds(groups, go);
      for (const call of done ? [done] : adds) {
        if (seen.has(call)) continue;
        seen.add(call);
        yield draft(go, call);
      }
    }
  },
};

/** The function given to `wg.Go`: a literal, or a function or method of the package. */
function runBy(groups: Groups, { file, call }: GroupCall): { file: SourceFile; node: NodeId } | undefined {
  const { tree } = file;
  const argument = unparen(file, tree.firstChild[tree.child(call, F.arguments)]);
  if (tree.kind[argument] === K.func_literal) return { file, node: argument };
  const type = groups.types.of(file, argument);
  return type.kind === 'function' && tree.kind[argument] !== K.call_expression ? type : undefined;
}

/** The one `Done` of that function, where it adds nothing itself and starts nobody that may have been counted. */
function ownDone(groups: Groups, go: GroupCall): GroupCall | undefined {
  const run = runBy(groups, go);
  if (!run || run.file.tree.isBroken(run.node)) return undefined;
  const isSame = (c: GroupCall) =>
    go.shared !== undefined ? c.shared === go.shared : c.place?.key === go.place!.key;
  const inside = groups.callsIn(run.file).filter((c) => run.file.tree.within(c.call, run.node) && isSame(c));
  const [done] = inside;
  const isAlone = inside.length === 1 && done.method === 'Done' && done.fn === run.node;
  // An Add elsewhere may be there for this Done.
  const isCounted = groups.calls.some((c) => c.method === 'Add' && (isSame(c) || !c.place));
  return isAlone && !isCounted ? done : undefined;
}

/** The `Add` calls of a group that nobody calls `Done` on. */
function uselessAdds(groups: Groups, go: GroupCall): GroupCall[] {
  const calls = callsOnSameGroup(groups, go);
  if (!calls || calls.some((c) => c.method === 'Done') || !calls.some((c) => c.method === 'Wait')) return [];
  return calls.filter((c) => c.method === 'Add' && c.count !== 0);
}

function draft(go: GroupCall, call: GroupCall): Draft {
  const { file } = call;
  const group = file.tree.text(call.operand);
  return {
    file,
    ...span(file, call.call),
    message:
      call.method === 'Done'
        ? l10n.t(
            '{0}.Go calls {0}.Done() by itself: with this one the counter goes below zero, and the program panics.',
            group,
          )
        : l10n.t(
            '{0}.Wait() blocks for ever: {0}.Go counts by itself, and nobody calls {0}.Done() for this.',
            group,
          ),
    related: [related(go.file, go.call, l10n.t('the goroutine is started and counted here'))],
    fixes: fixes(go, call),
  };
}

/** Takes the call away, unless it stands in a function that others may run as well. */
function fixes(go: GroupCall, { file, call, fn, method }: GroupCall): Fix[] {
  const { tree } = file;
  const statement = tree.parent[call];
  const kind = tree.kind[statement];
  const isOwn = method === 'Add' || (file === go.file && tree.within(fn, go.call));
  const isPlain = kind === K.expression_statement || kind === K.defer_statement;
  if (!isOwn || !isPlain || !ownsLines(file, statement)) return [];
  return [
    {
      title: l10n.t('Remove "{0}"', tree.text(statement)),
      preferred: true,
      edits: [deleteLines(file, statement)],
    },
  ];
}
