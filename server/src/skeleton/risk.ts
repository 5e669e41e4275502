import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';

/** Predeclared functions that can't panic on arguments that compile (https://go.dev/ref/spec#Built-in_functions). */
const safeBuiltins = new Set(
  'append cap clear close complex copy delete imag len make max min new print println real'.split(' '),
);
/** Functions of the standard library, by import path, that neither panic nor call runtime.Goexit when used as meant. */
const safeFunctions =
  /^(?:sync\/atomic\..*|time\..*|runtime\.(?!Goexit).*|log\.Print(?:f|ln)?|fmt\.(?:Print|Sprint|Fprint)(?:f|ln)?|errors\.New|fmt\.Errorf|(?:strconv|strings|bytes|math|unicode|path|path\/filepath|sort|slices|maps)\..*|os\.Getenv)$/;
/** Types of the standard library whose methods do neither, but for those named. */
const safeMethods =
  /^(?:sync\/atomic\.(?!Value).*|sync\.(?:WaitGroup|Mutex|RWMutex|Cond|Map)|context\.Context|log\.Logger\.Print(?:f|ln)?|time\..*|testing\.(?:T|B|TB|F)\.(?:Log|Error)f?)$/;

/**
 * The first call of a function before one of its nodes that may end the goroutine, by a panic or runtime.Goexit: its
 * text, or nothing where each is known to return.
 */
export function firstRisk(types: Types, file: SourceFile, fn: NodeId, last: NodeId): string {
  const { tree } = file;
  for (let n = tree.child(fn, F.body); n < last; n++) {
    if (tree.kind[n] === K.func_literal) n = tree.last(n); // run elsewhere, or deferred
    if (tree.kind[n] !== K.call_expression) continue;
    const statement = tree.kind[tree.parent[n]];
    if (statement === K.go_statement || statement === K.defer_statement) continue;
    const target = tree.child(n, F.function);
    if (tree.kind[target] !== K.identifier && tree.kind[target] !== K.selector_expression) continue;
    if (!isSafe(types, file, target)) return tree.text(target).replace(/\s+/g, '');
  }
  return '';
}

/** Whether what is called is known to return. */
function isSafe(types: Types, file: SourceFile, target: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[target] === K.identifier) {
    const name = tree.text(target);
    if (file.definition(target)) return isCancel(types, file, target);
    if (types.pkg.has(name)) return types.pkg.type(name) !== undefined; // a conversion
    // A conversion to a basic type does not panic either.
    if (safeBuiltins.has(name) || types.denoted(file, target).kind === 'basic') return true;
    return file.dotImports.some((path) => safeFunctions.test(`${path}.${name}`));
  }
  const operand = tree.child(target, F.operand);
  const name = tree.text(tree.child(target, F.field));
  const path = types.importPath(file, operand);
  if (path) return safeFunctions.test(`${path}.${name}`);
  const type = pointee(types.of(file, operand));
  if (type.kind !== 'external') return false;
  return (
    safeMethods.test(`${type.path}.${type.name}`) || safeMethods.test(`${type.path}.${type.name}.${name}`)
  );
}

function isCancel(types: Types, file: SourceFile, target: NodeId): boolean {
  const type = types.of(file, target);
  return type.kind === 'external' && /^context\.Cancel(?:Cause)?Func$/.test(`${type.path}.${type.name}`);
}
