import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { DeclaredTypes } from './declared.ts';
import { isSameType } from './same.ts';
import type { SourceFile } from './sourceFile.ts';
import { type Bindings, type Type, unknown } from './type.ts';

/** A constraint, or one term of it, as it is written. */
export interface Constraint {
  file: SourceFile;
  node: NodeId;
  /** What the type parameters stand for that it names. */
  bindings?: Bindings;
}

/** No constraint has more nodes. */
const maxSteps = 100;

/** The core type of a constraint (https://go.dev/ref/spec#Core_types), or `unknown` where it has none. */
export function coreOf(types: DeclaredTypes, constraint: Constraint): Type {
  const terms = termsOf(types, constraint)?.map((term) => types.underlying(denotedBy(types, term)));
  const [first, ...others] = terms ?? [];
  if (!first || first.kind === 'interface') return unknown;
  let core = first;
  for (const other of others) {
    if (core.kind === 'channel' && other.kind === 'channel' && isSameType(core.element, other.element)) {
      if (core.direction === 'both') core = other;
      else if (other.direction !== 'both' && other.direction !== core.direction) return unknown;
    } else if (!isSameType(core, other)) return unknown;
  }
  return core;
}

/** The type that a term denotes, without its tilde. */
export const denotedBy = (types: DeclaredTypes, { file, node, bindings }: Constraint): Type =>
  types.ownerOf(file).denoted(file, node, bindings);

/**
 * The types of the union that a constraint allows; `undefined` where it does not restrict them.
 *
 * @param steps how many nodes are looked at, at most: interfaces may name each other
 */
export function termsOf(
  types: DeclaredTypes,
  constraint: Constraint,
  steps = { left: maxSteps },
): Constraint[] | undefined {
  const { file, node } = constraint;
  const { tree } = file;
  if (!node || steps.left-- <= 0) return undefined;
  const inside = (child: NodeId) => termsOf(types, { ...constraint, node: child }, steps);
  switch (tree.kind[node]) {
    case K.type_constraint:
    case K.type_elem: {
      const all: Constraint[] = [];
      for (let c = tree.firstChild[node]; c; c = tree.nextSibling[c]) {
        const terms = inside(c);
        if (!terms) return undefined;
        all.push(...terms);
      }
      return all;
    }
    case K.negated_type:
      return [{ ...constraint, node: tree.firstChild[node] }];
    case K.interface_type:
      // Of an intersection of unions the first: more than one is not seen in practice.
      for (let c = tree.firstChild[node]; c; c = tree.nextSibling[c]) {
        const terms = tree.kind[c] === K.type_elem ? inside(c) : undefined;
        if (terms) return terms;
      }
      return undefined;
    default: {
      const type = denotedBy(types, constraint);
      if (type.kind === 'parameter') return undefined; // not allowed by the language
      if (type.kind === 'basic' && (type.name === 'any' || type.name === 'comparable')) return undefined;
      const under = types.underlying(type);
      if (under.kind !== 'interface') return under.kind === 'unknown' ? undefined : [constraint];
      return termsOf(types, under, steps);
    }
  }
}
