import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { MemberTypes } from './members.ts';
import { isSameType } from './same.ts';
import type { SourceFile } from './sourceFile.ts';
import { stdlibLocks } from './stdlibLocks.ts';
import type { Type, Written } from './type.ts';

/** What makes a value of a type one that must not be copied. */
export interface HeldLock {
  /** The lock's own type, such as `sync.Mutex`. */
  lock: string;
  /** The field that leads to it, or the type of another package that hides it; empty where it is the lock itself. */
  field: string;
}

/** The deepest nesting of structs and arrays that is looked into. */
const deepest = 8;

/** What the instances of one declared type hold; of a type without type parameters there is one. */
type Instances = { args: readonly Type[]; held: HeldLock | undefined }[];

/** Of instances beyond these nothing is said. */
const maxInstances = 200;

/** By the declarations of named types: most expressions are of a few. */
const known = new WeakMap<MemberTypes, Map<unknown, Instances>>();

/**
 * The lock that a value of a type holds: itself, in a field or in an element of an array. What counts as one follows
 * vet's copylocks: the types of sync and sync/atomic, and structs with methods `Lock` and `Unlock` on their pointer.
 * A WaitGroup comes before any other lock that the type holds.
 */
export function lockIn(types: MemberTypes, type: Type, depth = 0): HeldLock | undefined {
  if (depth > deepest) return undefined;
  if (type.kind === 'array') return lockIn(types, type.element, depth + 1);
  if (type.kind === 'struct') return lockOfFields(types, type, depth);
  if (type.kind !== 'named' && type.kind !== 'external') return undefined;
  const key = type.kind === 'named' ? type.decl : `${type.path}.${type.name}`;
  let memo = known.get(types);
  if (!memo) {
    memo = new Map();
    known.set(types, memo);
  }
  const instances = memo.get(key) ?? [];
  memo.set(key, instances);
  const args = type.args ?? [];
  let instance = instances.find((other) => isSameInstance(other.args, args));
  if (!instance && instances.length < maxInstances) {
    instance = { args, held: undefined }; // a type that holds itself
    instances.push(instance);
    instance.held = lockOfDeclared(types, type, depth);
  }
  return instance?.held;
}

const isSameInstance = (a: readonly Type[], b: readonly Type[]): boolean =>
  a.length === b.length && a.every((type, i) => type === b[i] || isSameType(type, b[i]));

function lockOfDeclared(
  types: MemberTypes,
  type: Type & { kind: 'named' | 'external' },
  depth: number,
): HeldLock | undefined {
  if (type.kind === 'external') {
    const locks = stdlibLocks[type.path];
    const lock = locks && Object.hasOwn(locks, type.name) ? locks[type.name] : '';
    const name = `${type.path.slice(type.path.lastIndexOf('/') + 1)}.${type.name}`;
    if (locks) return lock ? { lock, field: lock === name ? '' : name } : undefined;
  }
  const under = types.declaredAs(type);
  if (under === type) return undefined;
  const own = { lock: type.kind === 'named' ? type.decl.name : type.name, field: '' };
  if (under.kind !== 'struct') {
    const held = lockIn(types, under, depth + 1);
    return held && isMarker(own.lock) ? own : held;
  }
  const inside = lockOfFields(types, under, depth);
  if (inside?.lock === 'sync.WaitGroup' || !isLocker(types, type)) return inside;
  return own;
}

/** The name of a type that is there only to forbid copies. */
const isMarker = (name: string): boolean => /^(?:noCopy|doNotCopy)$/i.test(name);

function lockOfFields(
  types: MemberTypes,
  { file, node, bindings }: Written<'struct'>,
  depth: number,
): HeldLock | undefined {
  let first: HeldLock | undefined;
  for (const field of types.fields(file, node, bindings)) {
    const held = lockIn(types, field.type, depth + 1);
    if (held?.lock === 'sync.WaitGroup') return { lock: held.lock, field: field.name };
    if (held && !first) first = { lock: held.lock, field: field.name };
  }
  return first;
}

/** Whether a pointer to the type has methods `Lock()` and `Unlock()` of its own, and a value has not both. */
function isLocker(types: MemberTypes, type: Type): boolean {
  let onPointer = false;
  for (const name of ['Lock', 'Unlock']) {
    const method = types.method(type, name);
    if (!method?.decl.receiver || method.through.length) return false;
    const { file, node, receiver } = method.decl;
    const { tree } = file;
    if (tree.firstChild[tree.child(node, F.parameters)] || tree.child(node, F.result)) return false;
    if (tree.kind[receiver.type] === K.pointer_type) onPointer = true;
  }
  return onPointer;
}

/** The lock that a type expression's values hold; where it names a type parameter, one that its constraint allows. */
export function lockDenoted(types: MemberTypes, file: SourceFile, node: NodeId): HeldLock | undefined {
  const { tree } = file;
  const definition = tree.kind[node] === K.type_identifier ? file.definition(node) : 0;
  const parameter = tree.parent[definition];
  if (!definition || tree.kind[parameter] !== K.type_parameter_declaration)
    return lockIn(types, types.denoted(file, node));
  const held = lockOfConstraint(types, file, tree.child(parameter, F.type), 0);
  return held && { ...held, field: '' };
}

/** The lock that one of the types of a constraint holds. */
function lockOfConstraint(
  types: MemberTypes,
  file: SourceFile,
  node: NodeId,
  depth: number,
): HeldLock | undefined {
  const { tree } = file;
  if (depth > deepest) return undefined;
  switch (tree.kind[node]) {
    case K.type_constraint:
    case K.type_elem:
    case K.negated_type:
    case K.interface_type:
      for (const term of tree.children(node)) {
        const held = lockOfConstraint(types, file, term, depth + 1);
        if (held) return held;
      }
      return undefined;
    default:
      return tree.kind[node] === K.method_elem ? undefined : lockIn(types, types.denoted(file, node));
  }
}
