import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import type { ErrGroup } from '../skeleton/errGroups.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import {
  indented,
  insertAfter,
  insertFirst,
  insertLinesBefore,
  insertLinesBeforeLoop,
  ownsLines,
} from './edits.ts';
import { type RuleContext, replace } from './rule.ts';

/** So many at once: a place to think of the right number. */
const bound = 100;

/** A channel as semaphore around what a loop starts: a slot is taken before, and given back at the goroutine's end. */
export function boundFixes(context: RuleContext, file: SourceFile, loop: NodeId, go: NodeId): Fix[] {
  const { tree } = file;
  const fn = functionOf(file, go);
  const name = ['slots', 'limit', 'semaphore'].find((text) => isFree(file, text));
  if (!name || !ownsLines(file, go) || tree.ancestor(loop, K.for_statement) > fn) return [];
  const released = releaseEdits(context, file, go, `defer func() { <-${name} }()`);
  const made = insertLinesBeforeLoop(file, loop, [`${name} := make(chan struct{}, ${bound})`]);
  const taken = insertLinesBefore(file, go, [`${name} <- struct{}{}`]);
  if (!released.length || !made.length || !taken.length) return [];
  // Two edits at one place would have no order.
  const [take] = taken;
  const [first, ...rest] = released;
  const joined =
    first.start === take.start ? [{ ...first, text: take.text + first.text }, ...rest] : [take, ...released];
  const title = l10n.t('Run {0} at a time at most, by a channel as semaphore', bound);
  return [{ title, preferred: false, edits: [...made, ...joined] }];
}

/** A limit for a group of errors, right behind its declaration: `Go` waits then. */
export function limitFixes({ file, fn, definition }: ErrGroup): Fix[] {
  const { tree } = file;
  let made = definition;
  while (made > fn && tree.kind[tree.parent[made]] !== K.statement_list) made = tree.parent[made];
  const isDeclaration = tree.kind[made] === K.short_var_declaration || tree.kind[made] === K.var_declaration;
  if (!isDeclaration || !ownsLines(file, made)) return [];
  const line = `${tree.text(definition)}.SetLimit(${bound})`;
  const title = l10n.t('Run {0} at a time at most: {1}', bound, line);
  return [{ title, preferred: false, edits: [insertAfter(file, made, line)] }];
}

/** The deferred release first in a literal; a literal around the call of a function with a name. */
function releaseEdits(context: RuleContext, file: SourceFile, go: NodeId, line: string): TextEdit[] {
  const { tree } = file;
  const call = unparen(file, tree.firstChild[go]);
  const run = unparen(file, tree.child(call, F.function));
  if (tree.kind[run] === K.func_literal) return insertFirst(file, tree.child(run, F.body), line);
  const given = tree.children(tree.child(call, F.arguments));
  if (tree.text(go).includes('\n') || !given.every((value) => isSteady(context, file, value, go))) return [];
  const lines = ['go func() {', `\t${line}`, `\t${tree.text(call)}`, '}()'];
  return [replace(file, tree.start[go], tree.end[go], indented(file, go, lines))];
}

/** Whether an argument has the same value later on: a literal, or a variable of this turn that nobody assigns. */
function isSteady(context: RuleContext, file: SourceFile, value: NodeId, go: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[value] !== K.identifier) return tree.kind[value] === K.int_literal;
  const definition = file.definition(value);
  const loop = tree.ancestor(go, K.for_statement);
  const isOfTurn =
    tree.within(definition, tree.child(loop, F.body)) || context.isPerIteration(file, definition);
  const isParameter = tree.kind[tree.parent[definition]] === K.parameter_declaration;
  const isAssigned = file
    .uses(definition)
    .some((use) => use !== definition && tree.field[tree.parent[use]] === F.left);
  return definition !== 0 && (isOfTurn || isParameter) && !isAssigned;
}

const isFree = (file: SourceFile, name: string): boolean =>
  !file.mentions(name).length && !file.imports.has(name);
