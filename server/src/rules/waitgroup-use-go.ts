import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import { firstReturn } from '../skeleton/flow.ts';
import { type GroupCall, type Groups, isDoneByName } from '../skeleton/groups.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import { deleteLines, deleteUntil, ownsLines, statementsOf } from './edits.ts';
import { type Rule, type RuleMeta, replace } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-use-go',
  title: 'Add(1), go and Done can be wg.Go',
  severity: 'hint',
};

/**
 * `wg.Add(1)`, directly followed by `go func() { … }()` that begins with `defer wg.Done()` or ends with `wg.Done()`,
 * in a module whose go.mod allows Go 1.25: `wg.Go` counts by itself (https://pkg.go.dev/sync#WaitGroup.Go).
 */
export const waitGroupUseGo: Rule = {
  meta,
  *checkFile(context, here) {
    if (!context.allows(1, 25)) return;
    for (const add of context.groups.callsIn(here)) {
      const old = add.method === 'Add' && add.count === 1 ? oldForm(context.groups, add) : undefined;
      if (!old) continue;
      const { file } = add;
      yield {
        file,
        start: file.tree.start[old.go],
        end: file.tree.start[file.tree.child(old.literal, F.body)] - 1,
        message: l10n.t(
          '{0}.Go(func() { … }) does what {0}.Add(1), go and {0}.Done() do here, and its count cannot be got wrong.',
          file.tree.text(add.operand),
        ),
        fixes: fixes(add, old),
      };
    }
  },
};

interface OldForm {
  go: NodeId;
  call: NodeId;
  literal: NodeId;
  /** The statement that calls `Done`: the body's first or last. */
  done: NodeId;
}

function oldForm(groups: Groups, add: GroupCall): OldForm | undefined {
  const { file, place } = add;
  const { tree } = file;
  const statement = tree.parent[add.call];
  if (!place || tree.kind[statement] !== K.expression_statement) return undefined;
  const go = tree.nextSibling[statement];
  if (tree.kind[go] !== K.go_statement || tree.isBroken(go)) return undefined;
  const call = tree.firstChild[go];
  const literal = tree.kind[call] === K.call_expression ? unparen(file, tree.child(call, F.function)) : 0;
  if (tree.kind[literal] !== K.func_literal || tree.child(literal, F.result)) return undefined;
  if (parametersOf(file, tree.child(literal, F.parameters)).length) return undefined;
  const inside = groups.callsIn(file).filter((c) => tree.within(c.call, literal));
  const dones = inside.filter((c) => c.method === 'Done' && c.place?.key === place.key);
  const [done] = dones;
  if (dones.length !== 1 || !isDoneByName(done) || done.fn !== literal) return undefined;
  if (tree.text(done.operand) !== tree.text(add.operand)) return undefined;
  const statements = statementsOf(file, literal);
  const at = tree.parent[done.call];
  const isFirst = done.deferred && at === statements[0];
  const isLast = !done.deferred && at === statements.at(-1) && !firstReturn(file, literal);
  return isFirst || isLast ? { go, call, literal, done: at } : undefined;
}

function fixes(add: GroupCall, { go, call, literal, done }: OldForm): Fix[] {
  const { file } = add;
  const { tree } = file;
  const statement = tree.parent[add.call];
  const group = tree.text(add.operand);
  const counted = removed(add.file, statement, go);
  const given = removed(add.file, done, tree.nextSibling[done]);
  if (!counted || !given) return [];
  const target = tree.child(call, F.arguments);
  return [
    {
      title: l10n.t('Use {0}.Go', group),
      preferred: true,
      edits: [
        counted,
        replace(file, tree.start[go], tree.start[literal], `${group}.Go(`),
        given,
        replace(file, tree.end[literal], tree.end[target], ')'),
      ],
    },
  ];
}

/** Takes a statement away, with its lines or up to the next on the same line. */
function removed(file: GroupCall['file'], statement: NodeId, next: NodeId): TextEdit | undefined {
  return ownsLines(file, statement) ? deleteLines(file, statement) : deleteUntil(file, statement, next);
}
