import * as l10n from '@vscode/l10n';
import { type MadeContext, madeContexts } from '../skeleton/contexts.ts';
import { type Exits, exitsAfter } from '../skeleton/exits.ts';
import { functionOf } from '../skeleton/functions.ts';
import { isAssigned, isMain } from '../skeleton/libraryCalls.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { cancelFixes } from './cancelFixes.ts';
import { type Draft, type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'context-cancel-not-called',
  title: 'The cancel function of a context is dropped, or not called on every way out',
  severity: 'warning',
};

/**
 * The function that cancels a context is assigned to `_`, or there is a way out of the function that made the context
 * on which nothing mentions it.
 */
export const contextCancelNotCalled: PartRule = {
  meta,
  *checkPart({ types }: RuleContext, here: SourceFile, part: NodeId) {
    for (const made of madeContexts(here, part)) {
      if (isMain(here, made.fn) && !isLooped(made)) continue;
      if (here.tree.text(made.cancel) === '_') yield dropped(types, made);
      else if (made.definition) yield* lost(types, made);
    }
  },
};

const isLooped = ({ file: { tree }, statement, fn }: MadeContext): boolean =>
  tree.ancestor(statement, K.for_statement) > fn;

function dropped(types: Types, made: MadeContext): Draft {
  const { file, cancel } = made;
  return {
    file,
    ...span(file, cancel),
    message: consequence(types, made),
    fixes: cancelFixes(types, made, []),
  };
}

/** What happens to a context that nobody cancels. */
function consequence(types: Types, made: MadeContext): string {
  const { file, context, name } = made;
  const text = file.tree.text(context);
  if (!/^WithCancel/.test(name))
    return l10n.t(
      'Nobody can cancel {0} before its time is over: its timer and what waits for it are kept until then.',
      text,
    );
  return hasEndlessParent(types, made)
    ? l10n.t('Nobody can cancel {0}: what waits for its end waits for ever.', text)
    : l10n.t('Nobody can cancel {0}: it is kept until the context that it was made from ends.', text);
}

/** `context.WithCancel(context.Background())` */
function hasEndlessParent(types: Types, { file, call }: MadeContext): boolean {
  const { tree } = file;
  const parent = unparen(file, tree.firstChild[tree.child(call, F.arguments)]);
  const target = tree.kind[parent] === K.call_expression ? tree.child(parent, F.function) : 0;
  return (
    tree.kind[target] === K.selector_expression &&
    types.importPath(file, tree.child(target, F.operand)) === 'context' &&
    /^(?:Background|TODO)$/.test(tree.text(tree.child(target, F.field)))
  );
}

function* lost(types: Types, made: MadeContext): Iterable<Draft> {
  const { file, statement, list, cancel, context, definition, fn } = made;
  const { tree } = file;
  // A variable of a function around it, or a named result, is there when this function is over.
  if (functionOf(file, definition) !== fn || isResult(file, definition)) return;
  const uses = file.uses(definition).filter((use) => use !== definition && !isAssigned(file, use));
  if (uses.some((use) => use < statement && mayCancelLater(made, use))) return;
  const passed = [...uses, ...endsAwaited(made)].filter((use) => use > tree.last(statement));
  const exits = exitsAfter(types, file, { list, first: tree.nextSibling[statement] }, passed);
  if (!exits) return;
  const losses = lossesOf(made, exits);
  if (!losses.length || (isMain(file, fn) && losses.every((n) => exits.returns.includes(n)))) return;
  const name = tree.text(cancel);
  const text = tree.text(context);
  yield {
    file,
    ...span(file, cancel),
    message: made.name.startsWith('WithCancel')
      ? l10n.t(
          'There is a way out without {0}(): {1} is then kept until the context that it was made from ends.',
          name,
          text,
        )
      : l10n.t(
          'There is a way out without {0}(): the timer of {1}, and what waits for it, are then kept until its time is over.',
          name,
          text,
        ),
    related: losses.map((node) => noteOn(made, node)),
    fixes: cancelFixes(types, made, losses),
  };
}

/** Where the function receives the end of the context: there is nothing left to cancel. */
function endsAwaited({ file, fn, context }: MadeContext): NodeId[] {
  const { tree } = file;
  const variable = tree.kind[context] === K.identifier ? file.definition(context) : 0;
  const isDone = (use: NodeId) =>
    /^<-\s*\w+\.Done\(\)$/.test(tree.text(tree.parent[tree.parent[tree.parent[use]]]));
  const isElsewhere = (use: NodeId) => tree.ancestor(use, K.go_statement) > fn;
  return variable ? file.uses(variable).filter((use) => isDone(use) && !isElsewhere(use)) : [];
}

function isResult({ tree }: SourceFile, definition: NodeId): boolean {
  const list = tree.ancestor(definition, K.parameter_list, K.block);
  return tree.kind[list] === K.parameter_list && tree.field[list] === F.result;
}

/** Whether a use before the context is made may be of this one: in a literal that runs later, or in the loop's next turn. */
function mayCancelLater({ file, statement, definition, fn }: MadeContext, use: NodeId): boolean {
  const { tree } = file;
  if (functionOf(file, use) !== fn) return true;
  for (let n = tree.ancestor(statement, K.for_statement); n > fn; n = tree.ancestor(n, K.for_statement))
    if (tree.within(use, n) && !tree.within(definition, n)) return true;
  return false;
}

/** Where the function is left, or a loop that has its own variable goes on. */
function lossesOf({ file: { tree }, definition }: MadeContext, { returns, laps }: Exits): NodeId[] {
  const isOwn = (lap: NodeId) =>
    tree.kind[lap] === K.for_statement
      ? tree.within(definition, lap)
      : tree.within(definition, tree.ancestor(lap, K.for_statement));
  return [...returns, ...laps.filter(isOwn)];
}

function noteOn({ file }: MadeContext, node: NodeId) {
  const { tree } = file;
  const kind = tree.kind[node];
  if (kind === K.return_statement || kind === K.continue_statement)
    return related(file, node, l10n.t('left here without it'));
  const body = kind === K.block ? node : tree.child(node, F.body);
  const end = tree.end[body];
  return { ...related(file, body, l10n.t('its end is reached without it')), start: end - 1, end };
}
