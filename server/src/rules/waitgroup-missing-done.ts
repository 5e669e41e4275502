import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type Count, countOf } from '../skeleton/counted.ts';
import { neverReturns } from '../skeleton/endless.ts';
import { type GoStatement, placesInCallee } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { everyCall } from '../skeleton/reach.ts';
import { waitWithoutOtherDone } from '../skeleton/stead.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertFirst } from './edits.ts';
import { type Draft, type PartRule, type RuleContext, type RuleMeta, related } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-missing-done',
  title: 'A counted goroutine never calls Done',
  severity: 'warning',
};

/**
 * A goroutine that an `Add` counts, no `Done` on or below it, and nobody else who could call it: `Wait` blocks for
 * ever. Silent where the group reaches code that can't be seen, and where the goroutine is meant to run for ever.
 */
export const waitGroupMissingDone: PartRule = {
  meta,
  *checkPart(context, here, part) {
    for (const go of context.groups.goStatementsIn(here, part)) {
      const { callee } = go;
      if (!callee || neverReturns(context.types, callee.file, callee.node)) continue;
      const count = countOf(context.groups, go);
      if (!count?.add.place || go.file.tree.isBroken(go.fn)) continue;
      const { add } = count;
      const own = context.groups.effectsOf(go, count.add.place);
      if (own.escapes || everyCall(own).some((c) => c.method === 'Done' || c.method === 'Wait')) continue;
      if (callsByAnotherName(context.groups, add, callee)) continue;
      if (!count.certain && countsOtherDone(context, add, go)) continue;
      const wait = waitWithoutOtherDone(context.groups, add, go);
      if (wait) yield draft(context, go, count, wait);
    }
  },
};

/** `t := s`, and `s.wg.Done()` in the goroutine that `t.wg.Add` counts. */
const callsByAnotherName = (groups: Groups, { shared }: GroupCall, { file, node }: Callee): boolean =>
  shared !== undefined && groups.callsIn(file, node).some((c) => c.method === 'Done' && c.shared === shared);

/** Whether an `Add` may be meant for another goroutine that does call `Done`. */
function countsOtherDone({ groups }: RuleContext, add: GroupCall, but: GoStatement): boolean {
  return groups
    .goStatementsIn(but.file, but.fn)
    .some(
      (go) =>
        go !== but &&
        go.fn === but.fn &&
        countOf(groups, go)?.add === add &&
        everyCall(groups.effectsOf(go, add.place!)).some((c) => c.method === 'Done'),
    );
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
