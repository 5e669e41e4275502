import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { denotedBy, termsOf } from './constraints.ts';
import { argumentsOf, genericOf, type TypeParameter, withinBounds } from './generics.ts';
import type { Types } from './infer.ts';
import { type Parameter, parametersOf } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { type Bindings, type FunctionType, type Type, unknown } from './type.ts';

/** What follows from one constraint may lead to what follows from another: so often they are looked through. */
const maxRounds = 4;

/**
 * What the type parameters of a generic function stand for in a call: what was given, what follows from the types of
 * the arguments, and from constraints such as `~[]E` (https://go.dev/ref/spec#Type_inference); else `unknown`.
 *
 * @param fn the function, with the type arguments that were given bound
 * @param generic its type parameters
 * @param given the types of the arguments; asked for only where type arguments are missing
 */
export function inferBindings(
  types: Types,
  fn: FunctionType,
  generic: readonly TypeParameter[],
  given: () => readonly Type[],
): Bindings {
  const bound = new Map(fn.bindings);
  const isOpen = () => generic.some(({ name }) => !bound.has(name));
  if (isOpen()) {
    const pattern = new Pattern(types, fn.file, new Set(generic.map(({ name }) => name)), bound);
    const parameters = parametersOf(fn.file, fn.file.tree.child(fn.node, F.parameters));
    given().forEach((type, i) => {
      const parameter = parameters[i] ?? variadicOf(parameters);
      if (parameter) pattern.match(parameter.type, type);
    });
    for (let round = 0; round < maxRounds && isOpen(); round++) {
      const before = bound.size;
      for (const parameter of generic) matchConstraint(types, fn.file, parameter, pattern, bound);
      if (bound.size === before) break;
    }
  }
  for (const { name } of generic) if (!bound.has(name)) bound.set(name, unknown);
  const all = [...bound];
  const bounded = withinBounds(all.map(([, type]) => type));
  return new Map(all.map(([name], i) => [name, bounded[i]]));
}

const variadicOf = (parameters: readonly Parameter[]): Parameter | undefined => {
  const last = parameters.at(-1);
  return last?.variadic ? last : undefined;
};

/** Takes from a constraint with one term, as `~[]E` or `*T`, what is not known yet. */
function matchConstraint(
  types: Types,
  file: SourceFile,
  { name, constraint }: TypeParameter,
  pattern: Pattern,
  bound: Map<NodeId, Type>,
): void {
  const terms = termsOf(types, { file, node: constraint, bindings: bound });
  const [term, ...others] = terms ?? [];
  if (!term || others.length) return;
  // The terms of a constraint that is declared elsewhere name that declaration's parameters.
  if (term.file !== file || !file.tree.within(term.node, constraint)) return;
  const known = bound.get(name);
  if (known) pattern.match(term.node, types.underlying(known));
  else if (pattern.isBound(term.node)) bound.set(name, denotedBy(types, term));
}

/** Type expressions that name type parameters, as patterns for types. */
class Pattern {
  private readonly types: Types;
  private readonly file: SourceFile;
  private readonly parameters: ReadonlySet<NodeId>;
  private readonly bound: Map<NodeId, Type>;

  constructor(types: Types, file: SourceFile, parameters: ReadonlySet<NodeId>, bound: Map<NodeId, Type>) {
    this.types = types;
    this.file = file;
    this.parameters = parameters;
    this.bound = bound;
  }

  /** Whether all type parameters are bound that a type expression names. */
  isBound(node: NodeId): boolean {
    const { tree } = this.file;
    for (let n = node; n <= tree.last(node); n++) {
      if (tree.kind[n] !== K.type_identifier) continue;
      const definition = this.file.definition(n);
      if (this.parameters.has(definition) && !this.bound.has(definition)) return false;
    }
    return true;
  }

  /** Binds the type parameters in a type expression to what stands in their places in a type. */
  match(node: NodeId, type: Type): void {
    const { tree } = this.file;
    if (!node || type.kind === 'unknown' || type.kind === 'tuple') return;
    switch (tree.kind[node]) {
      case K.type_identifier: {
        const definition = this.file.definition(node);
        if (this.parameters.has(definition) && !this.bound.has(definition)) this.bound.set(definition, type);
        return;
      }
      case K.parenthesized_type:
      case K.type_elem:
        this.match(tree.firstChild[node], type);
        return;
      case K.generic_type:
        this.matchInstance(node, type);
        return;
    }
    const under = this.types.underlying(type);
    switch (tree.kind[node]) {
      case K.pointer_type:
        if (under.kind === 'pointer') this.match(tree.firstChild[node], under.element);
        return;
      case K.slice_type:
        if (under.kind === 'slice') this.match(tree.child(node, F.element), under.element);
        return;
      case K.array_type:
        if (under.kind === 'array') this.match(tree.child(node, F.element), under.element);
        return;
      case K.channel_type:
        if (under.kind === 'channel') this.match(tree.child(node, F.value), under.element);
        return;
      case K.map_type:
        if (under.kind !== 'map') return;
        this.match(tree.child(node, F.key), under.key);
        this.match(tree.child(node, F.value), under.element);
        return;
      case K.function_type:
        if (under.kind === 'function') this.matchFunction(node, under);
    }
  }

  /** `Seq[V]` with an instance of the same type, or with what it was declared as. */
  private matchInstance(node: NodeId, type: Type): void {
    const { tree } = this.file;
    const name = tree.text(genericOf(this.file, node));
    const own = type.kind === 'named' ? type.decl.name : type.kind === 'external' ? type.name : '';
    if (own && own === name.slice(name.lastIndexOf('.') + 1)) {
      const args = ('args' in type && type.args) || [];
      argumentsOf(this.file, node).forEach((n, i) => {
        this.match(n, args[i] ?? unknown);
      });
    }
  }

  private matchFunction(node: NodeId, fn: FunctionType): void {
    const { tree } = this.file;
    const given = this.types.parametersOf(fn);
    parametersOf(this.file, tree.child(node, F.parameters)).forEach((parameter, i) => {
      this.match(parameter.type, given[i] ?? unknown);
    });
    const result = tree.child(node, F.result);
    if (!result) return;
    const type = this.types.resultOf(fn);
    const isList = tree.kind[result] === K.parameter_list;
    const results = isList ? parametersOf(this.file, result).map((parameter) => parameter.type) : [result];
    const types = type.kind === 'tuple' ? type.elements : [type];
    results.forEach((n, i) => {
      this.match(n, types[i] ?? unknown);
    });
  }
}
