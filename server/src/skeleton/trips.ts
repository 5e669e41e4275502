import { type FlatTree, type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';

/** A number as a term that can't be computed (`len(xs)`, `n`; empty for none) and a constant: `n+1` is `n`, 1. */
export interface Sum {
  term: string;
  plus: number;
}

/** The number that an expression gives, where it is a constant, a length, a variable, or one of those ± a constant. */
export function sumOf(file: SourceFile, expression: NodeId): Sum | undefined {
  const { tree } = file;
  const node = unparen(file, expression);
  switch (tree.kind[node]) {
    case K.int_literal: {
      const value = Number(tree.text(node).replaceAll('_', ''));
      return Number.isSafeInteger(value) ? { term: '', plus: value } : undefined;
    }
    case K.identifier:
    case K.selector_expression: {
      const name = nameOf(tree, node);
      return name ? { term: name, plus: 0 } : undefined;
    }
    case K.call_expression: {
      const [argument, another] = tree.children(tree.child(node, F.arguments));
      const name = argument && !another ? nameOf(tree, unparen(file, argument)) : '';
      const isLength = tree.text(tree.child(node, F.function)) === 'len';
      return isLength && name ? { term: `len(${name})`, plus: 0 } : undefined;
    }
    case K.binary_expression: {
      const operator = operatorOf(tree, node);
      const left = sumOf(file, tree.child(node, F.left));
      const right = sumOf(file, tree.child(node, F.right));
      if (!left || !right) return undefined;
      if (operator === '+' && !(left.term && right.term))
        return { term: left.term || right.term, plus: left.plus + right.plus };
      if (operator === '-' && !right.term) return { term: left.term, plus: left.plus - right.plus };
      return undefined;
    }
    default:
      return undefined;
  }
}

/** How often the body of a loop runs that nothing leaves early, where its head tells. */
export function tripsOf(types: Types, file: SourceFile, loop: NodeId): Sum | undefined {
  const { tree } = file;
  if (isLeftEarly(file, loop)) return undefined;
  const head = tree.firstChild[loop];
  if (tree.kind[head] === K.range_clause) return rangeTrips(types, file, head);
  if (tree.kind[head] !== K.for_clause) return undefined;
  // for i := from; i < to; i++
  const initializer = tree.child(head, F.initializer);
  const condition = tree.child(head, F.condition);
  const update = tree.child(head, F.update);
  if (tree.kind[initializer] !== K.short_var_declaration || tree.kind[update] !== K.inc_statement)
    return undefined;
  if (tree.kind[condition] !== K.binary_expression) return undefined;
  const variable = tree.firstChild[tree.child(initializer, F.left)];
  const from = sumOf(file, tree.firstChild[tree.child(initializer, F.right)]);
  const to = sumOf(file, tree.child(condition, F.right));
  const name = tree.text(variable);
  if (tree.text(tree.firstChild[update]) !== name || tree.text(tree.child(condition, F.left)) !== name)
    return undefined;
  if (!from || from.term || !to || changes(file, variable, tree.child(loop, F.body))) return undefined;
  switch (operatorOf(tree, condition)) {
    case '<':
    case '!=':
      return { term: to.term, plus: to.plus - from.plus };
    case '<=':
      return { term: to.term, plus: to.plus - from.plus + 1 };
    default:
      return undefined;
  }
}

function rangeTrips(types: Types, file: SourceFile, clause: NodeId): Sum | undefined {
  const { tree } = file;
  const over = unparen(file, tree.child(clause, F.right));
  if (tree.kind[over] === K.int_literal) return sumOf(file, over);
  if (tree.kind[over] === K.composite_literal) return elementsOf(file, over);
  const isPart = tree.kind[over] === K.slice_expression;
  const whole = isPart ? unparen(file, tree.child(over, F.operand)) : over;
  const name = nameOf(tree, whole);
  if (!name) return undefined;
  const type = types.underlying(pointee(types.of(file, whole)));
  if (type.kind === 'basic') return isPart || type.name === 'string' ? undefined : { term: name, plus: 0 };
  if (type.kind !== 'slice' && type.kind !== 'array' && type.kind !== 'map') return undefined;
  const definition = tree.kind[whole] === K.identifier ? file.definition(whole) : 0;
  const value = definition ? unparen(file, types.onlyValue(file, definition)) : 0;
  const known = tree.kind[value] === K.composite_literal ? elementsOf(file, value) : undefined;
  const length = known ?? { term: `len(${name})`, plus: 0 };
  if (!isPart) return length;
  // xs[1:]
  const start = tree.child(over, F.start);
  const from = start ? sumOf(file, start) : { term: '', plus: 0 };
  if (!from || from.term || tree.child(over, F.end)) return undefined;
  return { term: length.term, plus: length.plus - from.plus };
}

/** The elements of a literal without keys. */
function elementsOf(file: SourceFile, literal: NodeId): Sum | undefined {
  const { tree } = file;
  const elements = tree.children(tree.child(literal, F.body));
  const isArray = tree.kind[tree.child(literal, F.type)] === K.array_type;
  return isArray || elements.some((e) => tree.kind[e] === K.keyed_element)
    ? undefined
    : { term: '', plus: elements.length };
}

/** `x`, `s.x`, without white space; empty for other expressions. */
function nameOf(tree: FlatTree, node: NodeId): string {
  if (tree.kind[node] === K.identifier) return tree.text(node);
  if (tree.kind[node] !== K.selector_expression) return '';
  const base = nameOf(tree, tree.child(node, F.operand));
  return base && `${base}.${tree.text(tree.child(node, F.field))}`;
}

/** Whether control may leave a loop other than by its head. Calls that don't return are not thought of. */
export function isLeftEarly(file: SourceFile, loop: NodeId): boolean {
  const { tree } = file;
  for (let n = tree.child(loop, F.body); n <= tree.last(loop); n++) {
    const kind = tree.kind[n];
    if (kind === K.func_literal) n = tree.last(n);
    else if (kind === K.return_statement || kind === K.goto_statement) return true;
    else if (kind === K.break_statement || kind === K.continue_statement) {
      if (tree.firstChild[n]) return true; // a label is taken for an outer loop's
      if (kind === K.break_statement && breaksOut(tree, n) === loop) return true;
    }
  }
  return false;
}

/** The statement that a `break` without label ends. */
export const breaksOut = (tree: FlatTree, node: NodeId): NodeId =>
  tree.ancestor(
    node,
    K.for_statement,
    K.select_statement,
    K.expression_switch_statement,
    K.type_switch_statement,
  );

/** Whether a body assigns to a variable, or lets others do so. */
function changes(file: SourceFile, variable: NodeId, body: NodeId): boolean {
  const { tree } = file;
  return file.uses(file.definition(variable)).some((use) => {
    if (!tree.within(use, body)) return false;
    const parent = tree.parent[use];
    const kind = tree.kind[parent];
    if (kind === K.inc_statement || kind === K.dec_statement || kind === K.unary_expression) return true;
    return kind === K.expression_list && tree.field[parent] === F.left;
  });
}
