import * as l10n from '@vscode/l10n';
import type { NodeId } from '../syntax/flatTree.ts';
import { operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isWaitGroup, type Type } from '../types/type.ts';
import { pointerParameterFix } from './pointerParameter.ts';
import { type Draft, type Rule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-passed-by-value',
  title: 'A WaitGroup, or a value that holds one, is copied',
  severity: 'warning',
};

/** Calls that look at a value's type only: as vet's copylocks has it. */
const noCopy = new Set(['new', 'len', 'cap', 'unsafe.Sizeof', 'unsafe.Offsetof', 'unsafe.Alignof']);

/**
 * A copy of a sync.WaitGroup, alone or inside a struct or an array: the copy counts, the original waits for ever.
 * What counts as a copy follows vet's copylocks: a call's result and a composite literal are fresh values.
 */
export const waitGroupPassedByValue: Rule = {
  meta,
  *checkFile({ types }, file) {
    const { tree } = file;
    for (const kind of [K.function_declaration, K.method_declaration, K.func_literal])
      for (const n of file.nodesOf(kind)) if (!tree.isBroken(n)) yield* parameters(types, file, n);
    for (const kind of [K.short_var_declaration, K.assignment_statement])
      for (const n of file.nodesOf(kind))
        yield* copies(types, file, tree.child(n, F.right), tree.child(n, F.left));
    for (const n of file.nodesOf(K.var_spec)) yield* copies(types, file, tree.child(n, F.value), n);
    for (const n of file.nodesOf(K.return_statement)) yield* copies(types, file, tree.firstChild[n], 0);
    for (const n of file.nodesOf(K.range_clause)) yield* ranged(types, file, n);
    for (const n of file.nodesOf(K.literal_element))
      if (tree.field[n] !== F.key) yield* copy(types, file, tree.firstChild[n]);
    for (const n of file.nodesOf(K.call_expression)) yield* argumentsOf(types, file, n);
  },
};

/** By the declarations of named types: most expressions are of a few. */
const held = new WeakMap<Types, Map<unknown, string | undefined>>();

/** How a type holds a WaitGroup: its own name, or the fields that lead to one; `undefined` where it holds none. */
function holder(types: Types, type: Type, depth = 0): string | undefined {
  if (isWaitGroup(type)) return 'sync.WaitGroup';
  if (type.kind === 'unknown' || type.kind === 'basic' || type.kind === 'pointer' || depth > 6)
    return undefined;
  const key =
    type.kind === 'named' ? type.decl : type.kind === 'external' ? `${type.path}.${type.name}` : null;
  if (key === null) return holderBelow(types, type, depth);
  const known = held.get(types) ?? new Map<unknown, string | undefined>();
  held.set(types, known);
  if (!known.has(key)) {
    known.set(key, undefined); // a type that holds itself
    known.set(key, holderBelow(types, type, depth));
  }
  return known.get(key);
}

function holderBelow(types: Types, type: Type, depth: number): string | undefined {
  const under = types.underlying(type);
  if (isWaitGroup(under)) return 'sync.WaitGroup';
  if (under.kind === 'array') return holder(types, under.element, depth + 1);
  if (under.kind !== 'struct') return undefined;
  return types.fields(under.file, under.node).find((field) => holder(types, field.type, depth + 1))?.name;
}

function* parameters(types: Types, file: SourceFile, fn: NodeId): Iterable<Draft> {
  const { tree } = file;
  const receivers = parametersOf(file, tree.child(fn, F.receiver));
  const others = parametersOf(file, tree.child(fn, F.parameters));
  const reported = new Set<NodeId>();
  for (const parameter of [...receivers, ...others]) {
    if (parameter.variadic || reported.has(parameter.type)) continue;
    const type = types.denoted(file, parameter.type);
    const held = holder(types, type);
    if (!held) continue;
    reported.add(parameter.type);
    const name = parameter.name ? tree.text(parameter.name) : tree.text(parameter.type);
    const whole = isWaitGroup(type);
    yield {
      file,
      ...span(file, parameter.type),
      message: whole
        ? l10n.t(
            '{0} is a copy of the caller’s WaitGroup: Done counts the copy down, and Wait on the original blocks for ever.',
            name,
          )
        : l10n.t(
            '{0} is a copy of the caller’s value, with a WaitGroup of its own in {1}: a Wait on the original does not see what the copy counts.',
            name,
            held,
          ),
      fixes: whole ? pointerParameterFix(types, file, fn, parameter) : [],
    };
  }
}

/** The values of an expression list that are copied; `targets` holds what they are assigned to, or 0. */
function* copies(types: Types, file: SourceFile, list: NodeId, targets: NodeId): Iterable<Draft> {
  if (!list) return;
  const { tree } = file;
  const values = tree.kind[list] === K.expression_list ? tree.children(list) : [list];
  const names = targets
    ? tree.children(targets).filter((c) => tree.field[c] === F.name || tree.field[c] === 0)
    : [];
  for (const [i, value] of values.entries()) {
    if (names[i] && tree.text(names[i]) === '_') continue;
    yield* copy(types, file, value);
  }
}

function* copy(types: Types, file: SourceFile, expression: NodeId): Iterable<Draft> {
  const { tree } = file;
  const value = unparen(file, expression);
  if (!isExisting(file, value)) return;
  const held = holder(types, types.of(file, value));
  if (!held || isInBroken(file, value)) return;
  yield {
    file,
    ...span(file, value),
    message: l10n.t(
      'This copies {0} and the counter of its WaitGroup ({1}): a Wait on one does not see what the other counts.',
      tree.text(value),
      held,
    ),
  };
}

/** An expression that denotes a value which exists already: a variable, a field, an element, what a pointer points to. */
function isExisting(file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind[value]) {
    case K.identifier:
    case K.selector_expression:
    case K.index_expression:
      return true;
    case K.unary_expression:
      // `*f()` may be a pointer to a zero value.
      return (
        operatorOf(tree, value) === '*' &&
        tree.kind[unparen(file, tree.child(value, F.operand))] !== K.call_expression
      );
    default:
      return false;
  }
}

function* ranged(types: Types, file: SourceFile, clause: NodeId): Iterable<Draft> {
  const { tree } = file;
  const left = tree.child(clause, F.left);
  if (!left || isInBroken(file, clause)) return;
  for (const variable of tree.children(left)) {
    if (tree.kind[variable] !== K.identifier || tree.text(variable) === '_') continue;
    const held = holder(types, types.of(file, variable));
    if (!held) continue;
    yield {
      file,
      ...span(file, variable),
      message: l10n.t(
        'Each turn copies an element into {0}, with the counter of its WaitGroup ({1}): a Wait on the element does not see what the copy counts.',
        tree.text(variable),
        held,
      ),
    };
  }
}

/** Arguments of calls into code that can't be seen; where it can, the parameter is told. */
function* argumentsOf(types: Types, file: SourceFile, call: NodeId): Iterable<Draft> {
  const { tree } = file;
  const list = tree.child(call, F.arguments);
  for (let argument = list ? tree.firstChild[list] : 0; argument; argument = tree.nextSibling[argument]) {
    for (const draft of copy(types, file, argument)) {
      if (noCopy.has(tree.text(unparen(file, tree.child(call, F.function)))) || types.callee(file, call))
        return;
      yield draft;
    }
  }
}

function isInBroken(file: SourceFile, node: NodeId): boolean {
  const fn = file.tree.ancestor(node, K.function_declaration, K.method_declaration);
  return file.tree.isBroken(fn || node);
}
