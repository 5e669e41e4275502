import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import type { Semaphores, SlotCall } from '../skeleton/semaphores.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { ownsLines, replaceStatement } from './edits.ts';
import { returnOf, returnsError } from './results.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'semaphore-acquire-unchecked',
  title: 'The error of a semaphore’s Acquire is ignored',
  severity: 'information',
};

/**
 * An `Acquire` whose error nobody looks at, with a context that may end, and a `Release` in the same function: it
 * gives back what was never taken.
 */
export const semaphoreAcquireUnchecked: PartRule = {
  meta,
  *checkPart({ types, semaphores }: RuleContext, here: SourceFile, part: NodeId) {
    for (const acquire of semaphores.in(here, part)) {
      const statement = acquire.method === 'Acquire' && acquire.weighted ? ignoring(acquire) : 0;
      const { file, node, fn } = acquire;
      if (!statement || !fn || file.tree.isBroken(fn)) continue;
      const [context] = file.tree.children(file.tree.child(node, F.arguments));
      if (!context || !mayEnd(types, file, context)) continue;
      const release = releaseAfter(semaphores, acquire);
      if (!release) continue;
      const group = file.tree.text(acquire.operand);
      yield {
        file,
        ...span(file, node),
        message: l10n.t(
          'When {1} ends first, {0}.Acquire fails unnoticed: the work runs without a slot, and {0}.Release panics or gives back another one’s.',
          group,
          file.tree.text(context),
        ),
        related: [related(file, release.node, l10n.t('released here all the same'))],
        fixes: fixes(types, acquire, statement),
      };
    }
  },
};

/** The statement that calls and throws the error away, or 0. */
function ignoring({ file: { tree }, node }: SlotCall): NodeId {
  const parent = tree.parent[node];
  if (tree.kind[parent] === K.expression_statement) return parent;
  const statement = tree.parent[parent];
  const isBlank =
    tree.kind[parent] === K.expression_list &&
    tree.kind[statement] === K.assignment_statement &&
    tree.text(tree.child(statement, F.left)) === '_';
  return isBlank ? statement : 0;
}

/** Whether a context may be cancelled, as far as the package tells: what a parameter brings may be. */
function mayEnd(types: Types, file: SourceFile, expression: NodeId, depth = 0): boolean {
  const { tree } = file;
  const node = unparen(file, expression);
  if (tree.kind[node] === K.identifier) {
    const local = file.definition(node);
    if (!local) {
      const variable = types.pkg.variable(tree.text(node));
      const list = variable ? variable.file.tree.child(variable.file.tree.parent[variable.node], F.value) : 0;
      return !!variable && list !== 0 && mayEnd(types, variable.file, variable.file.tree.firstChild[list]);
    }
    const value = depth < 5 ? types.onlyValue(file, local) : 0;
    return !value || mayEnd(types, file, value, depth + 1);
  }
  if (tree.kind[node] !== K.call_expression) return tree.kind[node] === K.selector_expression;
  const target = tree.child(node, F.function);
  if (tree.kind[target] !== K.selector_expression) return true;
  const name = tree.text(tree.child(target, F.field));
  if (types.importPath(file, tree.child(target, F.operand)) !== 'context') {
    // A test's context ends with the test.
    return !/^(?:T|B|F|TB)$/.test(typeName(types, file, tree.child(target, F.operand)));
  }
  if (/^(?:Background|TODO|WithoutCancel)$/.test(name)) return false;
  const [parent] = tree.children(tree.child(node, F.arguments));
  return name !== 'WithValue' || !parent || mayEnd(types, file, parent, depth + 1);
}

function typeName(types: Types, file: SourceFile, operand: NodeId): string {
  const type = types.of(file, operand);
  const base = type.kind === 'pointer' ? type.element : type;
  return base.kind === 'external' && base.path === 'testing' ? base.name : '';
}

/** A release of the semaphore behind an acquire: in the same function, or in what that starts. */
const releaseAfter = (semaphores: Semaphores, { place, file, fn, node }: SlotCall): SlotCall | undefined =>
  semaphores.on(place, file, fn).find((c) => c.method === 'Release' && c.node > node);

/** Leaves where the slot was not taken. What else then is left undone is for a person to see, but in plain functions. */
function fixes(types: Types, { file, node, fn }: SlotCall, statement: NodeId): Fix[] {
  const { tree } = file;
  const isLooped = tree.ancestor(statement, K.for_statement) > fn;
  const leave = returnOf(types, file, fn, 'err');
  if (!leave || !ownsLines(file, statement) || tree.text(statement).includes('\n')) return [];
  return [
    {
      title: l10n.t('Check the error, and leave by "{0}"', leave),
      preferred: !isLooped && returnsError(types, file, fn),
      edits: replaceStatement(file, statement, [
        `if err := ${tree.text(node)}; err != nil {`,
        `\t${leave}`,
        '}',
      ]),
    },
  ];
}
