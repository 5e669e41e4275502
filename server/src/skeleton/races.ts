import { capturedBy } from '../lowering/variables.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { isAddressTaken, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isErrGroup, pointee } from '../types/type.ts';
import { mayBlock } from './blocking.ts';
import { functionOf } from './functions.ts';
import { isAssigned } from './libraryCalls.ts';
import { type StartedLiteral, startedLiterals } from './startedLiterals.ts';

/** Two uses of one variable without order between them, of which one writes. */
export interface Race {
  file: SourceFile;
  variable: NodeId;
  /** The use in the goroutine. */
  inside: NodeId;
  /** The use in the function that starts it; `undefined` where several such goroutines write. */
  outside: NodeId | undefined;
}

/** Calls whose name tells of an order: `lock`, `acquire`, `wait`. */
const ordering = /lock|acquire|wait|enter|begin|^do$|swap|^load|^store|^try/i;
/** Packages whose functions wait for nobody. */
const plain = /^(?:fmt|errors|strings|strconv|time|math|math\/rand|sort|bytes|slices|maps|unicode|log)$/;

/**
 * Variables that a goroutine captures and uses before anything could give that an order, while the function that has
 * started it uses them too, before it does anything that could; or that several goroutines of a loop write.
 */
export function* racesIn(types: Types, file: SourceFile, part: NodeId): Iterable<Race> {
  for (const started of startedLiterals(types, file, part)) {
    if (isInErrGroup(types, started)) continue;
    for (const variable of capturedBy(file, started.literal)) {
      const uses = file.uses(variable).filter((use) => use !== variable);
      if (uses.some((use) => isAddressTaken(file, use))) continue;
      const race = raceOf(types, started, variable, uses);
      if (race) yield race;
    }
  }
}

function raceOf(
  types: Types,
  { file, statement, literal, fn }: StartedLiteral,
  variable: NodeId,
  uses: readonly NodeId[],
): Race | undefined {
  const { tree } = file;
  const inside = uses.filter((use) => functionOf(file, use) === literal);
  const loop = loopOf(file, statement);
  const body = tree.child(literal, F.body);
  const early = (use: NodeId) => !mayBlock(types, file, literal, body, use) && !ordersBefore(file, body, use);
  if (loop && !tree.within(variable, loop) && isParallel(types, file, loop, statement)) {
    const write = inside.find(
      (use) => writes(file, use) && early(use) && !isPicked(types, file, use, literal),
    );
    if (write) return { file, variable, inside: write, outside: undefined };
  }
  const after = tree.last(statement) + 1;
  const outside = uses.filter(
    (use) => use >= after && functionOf(file, use) === fn && tree.within(use, tree.parent[statement]),
  );
  for (const use of outside) {
    // What is between them has to be seen to its end.
    if (mayBlock(types, file, fn, after, use) || callsUnseen(types, file, after, use)) return undefined;
    const other = inside.find(
      (own) =>
        (writes(file, own) || writes(file, use)) &&
        early(own) &&
        !callsUnseen(types, file, body, own) &&
        !isCalledFor(types, file, own),
    );
    if (other) return { file, variable, inside: other, outside: use };
  }
  return undefined;
}

/** Whether a call decides if a use is come to: it may let one of many goroutines do so. */
function isPicked(types: Types, file: SourceFile, use: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  for (let n = tree.ancestor(use, K.if_statement); n > literal; n = tree.ancestor(n, K.if_statement))
    if (callsUnseen(types, file, n, tree.child(n, F.consequence))) return true;
  return false;
}

/** The tasks of an errgroup may be limited to one at a time. */
function isInErrGroup(types: Types, { file, statement }: StartedLiteral): boolean {
  const { tree } = file;
  const call = tree.firstChild[statement];
  const target = tree.kind[statement] === K.go_statement ? 0 : unparen(file, tree.child(call, F.function));
  return target !== 0 && isErrGroup(pointee(types.of(file, tree.child(target, F.operand))));
}

/** The loop each turn of which runs a statement; 0 for none, or where that has a condition. */
function loopOf({ tree }: SourceFile, statement: NodeId): NodeId {
  const list = tree.parent[statement];
  const loop = tree.parent[tree.parent[list]];
  return tree.kind[loop] === K.for_statement ? loop : 0;
}

/** Whether a loop has several turns, and none waits for the goroutine of the one before. */
function isParallel(types: Types, file: SourceFile, loop: NodeId, statement: NodeId): boolean {
  const { tree } = file;
  const body = tree.child(loop, F.body);
  const end = tree.last(body) + 1;
  const last = tree.children(tree.parent[statement]).at(-1) ?? 0;
  const leaves = tree.kind[last] === K.break_statement || tree.kind[last] === K.return_statement;
  const fn = functionOf(file, loop);
  return (
    !leaves &&
    !mayBlock(types, file, fn, body, statement) &&
    !mayBlock(types, file, fn, tree.last(statement) + 1, end) &&
    !ordersBefore(file, body, statement) &&
    !ordersBefore(file, tree.last(statement) + 1, end)
  );
}

/** Whether something between two nodes may give them an order, by the names of what is called. */
function ordersBefore({ tree }: SourceFile, from: NodeId, until: NodeId): boolean {
  for (let n = from; n < until; n++) {
    if (tree.kind[n] !== K.call_expression) continue;
    const target = tree.child(n, F.function);
    const isMethod = tree.kind[target] === K.selector_expression;
    if (ordering.test(tree.text(isMethod ? tree.child(target, F.field) : target))) return true;
  }
  return false;
}

/** Whether something is called between two nodes of which it can't be told whom it waits for. */
function callsUnseen(types: Types, file: SourceFile, from: NodeId, until: NodeId): boolean {
  const { tree } = file;
  for (let n = from; n < until; n++)
    if (tree.kind[n] === K.call_expression && !tree.within(until, n) && !isPlain(types, file, n)) return true;
  return false;
}

/** Whether a variable gets what a call gives of which that can't be told. */
function isCalledFor(types: Types, file: SourceFile, use: NodeId): boolean {
  const { tree } = file;
  const statement = tree.ancestor(use, K.assignment_statement, K.block);
  const right = tree.kind[statement] === K.assignment_statement ? tree.child(statement, F.right) : 0;
  return right !== 0 && callsUnseen(types, file, right, tree.last(right) + 1);
}

function isPlain(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] === K.selector_expression) {
    const path = types.importPath(file, tree.child(target, F.operand));
    return path !== undefined && plain.test(path);
  }
  if (tree.kind[target] !== K.identifier || file.definition(target)) return false;
  const name = tree.text(target);
  const own = types.pkg.function(name);
  // A body without a word of concurrency is opaque.
  own?.file.noteEntered(own.node);
  if (own) return tree.isOpaque(own.file === file ? tree.child(own.node, F.body) : 0);
  return /^(?:append|cap|complex|copy|delete|imag|len|make|max|min|new|print|println|real|string|error|bool|byte|rune|u?int\d*|float\d\d)$/.test(
    name,
  );
}

/** `v = x`, `v += x`, `v++` */
function writes(file: SourceFile, use: NodeId): boolean {
  const { tree } = file;
  const kind = tree.kind[tree.parent[use]];
  return isAssigned(file, use) || kind === K.inc_statement || kind === K.dec_statement;
}
