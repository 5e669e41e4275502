import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock } from '../skeleton/blocking.ts';
import { countOf } from '../skeleton/counted.ts';
import { doneCounts, never, once } from '../skeleton/doneCounts.ts';
import type { Exit } from '../skeleton/flow.ts';
import { type GroupCall, isDoneByName } from '../skeleton/groupCalls.ts';
import type { Effects } from '../skeleton/groups.ts';
import { waitWithoutOtherDone } from '../skeleton/stead.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, insertFirst, ownsLines } from './edits.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';
import { isSteadyOperand } from './steady.ts';

const meta: RuleMeta = {
  id: 'waitgroup-done-skipped',
  title: 'A path leaves the goroutine before Done',
  severity: 'warning',
};

/**
 * A counted goroutine with a way out (a return, runtime.Goexit, t.Fatal) that no `Done` comes before on any path,
 * while other ways out have one. What is said of a way out holds whatever the conditions before it mean: those that
 * some paths reach with a `Done` and others without are left alone.
 */
export const waitGroupDoneSkipped: PartRule = {
  meta,
  *checkPart({ groups, types }, here, part) {
    const seen = new Set<string>();
    for (const go of groups.goStatementsIn(here, part)) {
      const { callee } = go;
      const count = countOf(groups, go);
      if (!callee || !count?.add.place || go.file.tree.isBroken(go.fn)) continue;
      const dones = onlyDones(groups.effectsOf(go, count.add.place));
      if (!dones || isComparedWithNil(dones[0])) continue;
      const { file, node: fn } = callee;
      const exits = doneCounts(groups, file, fn, groups.placeInside(go, count.add.place));
      const skip =
        exits && (skippingExit(file, fn, exits) ?? (count.certain && skippedBranch(file, fn, exits, dones)));
      if (!skip || seen.has(`${file.uri}#${skip}`)) continue;
      const wait = waitWithoutOtherDone(groups, count.add, go);
      if (!wait) continue;
      seen.add(`${file.uri}#${skip}`);
      yield draft(types, file, fn, skip, dones, wait);
    }
  },
};

/** The `Done` calls of a goroutine that does nothing else to its group, and leaves it to nobody else. */
function onlyDones({ own, spawned, handed, escapes }: Effects): GroupCall[] | undefined {
  const dones = own.filter((c) => c.method === 'Done');
  const isAlone = !escapes && !spawned.length && !handed.length && dones.length === own.length;
  return isAlone && dones.length ? dones : undefined;
}

/** `if wg != nil { wg.Done() }`: who has no group is not counted. */
function isComparedWithNil({ file, fn, operand }: GroupCall): boolean {
  const { tree } = file;
  const group = tree.text(operand);
  return file
    .nodesOf(K.nil, fn)
    .some(
      (n) =>
        tree.kind[tree.parent[n]] === K.binary_expression &&
        tree.children(tree.parent[n]).some((side) => tree.text(side) === group),
    );
}

/** The way out that no `Done` comes before, where others have one: its node. */
function skippingExit(file: SourceFile, fn: NodeId, exits: readonly Exit[]): NodeId | undefined {
  if (!exits.some((exit) => exit.states & ~never)) return undefined;
  const leaves = ({ how }: Exit) =>
    how === 'return' || how === 'goexit' || (how === 'panic' && recovers(file, fn));
  return exits.find((exit) => leaves(exit) && exit.states === never)?.node;
}

/** `if ok { wg.Done() }` and nothing else at the top of a goroutine: the one `Done`. */
function skippedBranch(
  file: SourceFile,
  fn: NodeId,
  exits: readonly Exit[],
  dones: readonly GroupCall[],
): NodeId | undefined {
  const { tree } = file;
  const [end] = exits;
  const [done] = dones;
  if (exits.length !== 1 || end.how !== 'end' || end.states !== (never | once)) return undefined;
  if (dones.length > 1 || done.file !== file || done.fn !== fn) return undefined;
  const branch = tree.ancestor(
    done.call,
    K.if_statement,
    K.for_statement,
    K.communication_case,
    K.expression_case,
  );
  const isTop = tree.parent[tree.parent[branch]] === tree.child(fn, F.body);
  return tree.kind[branch] === K.if_statement && isTop ? done.call : undefined;
}

function recovers({ tree }: SourceFile, fn: NodeId): boolean {
  for (let n = fn; n <= tree.last(fn); n++) {
    if (tree.kind[n] === K.call_expression && tree.text(tree.child(n, F.function)) === 'recover') return true;
  }
  return false;
}

function draft(
  types: Types,
  file: SourceFile,
  fn: NodeId,
  skip: NodeId,
  dones: readonly GroupCall[],
  wait: GroupCall,
): Draft {
  const { tree } = file;
  const group = dones[0].file.tree.text(dones[0].operand);
  const isDone = dones.some((c) => c.file === file && c.call === skip);
  return {
    file,
    ...span(file, skip),
    message: isDone
      ? l10n.t(
          '{0}.Wait() blocks for ever when this condition does not hold: then {0}.Done() is never called.',
          group,
        )
      : l10n.t(
          '{0}.Wait() blocks for ever once the goroutine leaves here: it has not called {0}.Done().',
          group,
        ),
    related: [
      ...(isDone ? [] : [related(dones[0].file, dones[0].call, l10n.t('other paths call Done here'))]),
      related(wait.file, wait.call, l10n.t('this Wait never returns')),
    ],
    fixes: tree.isBroken(fn) ? [] : fixes(types, file, fn, dones),
  };
}

/** Defers one `Done` at the goroutine's start instead of those on its paths. */
function fixes(types: Types, file: SourceFile, fn: NodeId, dones: readonly GroupCall[]): Fix[] {
  const { tree } = file;
  const [{ operand }] = dones;
  const isMovable = (c: GroupCall) =>
    c.file === file &&
    c.fn === fn &&
    isDoneByName(c) &&
    tree.text(c.operand) === tree.text(operand) &&
    tree.kind[tree.parent[c.call]] === K.expression_statement &&
    ownsLines(file, tree.parent[c.call]);
  if (!dones.every(isMovable) || !isSteadyOperand(types, file, fn, operand)) return [];
  const line = `defer ${tree.text(operand)}.Done()`;
  const inserted = insertFirst(file, tree.child(fn, F.body), line);
  if (!inserted.length) return [];
  // Who waits for others after its Done would have them wait for the deferred one.
  const end = tree.last(fn) + 1;
  const empties = dones.some((c) => tree.children(tree.ancestor(c.call, K.statement_list)).length === 1);
  const waits = dones.some((c) => mayBlock(types, file, fn, tree.last(c.call) + 1, end));
  return [
    {
      title: l10n.t('Make it "{0}", first in the goroutine', line),
      preferred: !waits && !empties,
      edits: [...inserted, ...dones.map((c) => deleteLines(file, tree.parent[c.call]))],
    },
  ];
}
