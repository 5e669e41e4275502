import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { countOf, neverReturns } from '../skeleton/counted.ts';
import { type GoStatement, placesInCallee } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groups.ts';
import { everyCall, isReachedOtherwise, ownerOf } from '../skeleton/reach.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import { insertFirst } from './edits.ts';
import { type Draft, type Rule, type RuleContext, type RuleMeta, related } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-missing-done',
  title: 'A counted goroutine never calls Done',
  severity: 'warning',
};

/**
 * A goroutine that an `Add` counts, no `Done` on or below it, and nobody else who could call it: `Wait` blocks for
 * ever. Silent where the group reaches code that can't be seen, and where the goroutine is meant to run for ever.
 */
export const waitGroupMissingDone: Rule = {
  meta,
  *check(context) {
    for (const go of context.groups.goStatements) {
      if (!go.callee || neverReturns(context.types, go)) continue;
      const count = countOf(context.groups, go);
      if (!count?.add.place || go.file.tree.isBroken(go.fn)) continue;
      const { add } = count;
      const own = context.groups.effectsOf(go, count.add.place);
      if (own.escapes || everyCall(own).some((c) => c.method === 'Done' || c.method === 'Wait')) continue;
      if (!count.certain && countsOtherDone(context, add, go)) continue;
      const wait = waitWithoutOtherDone(context, add, go);
      if (wait) yield draft(context, go, add, wait);
    }
  },
};

/** Whether an `Add` may be meant for another goroutine that does call `Done`. */
function countsOtherDone({ groups }: RuleContext, add: GroupCall, but: GoStatement): boolean {
  return groups.goStatements.some(
    (go) =>
      go !== but &&
      go.fn === but.fn &&
      go.file === but.file &&
      countOf(groups, go)?.add === add &&
      everyCall(groups.effectsOf(go, add.place!)).some((c) => c.method === 'Done'),
  );
}

/** The `Wait` that will block, or `undefined` where some other code may call `Done` in the goroutine's stead. */
function waitWithoutOtherDone(context: RuleContext, add: GroupCall, go: GoStatement): GroupCall | undefined {
  const { groups } = context;
  const target = add.place!;
  if (add.shared) {
    // A field or a package variable: all the package's code counts, and nobody else may reach it.
    if (isReachedOtherwise(groups, add.shared)) return undefined;
    const others = groups.calls.filter(
      (c) => c.shared === add.shared || (c.place && !c.shared && c.place.path.length),
    );
    if (groups.calls.some((c) => !c.place)) return undefined;
    const owned = others.every((c) => c.method !== 'Done' || isCounted(context, c, go));
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
  return [...all.own, ...all.spawned.flatMap((s) => s.calls)].find((c) => c.method === 'Wait');
}

/** Whether a `Done` belongs to a goroutine that an `Add` of the same group counts. */
function isCounted(context: RuleContext, done: GroupCall, but: GoStatement): boolean {
  return context.groups.goStatements.some((go) => {
    if (go === but || go.callee?.file !== done.file || !done.file.tree.within(done.call, go.callee.node))
      return false;
    const add = countOf(context.groups, go)?.add;
    return add?.shared !== undefined && add.shared === done.shared;
  });
}

function draft({ types }: RuleContext, go: GoStatement, add: GroupCall, wait: GroupCall): Draft {
  const { file } = go;
  return {
    file,
    start: file.tree.start[go.node],
    end: file.tree.start[go.node] + 'go'.length,
    message: l10n.t(
      '{0}.Wait() blocks for ever: {0}.Add counts this goroutine, and it never calls {0}.Done().',
      add.file.tree.text(add.operand),
    ),
    related: [
      related(add.file, add.call, l10n.t('the goroutine is counted here')),
      related(wait.file, wait.call, l10n.t('this Wait never returns')),
    ],
    fixes: fixes(types, go, add),
  };
}

/** Only a literal has a body of its own to mend; what a named function is told of the group is for a person to say. */
function fixes(types: Types, go: GoStatement, add: GroupCall): Fix[] {
  const { callee, file } = go;
  if (!callee || callee.decl || callee.file !== file || !file.tree.within(callee.node, go.node)) return [];
  const group = nameInside(types, go, callee, add);
  if (!group) return [];
  const body = file.tree.child(callee.node, F.body);
  const line = `defer ${group}.Done()`;
  return [{ title: l10n.t('Insert "{0}"', line), preferred: true, edits: insertFirst(file, body, line) }];
}

/** The group's name in a literal: the parameter that it is handed as, or its name outside unless a parameter hides it. */
function nameInside(types: Types, go: GoStatement, callee: Callee, add: GroupCall): string | undefined {
  const { file } = go;
  const { tree } = file;
  const parameters = parametersOf(file, tree.child(callee.node, F.parameters));
  const [handed] = placesInCallee(types, file, go.call, callee, add.place!);
  if (handed) {
    const type = parameters.find((p) => p.name === handed.root)?.type ?? 0;
    return types.denoted(file, type).kind === 'pointer'
      ? [tree.text(handed.root), ...handed.path].join('.')
      : undefined; // a copy
  }
  let root = add.operand;
  while (root && tree.kind[root] !== K.identifier) root = tree.firstChild[root];
  const isHidden = parameters.some((p) => p.name && tree.text(p.name) === tree.text(root));
  return root && !isHidden ? tree.text(add.operand) : undefined;
}
