import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type Count, countOf } from '../skeleton/counted.ts';
import { neverReturns } from '../skeleton/endless.ts';
import { type GoStatement, placesInCallee } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groups.ts';
import { everyCall, isReachedOtherwise, ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
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
      const { callee } = go;
      if (!callee || neverReturns(context.types, callee.file, callee.node)) continue;
      const count = countOf(context.groups, go);
      if (!count?.add.place || go.file.tree.isBroken(go.fn)) continue;
      const { add } = count;
      const own = context.groups.effectsOf(go, count.add.place);
      if (own.escapes || everyCall(own).some((c) => c.method === 'Done' || c.method === 'Wait')) continue;
      if (!count.certain && countsOtherDone(context, add, go)) continue;
      const wait = waitWithoutOtherDone(context, add, go);
      if (wait) yield draft(context, go, count, wait);
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
  // Who counts down more often than it was counted does it for others.
  if (others.some((s) => s.calls.filter((c) => c.method === 'Done').length > 1 || s.calls.some(isRepeated)))
    return undefined;
  return [...all.own, ...all.spawned.flatMap((s) => s.calls)].find((c) => c.method === 'Wait');
}

/** A `Done` in a loop, or of a number that is not known. */
const isRepeated = ({ method, count, file: { tree }, call, fn }: GroupCall): boolean =>
  method === 'Done' && (count !== 1 || tree.within(tree.ancestor(call, K.for_statement), fn));

/** Whether a `Done` belongs to a goroutine that an `Add` of the same group counts. */
function isCounted(context: RuleContext, done: GroupCall, but: GoStatement): boolean {
  return context.groups.goStatements.some((go) => {
    if (go === but || go.callee?.file !== done.file || !done.file.tree.within(done.call, go.callee.node))
      return false;
    const add = countOf(context.groups, go)?.add;
    return add?.shared !== undefined && add.shared === done.shared && !isRepeated(done);
  });
}

function draft({ types }: RuleContext, go: GoStatement, count: Count, wait: GroupCall): Draft {
  const { add } = count;
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
    fixes: fixes(types, go, count),
  };
}

/** Only a literal has a body of its own to mend; what a named function is told of the group is for a person to say. */
function fixes(types: Types, go: GoStatement, { add, certain }: Count): Fix[] {
  const { callee, file } = go;
  if (!callee || callee.decl || callee.file !== file || !file.tree.within(callee.node, go.node)) return [];
  const group = nameInside(types, go, callee, add);
  if (!group) return [];
  const body = file.tree.child(callee.node, F.body);
  const line = `defer ${group}.Done()`;
  const edits = insertFirst(file, body, line);
  if (!edits.length) return [];
  // Of a number that is not that of the goroutines something will be left.
  const preferred = certain || Number.isNaN(add.count);
  return [{ title: l10n.t('Insert "{0}"', line), preferred, edits }];
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
  return root && !isHidden(go, root, callee.node) ? tree.text(add.operand) : undefined;
}

/** Whether in a literal another variable stands under an identifier's name. */
function isHidden({ file, fn }: GoStatement, identifier: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  const meant = file.definition(identifier);
  for (let n = fn; n < tree.child(literal, F.body); n++) {
    const isOther = tree.kind[n] === K.identifier && n !== meant && file.definition(n) === n;
    if (isOther && tree.text(n) === tree.text(identifier) && tree.within(literal, scopeOf(file, n)))
      return true;
  }
  return false;
}

/** The node that a definition is in force within, taken widely. */
const scopeOf = ({ tree }: SourceFile, definition: NodeId): NodeId =>
  tree.ancestor(
    definition,
    K.block,
    K.func_literal,
    K.function_declaration,
    K.method_declaration,
    K.for_statement,
    K.if_statement,
    K.expression_switch_statement,
    K.type_switch_statement,
    K.expression_case,
    K.type_case,
    K.communication_case,
    K.default_case,
  );
