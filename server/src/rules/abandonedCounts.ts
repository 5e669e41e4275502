import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { countOf } from '../skeleton/counted.ts';
import { functionOf, type GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { ownerOf } from '../skeleton/reach.ts';
import { waitWithoutOtherDone } from '../skeleton/stead.ts';
import { breaksOut } from '../skeleton/trips.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, insertBefore, ownsLines, startsLine } from './edits.ts';
import { type Draft, related, span } from './rule.ts';

/**
 * `Add(1)`, then a `continue`, `break` or `return` on some path, and only then the `go` statement that was counted:
 * on that path nobody calls `Done`.
 */
export function* abandonedCounts(groups: Groups, here: SourceFile, part: NodeId): Iterable<Draft> {
  for (const go of groups.goStatementsIn(here, part)) {
    const count = countOf(groups, go);
    if (!count?.certain || count.add.count !== 1 || go.file.tree.isBroken(go.fn)) continue;
    const { add } = count;
    const leave = leaveBetween(groups, add, go);
    const wait = leave && waitWithoutOtherDone(groups, add, go);
    if (!leave || !wait || !mayReach(groups, add, leave, wait)) continue;
    const { file } = go;
    const group = file.tree.text(add.operand);
    yield {
      file,
      ...span(file, leave),
      message: l10n.t(
        '{0}.Wait() blocks for ever once this path is taken: {0}.Add has counted a goroutine that is then not started.',
        group,
      ),
      related: [
        related(file, add.call, l10n.t('the goroutine is counted here')),
        related(file, go.node, l10n.t('and started here')),
        related(wait.file, wait.call, l10n.t('this Wait never returns')),
      ],
      fixes: fixes(add, go),
    };
  }
}

/** The first statement between an `Add` and its `go` statement that leaves without a word on the group; or 0. */
function leaveBetween({ types }: Groups, add: GroupCall, go: GoStatement): NodeId {
  const { file } = go;
  const { tree } = file;
  const from = tree.parent[add.call];
  if (tree.parent[from] !== tree.parent[go.node] || add.place?.file !== file) return 0;
  const root = add.place.root;
  const variable = types.pkg.variable(tree.text(root))?.node === root;
  const uses = variable ? file.usesOfOuter(tree.text(root)) : file.uses(root);
  // The group, or the value that holds it, may be handed to who counts it down.
  if (!add.shared && uses.some((use) => use > tree.last(from) && use < go.node)) return 0;
  // So may a function in a variable that is handed to others before it comes to the go statement.
  const run = unparen(file, tree.child(go.call, F.function));
  const named = tree.kind[run] === K.identifier ? file.definition(run) : 0;
  const isHanded = (use: NodeId) => use !== named && use > tree.last(from) && use < go.node;
  if (named && file.uses(named).some(isHanded)) return 0;
  for (let n = tree.last(from) + 1; n < go.node; n++) {
    if (functionOf(file, n) === go.fn && leavesList(file, n, from)) return n;
  }
  return 0;
}

/** Whether a statement returns, or ends the turn of a loop that a statement is part of. */
function leavesList({ tree }: SourceFile, node: NodeId, statement: NodeId): boolean {
  const kind = tree.kind[node];
  if (kind === K.return_statement) return true;
  if ((kind !== K.continue_statement && kind !== K.break_statement) || tree.firstChild[node]) return false;
  const ended = kind === K.break_statement ? breaksOut(tree, node) : tree.ancestor(node, K.for_statement);
  return tree.kind[ended] === K.for_statement && tree.within(statement, ended);
}

/** Whether a `Wait` follows once control has left: who makes a group and returns waits only by a deferred one. */
function mayReach(
  { types }: Groups,
  { place, fn, shared }: GroupCall,
  leave: NodeId,
  wait: GroupCall,
): boolean {
  const { file, root } = place!;
  const { tree } = file;
  if (tree.kind[leave] !== K.return_statement) return true;
  if (!shared) return ownerOf(place!) !== fn || wait.deferred;
  // What a function has made itself and does not return, nobody waits for.
  const isParameter = tree.kind[tree.parent[root]] === K.parameter_declaration;
  return isParameter || types.pkg.variable(tree.text(root))?.node === root;
}

/** Moves the `Add` down to its `go` statement. */
function fixes(add: GroupCall, go: GoStatement): Fix[] {
  const { file } = go;
  const { tree } = file;
  const statement = tree.parent[add.call];
  if (!ownsLines(file, statement) || !startsLine(file, go.node)) return [];
  return [
    {
      title: l10n.t('Move "{0}" down to the go statement', tree.text(statement)),
      preferred: true,
      edits: [deleteLines(file, statement), insertBefore(file, go.node, tree.text(statement))],
    },
  ];
}
