import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from './infer.ts';
import type { SourceFile } from './sourceFile.ts';

/** Constants that are made of each other are followed so far. */
const maxDepth = 30;

/**
 * The value of an integer constant expression (https://go.dev/ref/spec#Constant_expressions); `undefined` for what is
 * no constant, can't be seen, or has no exact value here.
 */
export function constantOf(types: Types, file: SourceFile, node: NodeId): number | undefined {
  const value = evaluate({ types, file, iota: undefined, steps: { left: 1000 } }, node, 0);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/**
 * The capacity of the channel that a call of `make` makes; `undefined` where it can't be known, or it makes none.
 *
 * @param call a call_expression
 */
export function capacityOf(types: Types, file: SourceFile, call: NodeId): number | undefined {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.text(target) !== 'make' || file.definition(target) || types.pkg.has('make')) return undefined;
  const [type, capacity, ...more] = tree.children(tree.child(call, F.arguments));
  if (!type || more.length || types.underlying(types.denoted(file, type)).kind !== 'channel')
    return undefined;
  return capacity ? constantOf(types, file, capacity) : 0;
}

interface Scope {
  types: Types;
  file: SourceFile;
  /** Inside of a const_spec its index. */
  iota: number | undefined;
  /** Expressions that are still looked at: constants may name each other many times. */
  steps: { left: number };
}

function evaluate(scope: Scope, node: NodeId, depth: number): number | undefined {
  const { tree } = scope.file;
  if (!node || depth > maxDepth || scope.steps.left-- <= 0) return undefined;
  const inside = (child: NodeId) => evaluate(scope, child, depth + 1);
  switch (tree.kind[node]) {
    case K.int_literal:
      return literal(tree.text(node));
    case K.parenthesized_expression:
      return inside(tree.firstChild[node]);
    case K.unary_expression:
      return unary(operatorOf(tree, node), inside(tree.child(node, F.operand)));
    case K.binary_expression:
      return binary(
        operatorOf(tree, node),
        inside(tree.child(node, F.left)),
        inside(tree.child(node, F.right)),
      );
    case K.identifier:
    case K.iota:
      return named(scope, node, depth);
    case K.selector_expression: {
      const path = scope.types.importPath(scope.file, tree.child(node, F.operand));
      const other = path ? scope.types.world?.types(path) : undefined;
      return other && declared({ ...scope, types: other }, tree.text(tree.child(node, F.field)), depth);
    }
    case K.call_expression: {
      // A conversion of an integer that stays one.
      const target = scope.types.denoted(scope.file, tree.child(node, F.function));
      const first = tree.firstChild[tree.child(node, F.arguments)];
      const under = scope.types.underlying(target);
      return under.kind === 'basic' && /^u?int/.test(under.name) ? inside(first) : undefined;
    }
    default:
      return undefined;
  }
}

function named(scope: Scope, node: NodeId, depth: number): number | undefined {
  const { types, file } = scope;
  const name = file.tree.text(node);
  const local = file.definition(node);
  if (local) return ofSpec(scope, local, depth);
  if (types.pkg.has(name)) return declared(scope, name, depth);
  return name === 'iota' ? scope.iota : undefined;
}

function declared(scope: Scope, name: string, depth: number): number | undefined {
  const decl = scope.types.pkg.constant(name);
  return decl && ofSpec({ ...scope, file: decl.file }, decl.node, depth);
}

/** The value that a const_spec gives a name; a spec without values repeats those of the one before. */
function ofSpec(scope: Scope, name: NodeId, depth: number): number | undefined {
  const { tree } = scope.file;
  const spec = tree.parent[name];
  if (tree.kind[spec] !== K.const_spec) return undefined;
  const specs = tree.children(tree.parent[spec]).filter((n) => tree.kind[n] === K.const_spec);
  const iota = specs.indexOf(spec);
  const index = tree
    .children(spec)
    .filter((n) => tree.field[n] === F.name)
    .indexOf(name);
  let from = iota;
  while (from >= 0 && !tree.child(specs[from], F.value)) from--;
  const values = from < 0 ? [] : tree.children(tree.child(specs[from], F.value));
  return evaluate({ ...scope, iota }, values[index] ?? 0, depth + 1);
}

/** `1_000`, `0x10`, `0b1`, `0o7`, `07`. */
function literal(text: string): number {
  const digits = text.replace(/_/g, '');
  return Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

function unary(operator: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (operator === '+') return value;
  return operator === '-' ? -value : undefined;
}

function binary(operator: string, a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '<<':
      return b >= 0 && b < 53 ? a * 2 ** b : undefined;
    case '>>':
      return b >= 0 && b < 53 ? Math.floor(a / 2 ** b) : undefined;
    default:
      return undefined;
  }
}
