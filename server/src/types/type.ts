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

/** What the engine knows of an expression's type. `unknown` never leads to a finding. */
export type Type =
  | { kind: 'unknown' }
  | { kind: 'basic'; name: string }
  /** A type that another package declares, by import path. */
  | { kind: 'external'; path: string; name: string }
  | { kind: 'named'; decl: TypeDecl }
  | { kind: 'pointer' | 'slice' | 'array'; element: Type }
  | { kind: 'map'; key: Type; element: Type }
  | { kind: 'channel'; direction: 'both' | 'send' | 'receive'; element: Type }
  /** `node`: the type expression; of a function, its literal, declaration or an interface's method_elem also. */
  | { kind: 'struct' | 'function' | 'interface'; file: SourceFile; node: NodeId }
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
