import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { FunctionDecl, Package } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { lockCallsIn } from './unlocks.ts';

/**
 * A lock as all methods of a type know it, `T.a.mu`, or that of a package's variable, `.mu`: what stands before the
 * first dot is the type.
 */
type Lock = string;

/** What one function does to locks and calls, in the order of the text. */
export interface Section {
  name: string;
  decl: FunctionDecl;
  events: readonly Event[];
}

interface Event {
  what: 'lock' | 'unlock' | 'call';
  /** The lock; of a call `T.path.method` or `.function`. */
  name: string;
}

/** Two functions of which one takes a lock while it holds another, and the other the other way round. */
export interface Opposed {
  first: FunctionDecl;
  second: FunctionDecl;
}

/** Calls are followed so far for what they lock. */
const maxDepth = 3;
/** More pairs of functions than these are not looked at. */
const mostPairs = 12;

/**
 * What the functions of a file do that take locks.
 *
 * @param all the functions of the file
 */
export function sectionsIn(types: Types, file: SourceFile, all: Iterable<FunctionDecl>): Section[] {
  const { tree } = file;
  const found: Section[] = [];
  for (const decl of all) {
    const fn = decl.node;
    const own = (lockCallsIn(types, file, fn).get(fn) ?? []).filter((call) => call.fn === fn);
    if (!own.length || !types.pkg.isOnly(decl)) continue;
    const receiver = decl.receiver?.name ?? 0;
    const byCall = new Map(own.map((lock) => [lock.call, lock]));
    const nameOf = (root: NodeId, rootFile: SourceFile, path: readonly string[]): string | undefined => {
      if (receiver && rootFile === file && root === receiver) return [decl.receiverType, ...path].join('.');
      const isOfPackage = rootFile.tree.kind[rootFile.tree.parent[root]] === K.var_spec;
      return isOfPackage && !functionAround(rootFile, root)
        ? ['', rootFile.tree.text(root), ...path].join('.')
        : undefined;
    };
    const events: Event[] = [];
    for (let n = fn; n <= tree.last(fn); n++) {
      if (tree.kind[n] === K.func_literal) {
        n = tree.last(n); // it runs another time
        continue;
      }
      if (tree.kind[n] !== K.call_expression) continue;
      const lock = byCall.get(n);
      if (lock) {
        const name = nameOf(lock.place.root, lock.place.file, lock.place.path);
        if (name === undefined || lock.deferred) continue;
        events.push({ what: /Unlock$/.test(lock.method) ? 'unlock' : 'lock', name });
      } else if (tree.kind[tree.parent[n]] !== K.go_statement) {
        const name = calledBy(types, file, n, receiver, decl.receiverType);
        if (name !== undefined) events.push({ what: 'call', name });
      }
    }
    if (events.some(({ what }) => what === 'lock')) found.push({ name: nameOfFunction(decl), decl, events });
  }
  return found;
}

const functionAround = ({ tree }: SourceFile, node: NodeId): NodeId =>
  tree.ancestor(node, K.func_literal, K.function_declaration, K.method_declaration);

const nameOfFunction = ({ name, receiverType }: FunctionDecl): string => `${receiverType ?? ''}.${name}`;

/** `f()` as `.f`; `s.a.m()` of a method's receiver as `T.a.m`. */
function calledBy(
  types: Types,
  file: SourceFile,
  call: NodeId,
  receiver: NodeId,
  type: string | null,
): string | undefined {
  const { tree } = file;
  let target = tree.child(call, F.function);
  if (tree.kind[target] === K.identifier)
    return !file.definition(target) && types.pkg.function(tree.text(target))
      ? `.${tree.text(target)}`
      : undefined;
  const path: string[] = [];
  for (; tree.kind[target] === K.selector_expression; target = tree.child(target, F.operand))
    path.unshift(tree.text(tree.child(target, F.field)));
  return receiver && tree.kind[target] === K.identifier && file.definition(target) === receiver
    ? [type, ...path].join('.')
    : undefined;
}

/** The functions of a package that take two locks in both orders, as far as their text tells. */
export function opposedIn(types: Types, sections: readonly Section[]): Opposed[] {
  const byName = new Map(sections.map((section) => [section.name, section]));
  const taken = new Map<string, ReadonlySet<Lock>>();
  /** What a call comes to lock, in the terms of the caller. */
  const takenBy = (call: string, depth: number): ReadonlySet<Lock> => {
    const known = taken.get(call);
    if (known || depth > maxDepth) return known ?? new Set();
    const callee = calleeOf(types.pkg, byName, call, types);
    const found = new Set<Lock>();
    taken.set(call, found);
    for (const { what, name } of callee?.section.events ?? []) {
      if (what === 'unlock') continue;
      const seen = what === 'lock' ? [name] : takenBy(name, depth + 1);
      for (const lock of seen)
        found.add(lock.startsWith('.') ? lock : callee!.prefix + lock.slice(lock.indexOf('.')));
    }
    return found;
  };
  const pairs = new Map<string, Section[]>();
  for (const section of sections)
    section.events.forEach(({ what, name: held }, i) => {
      if (what !== 'lock') return;
      for (const next of section.events.slice(i + 1)) {
        if (next.what === 'unlock' && next.name === held) return;
        if (next.what === 'unlock') continue;
        for (const lock of next.what === 'lock' ? [next.name] : takenBy(next.name, 1)) {
          const pair = `${held} ${lock}`;
          const known = pairs.get(pair) ?? [];
          if (lock !== held && !known.includes(section)) pairs.set(pair, [...known, section]);
        }
      }
    });
  const found = new Map<string, Opposed>();
  for (const [pair, firsts] of pairs) {
    const [held, lock] = pair.split(' ');
    for (const first of firsts)
      for (const second of held < lock ? (pairs.get(`${lock} ${held}`) ?? []) : [])
        for (const a of rootsOf(sections, first))
          for (const b of rootsOf(sections, second))
            if (found.size < mostPairs) found.set(`${a.name} ${b.name}`, { first: a.decl, second: b.decl });
  }
  return [...found.values()];
}

/** The function that a call names, and what the fields of its receiver are called by the caller. */
function calleeOf(
  pkg: Package,
  byName: ReadonlyMap<string, Section>,
  call: string,
  types: Types,
): { section: Section; prefix: string } | undefined {
  const names = call.split('.');
  const method = names.pop()!;
  const [type, ...path] = names;
  if (type === '') {
    const section = byName.get(`.${method}`);
    return section && { section, prefix: '' };
  }
  // The type of the field that the method is called of.
  let holder = type;
  for (const field of path) {
    const decl = pkg.type(holder);
    const found = decl && types.field({ kind: 'named', decl }, field);
    const inner = found && (found.type.kind === 'pointer' ? found.type.element : found.type);
    if (inner?.kind !== 'named' || found!.through.length) return undefined;
    holder = inner.decl.name;
  }
  const section = byName.get(`${holder}.${method}`);
  return section && { section, prefix: names.join('.') };
}

/**
 * The functions by which others come to one, who may hold what keeps its other callers out: itself, where others call it,
 * or it is a goroutine's.
 */
function rootsOf(sections: readonly Section[], section: Section): Section[] {
  const { decl, name } = section;
  if (/^\p{Lu}/u.test(decl.name)) return [section];
  const callers = sections.filter(
    (other) => other !== section && other.events.some((e) => e.what === 'call' && e.name === name),
  );
  return callers.length ? callers : [section];
}
