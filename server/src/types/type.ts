import type { NodeId } from '../syntax/flatTree.ts';
import type { SourceFile } from './sourceFile.ts';

/** A declared type of the package at hand, or one local to a function. */
export interface TypeDecl {
  name: string;
  file: SourceFile;
  /** Its type_spec or type_alias. */
  spec: NodeId;
  alias: boolean;
}

/** What type parameters stand for, by their defining identifiers. */
export type Bindings = ReadonlyMap<NodeId, Type>;

/** A type as it is written: its type expression. */
export interface Written<Kind extends string> {
  kind: Kind;
  file: SourceFile;
  node: NodeId;
  /** What the type parameters stand for that it names. */
  bindings?: Bindings;
}

/** `node`: a type expression, a literal, a declaration or an interface's method_elem. */
export interface FunctionType extends Written<'function'> {
  /** Of a method expression, as `T.method`, the parameter before the others. */
  receiver?: Type;
}

/** What the engine knows of an expression's type. `unknown` never leads to a finding. */
export type Type =
  | { kind: 'unknown' }
  | { kind: 'basic'; name: string }
  /** A type that another package declares, by import path; `args`: the type arguments of a generic one. */
  | { kind: 'external'; path: string; name: string; args?: readonly Type[] }
  | { kind: 'named'; decl: TypeDecl; args?: readonly Type[] }
  /** A type parameter, by its defining identifier, whose constraint says something of it. */
  | { kind: 'parameter'; file: SourceFile; node: NodeId }
  | { kind: 'pointer' | 'slice' | 'array'; element: Type }
  | { kind: 'map'; key: Type; element: Type }
  | { kind: 'channel'; direction: 'both' | 'send' | 'receive'; element: Type }
  | Written<'struct'>
  | FunctionType
  | Written<'interface'>
  | { kind: 'tuple'; elements: Type[] };

export const unknown: Type = { kind: 'unknown' };

/** The type that a pointer points to; any other type as it is. */
export const pointee = (type: Type): Type => (type.kind === 'pointer' ? type.element : type);

/** Whether the type is `path.name`. */
export const isExternal = (type: Type, path: string, name: string): boolean =>
  type.kind === 'external' && type.path === path && type.name === name;

export const isWaitGroup = (type: Type): boolean => isExternal(type, 'sync', 'WaitGroup');

export const isErrGroup = (type: Type): boolean => isExternal(type, 'golang.org/x/sync/errgroup', 'Group');

export const isWeighted = (type: Type): boolean =>
  isExternal(type, 'golang.org/x/sync/semaphore', 'Weighted');
