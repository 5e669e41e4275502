import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { languageOf } from '../types/buildConstraint.ts';
import { type Types, unparen } from '../types/infer.ts';
import { type HeldLock, lockDenoted, lockIn } from '../types/locks.ts';
import { type Parameter, parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { unknown } from '../types/type.ts';
import type { RuleContext } from './rule.ts';

/** A place where a value is copied that holds a lock. */
export type Copy = { file: SourceFile /** What is marked. */; node: NodeId; held: HeldLock } & (
  | { how: 'parameter'; fn: NodeId; parameter: Parameter }
  /** An expression, to what it is assigned, handed or returned. */
  | { how: 'value' }
  /** The variable of a `range` clause. */
  | { how: 'range'; clause: NodeId }
  /** The variable of a `for` clause, which each turn has one of its own of since Go 1.22. */
  | { how: 'turn' }
);

/**
 * The copies of locks in a file, a WaitGroup being one. What counts follows vet's copylocks: a call's result and a
 * composite literal are fresh values. Beyond it, what is sent on a channel is a copy as well. An argument is left out
 * where the parameter that takes it is told of, and so is what nobody can use.
 */
export const copiesIn = (context: RuleContext, file: SourceFile, part: NodeId): readonly Copy[] =>
  context.inDeclarations(search, file, part);

const search = (context: RuleContext, file: SourceFile, declaration: NodeId): readonly Copy[] => [
  ...copiesBelow(context, file, declaration),
];

function* copiesBelow(context: RuleContext, file: SourceFile, declaration: NodeId): Iterable<Copy> {
  const { types } = context;
  const { tree } = file;
  for (let n = declaration; n <= tree.last(declaration); n++) {
    switch (tree.kind[n]) {
      case K.function_declaration:
      case K.method_declaration:
      case K.func_literal:
        if (!tree.isBroken(n)) yield* parameters(types, file, n);
        break;
      case K.short_var_declaration:
      case K.assignment_statement:
      case K.receive_statement: {
        const left = tree.child(n, F.left); // none in `case <-ch:`
        if (left) yield* values(types, file, tree.child(n, F.right), left);
        break;
      }
      case K.var_spec:
        yield* values(types, file, tree.child(n, F.value), n);
        break;
      case K.return_statement:
        yield* values(types, file, tree.firstChild[n], 0);
        break;
      case K.send_statement:
        yield* value(types, file, tree.child(n, F.value));
        break;
      case K.literal_element:
        if (tree.field[n] !== F.key) yield* value(types, file, tree.firstChild[n]);
        break;
      case K.call_expression:
        yield* argumentsOf(types, file, n);
        break;
      case K.range_clause:
        yield* ranged(types, file, n);
        break;
      case K.for_clause:
        yield* turns(context, file, n);
    }
  }
}

function* parameters(types: Types, file: SourceFile, fn: NodeId): Iterable<Copy> {
  const { tree } = file;
  const receivers = parametersOf(file, tree.child(fn, F.receiver));
  const others = parametersOf(file, tree.child(fn, F.parameters));
  const reported = new Set<NodeId>();
  for (const parameter of [...receivers, ...others]) {
    if (reported.has(parameter.type)) continue; // `a, b sync.Mutex`
    const held = lockOfParameter(types, file, parameter);
    if (!held) continue;
    reported.add(parameter.type);
    yield { how: 'parameter', file, node: parameter.type, held, fn, parameter };
  }
}

const lockOfParameter = (types: Types, file: SourceFile, parameter: Parameter): HeldLock | undefined =>
  parameter.variadic ? undefined : lockDenoted(types, file, parameter.type);

/** The values of an expression list that are copied; `targets` holds what they are assigned to, or 0. */
function* values(types: Types, file: SourceFile, list: NodeId, targets: NodeId): Iterable<Copy> {
  if (!list) return;
  const { tree } = file;
  const names = targets
    ? tree.children(targets).filter((c) => tree.field[c] === F.name || tree.field[c] === 0)
    : [];
  const expressions = tree.kind[list] === K.expression_list ? tree.children(list) : [list];
  for (const [i, expression] of expressions.entries()) {
    if (names[i] && tree.text(names[i]) === '_') continue;
    yield* value(types, file, expression);
  }
}

function* value(types: Types, file: SourceFile, expression: NodeId): Iterable<Copy> {
  const node = unparen(file, expression);
  if (!isExisting(file, node)) return;
  const held = lockIn(types, types.of(file, node));
  if (held && !isInBroken(file, node)) yield { how: 'value', file, node, held };
}

/** An expression that denotes a value which exists already: a variable, a field, an element, what a pointer points to. */
function isExisting(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind[node]) {
    case K.identifier:
    case K.selector_expression:
    case K.index_expression:
    case K.type_assertion_expression:
      return true;
    case K.unary_expression: {
      const operator = operatorOf(tree, node);
      if (operator === '<-') return true;
      // `*f()` may be a pointer to a zero value.
      return operator === '*' && tree.kind[unparen(file, tree.child(node, F.operand))] !== K.call_expression;
    }
    default:
      return false;
  }
}

function* argumentsOf(types: Types, file: SourceFile, call: NodeId): Iterable<Copy> {
  const { tree } = file;
  const list = tree.child(call, F.arguments);
  let index = -1;
  for (let argument = list ? tree.firstChild[list] : 0; argument; argument = tree.nextSibling[argument]) {
    index++;
    for (const copy of index ? value(types, file, argument) : firstArgument(types, file, argument)) {
      if (looksAtTypeOnly(types, file, call)) return;
      if (!isToldAtParameter(types, file, call, index)) yield copy;
    }
  }
}

/** The grammar takes what stands first in `new(x)` and `new(*x)` for a type, which since Go 1.26 may be a value. */
function* firstArgument(types: Types, file: SourceFile, argument: NodeId): Iterable<Copy> {
  const { tree } = file;
  const isPointee = tree.kind[argument] === K.pointer_type;
  const name = isPointee ? tree.firstChild[argument] : argument;
  if (tree.kind[name] !== K.type_identifier) return yield* value(types, file, argument);
  const local = file.definition(name);
  const type = local ? types.of(file, local) : types.member(tree.text(name));
  const under = types.underlying(type);
  const held = lockIn(types, !isPointee ? type : under.kind === 'pointer' ? under.element : unknown);
  if (held && !isInBroken(file, argument)) yield { how: 'value', file, node: argument, held };
}

/** A call that does not evaluate its argument, or not as a value: `len`, `unsafe.Sizeof` and kin. */
function looksAtTypeOnly(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  const callee = unparen(file, tree.child(call, F.function));
  if (tree.kind[callee] === K.selector_expression)
    return (
      types.importPath(file, tree.child(callee, F.operand)) === 'unsafe' &&
      /^(?:Size|Offset|Align)of$/.test(tree.text(tree.child(callee, F.field)))
    );
  if (tree.kind[callee] !== K.identifier || file.definition(callee) || types.pkg.has(tree.text(callee)))
    return false;
  const dotted = file.dotImports.includes('unsafe') ? /^(?:Size|Offset|Align)of$/ : /^$/;
  return /^(?:len|cap)$/.test(tree.text(callee)) || dotted.test(tree.text(callee));
}

/** Whether the call hands its argument to a parameter that is told of itself. */
function isToldAtParameter(types: Types, file: SourceFile, call: NodeId, index: number): boolean {
  const callee = types.callee(file, call);
  if (!callee) return false;
  const parameter = parametersOf(callee.file, callee.file.tree.child(callee.node, F.parameters))[index];
  return parameter !== undefined && lockOfParameter(types, callee.file, parameter) !== undefined;
}

function* ranged(types: Types, file: SourceFile, clause: NodeId): Iterable<Copy> {
  const { tree } = file;
  const left = tree.child(clause, F.left);
  if (!left || isInBroken(file, clause)) return;
  for (const node of tree.children(left)) {
    if (tree.text(node) === '_') continue;
    const held = lockIn(types, types.of(file, node));
    if (held) yield { how: 'range', file, node, held, clause };
  }
}

/** The variables that a `for` clause declares: a copy for each turn, where the language is new enough. */
function* turns(context: RuleContext, file: SourceFile, clause: NodeId): Iterable<Copy> {
  const { tree } = file;
  const { types } = context;
  const declared = tree.child(clause, F.initializer);
  if (tree.kind[declared] !== K.short_var_declaration || isInBroken(file, clause)) return;
  const copies: Copy[] = [];
  for (const node of tree.children(tree.child(declared, F.left))) {
    const held = file.definition(node) === node ? lockIn(types, types.of(file, node)) : undefined;
    if (held) copies.push({ how: 'turn', file, node, held });
  }
  if (!copies.length) return;
  const language = languageOf(file.text);
  if (language ? language < 22 : !context.allows(1, 22)) return;
  // Where the first value is a copy already, that is told.
  const [told] = values(types, file, tree.child(declared, F.right), tree.child(declared, F.left));
  if (!told) yield* copies;
}

function isInBroken(file: SourceFile, node: NodeId): boolean {
  const fn = file.tree.ancestor(node, K.function_declaration, K.method_declaration);
  return file.tree.isBroken(fn || node);
}
