import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, type Types, unparen } from '../types/infer.ts';
import { Memo, type Read } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { isWeighted, pointee } from '../types/type.ts';
import { functionOf } from './functions.ts';
import { PackageFacts } from './packageFacts.ts';
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

/** A channel that is made for a field. */
interface MadeChannel {
  call: NodeId;
  field: string;
  isBuffered: boolean;
}

/** The semaphores' operations of one package. */
export class Semaphores {
  private readonly types: Types;
  /** What may be operations on a semaphore, by the kind of their nodes. */
  private readonly slots: readonly PackageFacts<SlotCall>[];
  private readonly made: PackageFacts<MadeChannel>;
  /** By a channel's name: whether it is used as a semaphore wherever it goes by that. */
  private readonly used = new Memo<boolean>();
  private readonly releasing = new Memo<boolean>();

  constructor(types: Types) {
    this.types = types;
    const { files } = types.pkg;
    const facts = (kind: number, find: (file: SourceFile, nodes: readonly NodeId[]) => SlotCall[]) =>
      new PackageFacts(
        `slots ${kind}`,
        files,
        ({ node }: SlotCall) => node,
        find,
        kind,
        ({ place }) => `slots ${kind} of ${nameOf(place)}`,
      );
    this.slots = [
      facts(K.call_expression, (file, nodes) => this.weightedIn(file, nodes)),
      facts(K.send_statement, (file, nodes) => this.sendsIn(file, nodes)),
      facts(K.unary_expression, (file, nodes) => this.receivesIn(file, nodes)),
    ];
    this.made = new PackageFacts(
      'channels of fields',
      files,
      ({ call }) => call,
      (file, calls) => madeForFields(file, calls),
      K.call_expression,
      ({ field }) => `channels of fields ${field}`,
    );
  }

  /** Brings all up to date with another body, and adds to what has changed, as `noteRead` has it. */
  update(edit: BodyEdit, changed: Set<Read>): void {
    for (const facts of [...this.slots, this.made]) {
      for (const what of facts.update(edit)) changed.add(what);
    }
    this.used.forget(changed);
    this.releasing.forget(changed);
  }

  /** The operations at or below a node of a file, or (0) in all of it. */
  in(file: SourceFile, below: NodeId = 0): SlotCall[] {
    return this.slots
      .flatMap((facts) => facts.in(file, below))
      .filter((c) => c.weighted || this.isSemaphore(c));
  }

  /** The operations in a function and its literals on one semaphore. */
  on(place: Place, file: SourceFile, fn: NodeId): SlotCall[] {
    return this.in(file, fn).filter((c) => c.place.key === place.key);
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
  mayRelease(callee: Callee, depth = 0): boolean {
    const key = `${callee.file.uri}#${callee.node}@${depth}`;
    return this.releasing.get(key, () =>
      callee.file.lookAt(callee.node, () => this.findsRelease(callee, depth)),
    );
  }

  private findsRelease({ file, node }: Callee, depth: number): boolean {
    const { tree } = file;
    if (this.in(file, node).some((c) => c.method === 'Release')) return true;
    for (let n = node; depth < maxDepth && n <= tree.last(node); n++) {
      if (tree.kind[n] !== K.call_expression) continue;
      const callee = this.types.callee(file, n);
      if (callee && this.mayRelease(callee, depth + 1)) return true;
    }
    return false;
  }

  /** `s.release` as a value. */
  private isReleasingValue(file: SourceFile, selector: NodeId): boolean {
    if (file.tree.field[selector] === F.function) return false;
    const callee = this.types.functionIn(file, selector);
    return callee !== undefined && this.mayRelease(callee);
  }

  private weightedIn(file: SourceFile, calls: readonly NodeId[]): SlotCall[] {
    const { tree } = file;
    return calls.flatMap((node) => {
      const target = unparen(file, tree.child(node, F.function));
      if (tree.kind[target] !== K.selector_expression) return [];
      const method = tree.text(tree.child(target, F.field)) as SlotCall['method'];
      const operand = tree.child(target, F.operand);
      if (!methods.has(method) || !isWeighted(pointee(this.types.of(file, operand)))) return [];
      const place = placeOf(this.types, file, operand);
      return place
        ? [{ method, weighted: true, file, node, operand, place, fn: functionOf(file, node) }]
        : [];
    });
  }

  private sendsIn(file: SourceFile, sends: readonly NodeId[]): SlotCall[] {
    return sends.flatMap((node) => this.tokenCall('Acquire', file, node, file.tree.child(node, F.channel)));
  }

  private receivesIn(file: SourceFile, expressions: readonly NodeId[]): SlotCall[] {
    const { tree } = file;
    return expressions.flatMap((node) => {
      const parent = tree.parent[node];
      const isThrownAway =
        tree.kind[parent] === K.expression_statement ||
        (tree.kind[parent] === K.receive_statement && !tree.child(parent, F.left));
      if (!isThrownAway || operatorOf(tree, node) !== '<-') return [];
      return this.tokenCall('Release', file, node, unparen(file, tree.child(node, F.operand)));
    });
  }

  private tokenCall(method: SlotCall['method'], file: SourceFile, node: NodeId, operand: NodeId): SlotCall[] {
    const place = this.isToken(file, operand) ? placeOf(this.types, file, operand) : undefined;
    return place ? [{ method, weighted: false, file, node, operand, place, fn: functionOf(file, node) }] : [];
  }

  /** Whether a channel has a buffer, and is taken from and given back to in the order of a semaphore. */
  private isSemaphore({ place }: SlotCall): boolean {
    return this.hasCapacity(place) && this.used.get(nameOf(place), () => this.isUsedAsOne(nameOf(place)));
  }

  private isUsedAsOne(name: string): boolean {
    const all = this.slots
      .flatMap((facts) => facts.of(`slots ${facts.kind} of ${name}`))
      .filter((c) => c.weighted || this.hasCapacity(c.place));
    return all.some((c) => c.method === 'Release') && !areTokens(all);
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
      const made = this.made.of(`channels of fields ${path[path.length - 1]}`);
      return made.length > 0 && made.every(({ isBuffered }) => isBuffered);
    }
    return file.lookAt(root, () => {
      const { tree } = file;
      const isLocal = file.definition(root) === root;
      const list = isLocal ? 0 : tree.child(tree.parent[root], F.value);
      return isBuffered(file, isLocal ? this.types.onlyValue(file, root) : list && tree.firstChild[list]);
    });
  }
}

/** `make(chan struct{}, n)` */
function isBuffered({ tree }: SourceFile, value: NodeId): boolean {
  if (tree.kind[value] !== K.call_expression || tree.text(tree.child(value, F.function)) !== 'make')
    return false;
  const [, capacity] = tree.children(tree.child(value, F.arguments));
  return capacity !== undefined && tree.text(capacity) !== '0';
}

function madeForFields(file: SourceFile, calls: readonly NodeId[]): MadeChannel[] {
  const { tree } = file;
  return calls.flatMap((call) => {
    const field = tree.text(tree.child(call, F.function)) === 'make' ? fieldFor(file, call) : '';
    return field ? [{ call, field, isBuffered: isBuffered(file, call) }] : [];
  });
}

/**
 * Whether the operations on channels of one name say that they are filled ahead, and hold a token for each slot that is
 * free: some function receives before it ever sends, or sends after it has received for the last time. What they are
 * sent is no slot that is taken.
 */
function areTokens(calls: readonly SlotCall[]): boolean {
  const byFunction = new Map<string, SlotCall[]>();
  for (const call of calls) {
    const key = `${call.file.uri}#${call.fn}#${call.place.key}`;
    byFunction.set(key, [...(byFunction.get(key) ?? []), call]);
  }
  return [...byFunction.values()].some((all) => {
    const inOrder = all.toSorted((a, b) => a.node - b.node).map((c) => c.method === 'Release');
    const isMixed = inOrder.includes(true) && inOrder.includes(false);
    return isMixed && (inOrder[0] || !inOrder[inOrder.length - 1]);
  });
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
