import type { Exits } from '../skeleton/exits.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { Place } from '../skeleton/place.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { statementsOf } from './edits.ts';
import { resultsOf, returnsError } from './results.ts';

/** The ways out on which what is held is lost: none, unless it is given back on the way that leads to the function's end. */
export function lossesOf(
  types: Types,
  { place, file, fn }: { place: Place; file: SourceFile; fn: NodeId },
  exits: Exits,
): NodeId[] {
  const { tree } = file;
  const last = statementsOf(file, fn).at(-1) ?? fn;
  const body = tree.child(fn, F.body);
  if (exits.returns.some((n) => n === body || tree.within(n, last))) return [];
  if (exits.laps.some((n) => tree.kind[n] === K.for_statement)) return [];
  // Nobody misses a slot of a semaphore, or a lock, that ends with the function.
  const isLocal = place.file === file && functionOf(file, place.root) === fn && !place.path.length;
  const isParameter = tree.kind[tree.parent[place.root]] === K.parameter_declaration;
  const isGone = isLocal && !isParameter;
  const returns = isGone ? [] : exits.returns.filter((n) => isFailure(types, file, fn, n, last));
  return [...returns, ...exits.laps];
}

/** Whether a `return` says that the function failed, or says nothing: the one that succeeds may keep the slot. */
function isFailure(types: Types, file: SourceFile, fn: NodeId, statement: NodeId, last: NodeId): boolean {
  const { tree } = file;
  const results = resultsOf(file, fn);
  if (!results.length) return true;
  const list = tree.firstChild[statement];
  if (!list) return false; // named results
  const values = tree.children(list);
  if (!returnsError(types, file, fn)) return values.every((value) => isZero(tree.text(value)));
  const error = tree.text(values[values.length - 1]);
  if (results.length > 1) return values.length > 1 && error !== 'nil';
  return error !== 'nil' || /^return\s+nil$/.test(tree.text(last));
}

const isZero = (text: string): boolean => /^(?:nil|false|0|"")$/.test(text);
