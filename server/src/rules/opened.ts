import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { exitsAfter } from '../skeleton/exits.ts';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, ownsLines } from './edits.ts';

/** What a call gave that has to be closed: `v, err := open()`. */
export interface Opened {
  file: SourceFile;
  call: NodeId;
  fn: NodeId;
  /** The statement of the call. */
  statement: NodeId;
  /** The defining identifier of the variable; 0 where the value is dropped. */
  variable: NodeId;
  /** The defining identifier of the error; 0 where it is not kept. */
  error: NodeId;
}

/** What a use of the variable means for closing it. */
export type Use = 'closes' | 'keeps' | 'escapes';

/** The value that a call gives as the first of two, in a local variable that it is the only value of. */
export function openedBy(file: SourceFile, call: NodeId): Opened | undefined {
  const { tree } = file;
  const list = tree.parent[call];
  const fn = functionOf(file, call);
  if (!fn || tree.isBroken(fn)) return undefined;
  if (tree.kind[list] === K.expression_statement)
    return { file, call, fn, statement: list, variable: 0, error: 0 };
  const statement = tree.parent[list];
  const isDeclaration = tree.kind[statement] === K.short_var_declaration;
  if (!isDeclaration && tree.kind[statement] !== K.assignment_statement) return undefined;
  const left = tree.children(tree.child(statement, F.left));
  if (tree.field[list] !== F.right || left.length !== 2 || tree.nextSibling[call]) return undefined;
  const error = tree.kind[left[1]] === K.identifier ? file.definition(left[1]) : 0;
  const isBlank = (n: NodeId) => tree.text(n) === '_';
  if (isBlank(left[0])) return { file, call, fn, statement, variable: 0, error };
  if (tree.kind[left[0]] !== K.identifier) return undefined;
  const variable = file.definition(left[0]);
  if (!variable || functionOf(file, variable) !== fn) return undefined;
  const writes = file.uses(variable).filter((use) => isWritten(file, use));
  return writes.length === 1 ? { file, call, fn, statement, variable, error } : undefined;
}

/** Whether a use of a variable gives it a value: `v =`, `v :=`, but not `var v T`. */
function isWritten({ tree }: SourceFile, use: NodeId): boolean {
  const list = tree.parent[use];
  return tree.kind[list] === K.expression_list && tree.field[list] === F.left;
}

/**
 * The ways out of the function on which the value stays open: `return` statements, the function's body for its end, a
 * loop for the end of a turn. None where it goes elsewhere, or where control can't be followed; `'never'` where
 * nothing closes it at all.
 *
 * @param useOf what a use of the variable means; of the uses that compare it with nil it is not asked
 */
export function openWays(types: Types, opened: Opened, useOf: (use: NodeId) => Use): 'never' | NodeId[] {
  const { file, fn, statement, variable } = opened;
  const { tree } = file;
  if (!variable) return 'never';
  const closes: NodeId[] = [];
  for (const use of file.uses(variable)) {
    if (isWritten(file, use) || tree.kind[tree.parent[use]] === K.var_spec || isNilTest(file, use)) continue;
    const kind = useOf(use);
    if (kind === 'escapes' || (kind === 'keeps' && outlives(opened, use))) return [];
    if (kind === 'closes') closes.push(testedBy(opened, use) || use);
  }
  if (!closes.length) return 'never';
  const list = tree.parent[statement];
  if (tree.kind[list] !== K.statement_list) return [];
  const check = checkOf(opened);
  const start = { list, first: tree.nextSibling[statement], ...(check ? { skipped: check } : {}) };
  const exits = exitsAfter(types, file, start, closes);
  if (!exits) return [];
  const laps = exits.laps.filter(() => tree.ancestor(variable, K.for_statement) > fn);
  return [...exits.returns, ...laps].filter((way) => !isFailure(opened, way) && way > statement);
}

/** Whether a use stands in a literal that may run once the function has returned. */
function outlives({ file, fn }: Opened, use: NodeId): boolean {
  for (let inner = functionOf(file, use); inner && inner !== fn; inner = functionOf(file, inner))
    if (roleOf(file, inner) !== 'inline') return true;
  return false;
}

/**
 * The condition of an `if v != nil`, `if v.Body != nil` or `if err == nil` around a close: without it there is nothing
 * to close. 0 for none.
 */
function testedBy({ file, call, variable, error }: Opened, close: NodeId): NodeId {
  const { tree } = file;
  for (let n = tree.parent[close]; n > call; n = tree.parent[n]) {
    if (tree.kind[n] !== K.if_statement || !tree.within(close, tree.child(n, F.consequence))) continue;
    const condition = tree.child(n, F.condition);
    for (let c = condition; c <= tree.last(condition); c++) {
      if (tree.kind[c] !== K.binary_expression || tree.kind[tree.child(c, F.right)] !== K.nil) continue;
      const left = unparen(file, tree.child(c, F.left));
      const name = tree.kind[left] === K.selector_expression ? tree.child(left, F.operand) : left;
      const meant = file.definition(name);
      const operator = operatorOf(tree, c);
      if (meant === variable && operator === '!=') return condition;
      if (error && meant === error && operator === '==') return condition;
    }
  }
  return 0;
}

/** `v == nil`, `v != nil` */
function isNilTest({ tree }: SourceFile, use: NodeId): boolean {
  const test = tree.parent[use];
  return tree.kind[test] === K.binary_expression && tree.kind[tree.child(test, F.right)] === K.nil;
}

/** The `if err != nil` right behind the call; 0 for none. */
export function checkOf({ file, statement, error }: Opened): NodeId {
  const { tree } = file;
  const next = tree.nextSibling[statement];
  if (!error || tree.kind[next] !== K.if_statement || tree.child(next, F.initializer)) return 0;
  const condition = unparen(file, tree.child(next, F.condition));
  const isCheck =
    tree.kind[condition] === K.binary_expression &&
    operatorOf(tree, condition) === '!=' &&
    tree.kind[tree.child(condition, F.right)] === K.nil &&
    file.definition(tree.child(condition, F.left)) === error;
  return isCheck ? next : 0;
}

/** Whether a way out is only taken where the call has failed: under a test of its error or of the value. */
function isFailure({ file, call, variable, error }: Opened, way: NodeId): boolean {
  const { tree } = file;
  for (let n = tree.parent[way]; n > call; n = tree.parent[n]) {
    if (tree.kind[n] !== K.if_statement && tree.kind[n] !== K.expression_case) continue;
    // if err := judge(err); err != nil { … }, case err != nil:
    const head = tree.firstChild[n];
    const condition = tree.child(n, F.condition) || tree.child(n, F.value) || head;
    for (let c = head; c <= tree.last(condition); c++) {
      if (tree.kind[c] !== K.identifier || isWritten(file, c)) continue;
      const meant = file.definition(c);
      if (meant === variable && isNilTest(file, c)) return true;
      const isAnew = error && file.uses(error).some((use) => use > call && use < c && isWritten(file, use));
      if (error && meant === error && !isAnew) return true;
    }
  }
  return false;
}

/** `defer v.Close()` behind the check of the error, where that leaves and the function is not in a loop. */
export function deferFix(opened: Opened, text: string, isOnly: boolean): Fix[] {
  const { file, fn, call } = opened;
  const { tree } = file;
  const check = checkOf(opened);
  if (!check || !ownsLines(file, check) || tree.child(check, F.alternative)) return [];
  if (tree.ancestor(call, K.for_statement) > fn || !leaves(file, check)) return [];
  const title = l10n.t('Insert "{0}"', `defer ${text}`);
  return [{ title, preferred: isOnly, edits: [insertAfter(file, check, `defer ${text}`)] }];
}

/** Whether an if's block ends by leaving the function. */
function leaves({ tree }: SourceFile, check: NodeId): boolean {
  const list = tree.firstChild[tree.child(check, F.consequence)];
  const last = list ? (tree.children(list).at(-1) ?? 0) : 0;
  if (tree.kind[last] === K.return_statement) return true;
  return (
    tree.kind[last] === K.expression_statement &&
    /^[\w.]*(?:panic|Fatal\w*|Exit|FailNow)\(/.test(tree.text(last))
  );
}
