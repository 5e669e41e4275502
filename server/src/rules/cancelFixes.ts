import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import type { MadeContext } from '../skeleton/contexts.ts';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import { isAssigned } from '../skeleton/libraryCalls.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, insertAfter, insertLinesBefore, ownsLines, statementsOf } from './edits.ts';
import { resultsOf } from './results.ts';
import { replace } from './rule.ts';

/**
 * `defer cancel()` behind the statement that makes a context, where nothing needs the context when the function is
 * over; the call on each way out that lacks it otherwise.
 *
 * @param losses the ways out that lack it; none where the function is assigned to `_`
 */
export function cancelFixes(types: Types, made: MadeContext, losses: readonly NodeId[]): Fix[] {
  const { file, statement, fn, name, definition } = made;
  const { tree } = file;
  if (tree.ancestor(statement, K.for_statement) > fn || !ownsLines(file, statement)) return [];
  const naming = namingOf(made);
  if (!naming) return [];
  const line = `${naming.name}(${name === 'WithCancelCause' ? 'nil' : ''})`;
  if (isOver(types, made))
    return [
      {
        title: l10n.t('Insert "{0}"', `defer ${line}`),
        // What is started with a context that has no time-out may go on behind the function.
        preferred: definition !== 0 || !name.startsWith('WithCancel'),
        edits: [...naming.edits, insertAfter(file, statement, `defer ${line}`)],
      },
    ];
  const last = losses.length && definition ? lastCall(made) : 0;
  if (last)
    return [
      {
        title: l10n.t('Make it "{0}", for all ways out', `defer ${line}`),
        preferred: true,
        edits: [insertAfter(file, statement, `defer ${line}`), deleteLines(file, last)],
      },
    ];
  return losses.length ? onEachWay(file, losses, line) : [];
}

/** The statement `cancel()` that the function ends with: whatever has the context is over by then; 0 for none. */
function lastCall({ file, fn, definition, list }: MadeContext): NodeId {
  const { tree } = file;
  const last = statementsOf(file, fn).at(-1) ?? 0;
  const call = tree.kind[last] === K.expression_statement ? tree.firstChild[last] : 0;
  const isCancel =
    tree.kind[call] === K.call_expression && file.definition(tree.child(call, F.function)) === definition;
  return isCancel && tree.parent[last] === list && ownsLines(file, last) ? last : 0;
}

/** The cancel function's name; one that is dropped gets one. */
function namingOf({
  file,
  statement,
  cancel,
  context,
  fn,
}: MadeContext): { name: string; edits: TextEdit[] } | undefined {
  const { tree } = file;
  const name = tree.text(cancel);
  if (name !== '_') return { name, edits: [] };
  const isTaken = file.nodesOf(K.identifier).some((n) => tree.within(n, fn) && tree.text(n) === 'cancel');
  if (isTaken || tree.text(context) === '_') return undefined;
  const edits = [replace(file, tree.start[cancel], tree.end[cancel], 'cancel')];
  if (tree.kind[statement] !== K.assignment_statement) return { name: 'cancel', edits };
  // `:=` gives an older variable of the same block another value, a parameter too.
  const definition = tree.kind[context] === K.identifier ? file.definition(context) : 0;
  const isBody = tree.parent[tree.parent[tree.parent[statement]]] === fn;
  const isOfBlock =
    tree.kind[tree.ancestor(definition, K.parameter_list, K.block)] === K.parameter_list
      ? isBody && functionOf(file, definition) === fn
      : tree.ancestor(definition, K.statement_list) === tree.parent[statement];
  const operator = file.text.indexOf('=', tree.end[cancel]);
  if (!definition || !isOfBlock) return undefined;
  return { name: 'cancel', edits: [...edits, replace(file, operator, operator, ':')] };
}

/** Whether nobody needs the context once its function returns: neither it nor its cancel function gets out. */
function isOver(types: Types, { file, fn, context, definition, statement }: MadeContext): boolean {
  const { tree } = file;
  const isPlain = (type: NodeId) => types.underlying(types.denoted(file, type)).kind === 'basic';
  // What is returned may hold the context.
  if (!resultsOf(file, fn).every(isPlain)) return false;
  const variable = tree.kind[context] === K.identifier ? file.definition(context) : 0;
  if (!variable || functionOf(file, variable) !== fn) return false;
  const calls = definition ? file.uses(definition) : [];
  const isCalled = (use: NodeId) =>
    use === definition || isAssigned(file, use) || (isCall(file, use) && staysIn(file, fn, use));
  const isAsked = (use: NodeId) =>
    use < statement || isAssigned(file, use) || (isRead(file, use) && staysIn(file, fn, use));
  return calls.every(isCalled) && file.uses(variable).every(isAsked);
}

const isCall = ({ tree }: SourceFile, use: NodeId): boolean =>
  tree.kind[tree.parent[use]] === K.call_expression;

/** Whether a context is called or handed to a call, and not kept by what can be seen. */
function isRead({ tree }: SourceFile, use: NodeId): boolean {
  const kind = tree.kind[tree.parent[use]];
  return kind === K.selector_expression || kind === K.argument_list || kind === K.binary_expression;
}

/** Whether a node runs before its function is over: in no goroutine and in no literal that others call. */
function staysIn(file: SourceFile, fn: NodeId, node: NodeId): boolean {
  const { tree } = file;
  if (tree.ancestor(node, K.go_statement) > fn) return false;
  for (let inner = functionOf(file, node); inner !== fn; inner = functionOf(file, tree.parent[inner]))
    if (!inner || roleOf(file, inner) !== 'inline') return false;
  return true;
}

function onEachWay(file: SourceFile, losses: readonly NodeId[], line: string): Fix[] {
  const { tree } = file;
  const edits: TextEdit[] = [];
  for (const loss of losses) {
    const inserted = tree.kind[loss] === K.return_statement ? insertLinesBefore(file, loss, [line]) : [];
    if (!inserted.length || mayUseContext(file, loss)) return [];
    edits.push(...inserted);
  }
  // Who leaves by an error has nothing that needs the context.
  const isFailure = (loss: NodeId) => /\berr\w*\b|\w*Err\b|\bErr\w*/.test(tree.text(loss));
  const title = l10n.t('Insert "{0}" on the ways out that lack it', line);
  return [{ title, preferred: losses.every(isFailure), edits }];
}

/** Whether a return statement calls anything else than what makes errors. */
function mayUseContext({ tree }: SourceFile, statement: NodeId): boolean {
  for (let n = statement; n <= tree.last(statement); n++) {
    if (tree.kind[n] !== K.call_expression) continue;
    if (!/^(?:fmt|errors)\.\w+$/.test(tree.text(tree.child(n, F.function)))) return true;
  }
  return false;
}
