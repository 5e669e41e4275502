import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isWeighted, pointee } from '../types/type.ts';
import { functionOf } from './functions.ts';
import { type Place, placeOf } from './place.ts';

/** An operation on a semaphore: a semaphore.Weighted, or a buffered channel whose elements say nothing. */
export interface SlotCall {
  method: 'Acquire' | 'TryAcquire' | 'Release';
  weighted: boolean;
  file: SourceFile;
  /** The call, the send_statement, or the receiving unary_expression. */
  node: NodeId;
  /** The semaphore. */
  operand: NodeId;
  place: Place;
  fn: NodeId;
}

const methods = new Set(['Acquire', 'TryAcquire', 'Release']);
/** Functions that may give a slot back are looked for so far. */
const maxDepth = 3;

/** The semaphores' operations of one package. */
export class Semaphores {
  readonly calls: readonly SlotCall[];
  private readonly types: Types;
  private readonly releasing = new Map<string, boolean>();
  private readonly buffered = new Map<string, boolean>();

  constructor(types: Types) {
    this.types = types;
    const all = types.pkg.files.flatMap((file) => [...this.weightedIn(file), ...this.channelsIn(file)]);
    const released = new Set(all.filter((c) => c.method === 'Release').map((c) => nameOf(c.place)));
    const tokens = tokensOf(all);
    this.calls = all.filter(({ place, weighted }) => {
      const name = nameOf(place);
      return weighted || (released.has(name) && !tokens.has(name));
    });
  }

  /** The operations in a function and its literals on one semaphore. */
  on(place: Place, file: SourceFile, fn: NodeId): SlotCall[] {
    return this.calls.filter(
      (c) => c.place.key === place.key && c.file === file && file.tree.within(c.node, fn),
    );
  }

  /**
   * The nodes of a function that may give a slot of a semaphore back, or hand the semaphore to who will: releases,
   * calls of functions that release anything, and whatever else mentions it.
   */
  returningIn(place: Place, file: SourceFile, fn: NodeId): NodeId[] {
    const { tree } = file;
    const own = this.on(place, file, fn);
    const nodes = own.filter((c) => c.method === 'Release').map((c) => c.node);
    for (let n = fn + 1; n <= tree.last(fn); n++) {
      const kind = tree.kind[n];
      if (kind === K.call_expression || kind === K.selector_expression || kind === K.identifier) {
        const callee = kind === K.call_expression ? this.types.callee(file, n) : undefined;
        if (callee && !tree.within(n, callee.node) && this.mayRelease(callee)) nodes.push(n);
        if (kind === K.call_expression) continue;
        const isMention = placeOf(this.types, file, n)?.key === place.key && file.definition(n) !== n;
        if (isMention && !own.some((c) => tree.within(n, c.operand)) && !isMeasured(file, n)) nodes.push(n);
        if (kind === K.selector_expression && this.isReleasingValue(file, n)) nodes.push(n);
      }
    }
    return nodes;
  }

  /** Whether a function, or one that it calls, releases any semaphore. */
  mayRelease({ file, node }: Callee, depth = 0): boolean {
    const key = `${file.uri}#${node}`;
    const known = this.releasing.get(key);
    if (known !== undefined) return known;
    this.releasing.set(key, false); // while it is worked out
    const { tree } = file;
    let result = this.calls.some(
      (c) => c.method === 'Release' && c.file === file && tree.within(c.node, node),
    );
    for (let n = node; !result && depth < maxDepth && n <= tree.last(node); n++) {
      if (tree.kind[n] !== K.call_expression) continue;
      const callee = this.types.callee(file, n);
      result = callee !== undefined && this.mayRelease(callee, depth + 1);
    }
    this.releasing.set(key, result);
    return result;
  }

  /** `s.release` as a value. */
  private isReleasingValue(file: SourceFile, selector: NodeId): boolean {
    if (file.tree.field[selector] === F.function) return false;
    const callee = this.types.functionIn(file, selector);
    return callee !== undefined && this.mayRelease(callee);
  }

  private *weightedIn(file: SourceFile): Iterable<SlotCall> {
    const { tree } = file;
    for (const node of file.nodesOf(K.call_expression)) {
      const target = unparen(file, tree.child(node, F.function));
      if (tree.kind[target] !== K.selector_expression) continue;
      const method = tree.text(tree.child(target, F.field)) as SlotCall['method'];
      const operand = tree.child(target, F.operand);
      if (!methods.has(method) || !isWeighted(pointee(this.types.of(file, operand)))) continue;
      const place = placeOf(this.types, file, operand);
      const fn = functionOf(file, node);
      if (place) yield { method, weighted: true, file, node, operand, place, fn };
    }
  }

  private *channelsIn(file: SourceFile): Iterable<SlotCall> {
    const { tree } = file;
    const slot = (method: SlotCall['method'], node: NodeId, operand: NodeId): SlotCall[] => {
      const place = this.isToken(file, operand) ? placeOf(this.types, file, operand) : undefined;
      if (!place || !this.hasCapacity(place)) return [];
      return [{ method, weighted: false, file, node, operand, place, fn: functionOf(file, node) }];
    };
    for (const node of file.nodesOf(K.send_statement)) {
      yield* slot('Acquire', node, tree.child(node, F.channel));
    }
    for (const node of file.nodesOf(K.unary_expression)) {
      const parent = tree.parent[node];
      const isThrownAway =
        tree.kind[parent] === K.expression_statement ||
        (tree.kind[parent] === K.receive_statement && !tree.child(parent, F.left));
      if (isThrownAway && operatorOf(tree, node) === '<-')
        yield* slot('Release', node, unparen(file, tree.child(node, F.operand)));
    }
  }

  /** A channel of `struct{}`, or of `bool`. */
  private isToken(file: SourceFile, operand: NodeId): boolean {
    const type = this.types.underlying(this.types.of(file, operand));
    if (type.kind !== 'channel' || type.direction !== 'both') return false;
    const { element } = type;
    if (element.kind === 'basic') return element.name === 'bool';
    return (
      element.kind === 'struct' && !this.types.fields(element.file, element.node, element.bindings).length
    );
  }

  /** Whether a channel is known to be made with a buffer. */
  private hasCapacity({ file, root, path }: Place): boolean {
    if (path.length) {
      const name = path[path.length - 1];
      const known = this.buffered.get(name) ?? this.isFieldBuffered(name);
      this.buffered.set(name, known);
      return known;
    }
    const { tree } = file;
    const isLocal = file.definition(root) === root;
    const list = isLocal ? 0 : tree.child(tree.parent[root], F.value);
    return this.isBuffered(file, isLocal ? this.types.onlyValue(file, root) : list && tree.firstChild[list]);
  }

  /** Whether the fields of a name are given channels with a buffer, wherever they are given any. */
  private isFieldBuffered(name: string): boolean {
    let isMade = false;
    for (const file of this.types.pkg.files) {
      const { tree } = file;
      for (const call of file.nodesOf(K.call_expression)) {
        if (tree.text(tree.child(call, F.function)) !== 'make') continue;
        if (fieldFor(file, call) !== name) continue;
        if (!this.isBuffered(file, call)) return false;
        isMade = true;
      }
    }
    return isMade;
  }

  /** `make(chan struct{}, n)` */
  private isBuffered({ tree }: SourceFile, value: NodeId): boolean {
    if (tree.kind[value] !== K.call_expression || tree.text(tree.child(value, F.function)) !== 'make')
      return false;
    const [, capacity] = tree.children(tree.child(value, F.arguments));
    return capacity !== undefined && tree.text(capacity) !== '0';
  }
}

/**
 * The channels that are filled ahead, and hold a token for each slot that is free: some function receives before it
 * ever sends, or sends after it has received for the last time. What they are sent is no slot that is taken.
 */
function tokensOf(calls: readonly SlotCall[]): Set<string> {
  const byFunction = new Map<string, SlotCall[]>();
  for (const call of calls) {
    const key = `${call.file.uri}#${call.fn}#${call.place.key}`;
    byFunction.set(key, [...(byFunction.get(key) ?? []), call]);
  }
  const tokens = new Set<string>();
  for (const all of byFunction.values()) {
    const inOrder = all.sort((a, b) => a.node - b.node);
    const isRelease = inOrder.map((c) => c.method === 'Release');
    const isMixed = isRelease.includes(true) && isRelease.includes(false);
    if (isMixed && (isRelease[0] || !isRelease[isRelease.length - 1])) tokens.add(nameOf(inOrder[0].place));
  }
  return tokens;
}

/** What a semaphore goes by in all functions: its last field, or its variable. */
const nameOf = ({ path, key }: Place): string => path[path.length - 1] ?? key;

/** The field that a value is given to, in a literal or by an assignment; empty where there is none. */
function fieldFor({ tree }: SourceFile, value: NodeId): string {
  const parent = tree.parent[value];
  if (tree.kind[parent] === K.literal_element) {
    const key = tree.child(tree.parent[parent], F.key);
    return tree.field[parent] === F.value && key ? tree.text(key) : '';
  }
  const left = tree.kind[parent] === K.expression_list ? tree.child(tree.parent[parent], F.left) : 0;
  const target = left ? tree.children(left)[tree.children(parent).indexOf(value)] : 0;
  return target && tree.kind[target] === K.selector_expression ? tree.text(tree.child(target, F.field)) : '';
}

/** `len(sem)`, `cap(sem)`. */
function isMeasured({ tree }: SourceFile, operand: NodeId): boolean {
  const list = tree.parent[operand];
  return (
    tree.kind[list] === K.argument_list &&
    /^(?:len|cap)$/.test(tree.text(tree.child(tree.parent[list], F.function)))
  );
}
