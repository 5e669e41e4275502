import type { Node, Tree } from 'web-tree-sitter';
import { F, type GrammarTables, hasNoFields, isLeaf, isName, K } from './kinds.ts';

/** A node of a `FlatTree`: its index. The root is 0, so 0 also says «none» wherever a child is meant. */
export type NodeId = number;

/**
 * A syntax tree copied out of WebAssembly into typed arrays, one slot a named node, in document order
 * (so a node's descendants are the slots `node + 1` to `last(node)`).
 *
 * Bodies of functions that hold nothing of interest are not copied: such a `block` has no children and is
 * marked opaque. Comments stand in `comments`, not among the children.
 *
 * The tree of a file that is being edited has free slots (of kind 0) behind each function, so that the function can be
 * copied anew in its place: all other nodes keep their slots, and what is known of them stays true.
 */
export class FlatTree {
  /** Number of nodes. */
  readonly size: number;
  source: string;
  readonly kind: Uint8Array;
  readonly field: Uint8Array;
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** UTF-16 offsets into `source`; `end` is exclusive. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Start and end of each comment, in pairs. */
  comments: Int32Array;
  private readonly flags: Uint8Array;
  private readonly lasts: Int32Array;

  constructor(source: string, columns: Columns) {
    this.source = source;
    this.size = columns.size;
    this.kind = columns.kind.slice(0, this.size);
    this.field = columns.field.slice(0, this.size);
    this.parent = columns.parent.slice(0, this.size);
    this.firstChild = columns.firstChild.slice(0, this.size);
    this.nextSibling = columns.nextSibling.slice(0, this.size);
    this.start = columns.start.slice(0, this.size);
    this.end = columns.end.slice(0, this.size);
    this.flags = columns.flags.slice(0, this.size);
    this.comments = Int32Array.from(columns.comments);
    this.lasts = new Int32Array(this.size);
    this.findLasts(0, this.size);
  }

  private findLasts(from: NodeId, to: NodeId): void {
    for (let n = to - 1; n >= from; n--) {
      if (this.lasts[n] < n) this.lasts[n] = n;
      const parent = this.parent[n];
      if (this.lasts[parent] < this.lasts[n]) this.lasts[parent] = this.lasts[n];
    }
  }

  /** The first slot behind those of a declaration at top level, free ones included. */
  slotsEnd(declaration: NodeId): NodeId {
    return this.nextSibling[declaration] || this.size;
  }

  /**
   * Takes a new copy of a declaration at top level, whose first byte stays where it is, in place of the old one; all
   * behind it moves on by as much as the text has grown.
   *
   * @returns False, and nothing is changed, where the copy does not fit into the slots.
   */
  private replace(node: NodeId, copy: Columns, source: string): boolean {
    const to = this.slotsEnd(node);
    if (copy.size > to - node) return false;
    const oldEnd = this.end[node];
    const delta = source.length - this.source.length;
    for (let i = 0; i < to - node; i++) {
      const isFree = i >= copy.size;
      const n = node + i;
      this.kind[n] = isFree ? 0 : copy.kind[i];
      this.flags[n] = isFree ? 0 : copy.flags[i];
      this.start[n] = isFree ? 0 : copy.start[i];
      this.end[n] = isFree ? 0 : copy.end[i];
      this.lasts[n] = 0;
      if (i === 0) continue; // what links it to its siblings stays
      this.field[n] = isFree ? 0 : copy.field[i];
      this.parent[n] = isFree ? 0 : copy.parent[i] + node;
      this.nextSibling[n] = isFree || !copy.nextSibling[i] ? 0 : copy.nextSibling[i] + node;
      this.firstChild[n] = isFree || !copy.firstChild[i] ? 0 : copy.firstChild[i] + node;
    }
    this.firstChild[node] = copy.firstChild[0] ? copy.firstChild[0] + node : 0;
    this.findLasts(node, to);
    for (let n = to; n < this.size; n++) {
      this.start[n] += delta;
      this.end[n] += delta;
    }
    this.end[0] += delta;
    const before = firstAtLeast(this.comments, this.start[node]);
    const behind = firstAtLeast(this.comments, oldEnd);
    const comments = new Int32Array(this.comments.length - (behind - before) + copy.comments.length);
    comments.set(this.comments.subarray(0, before));
    comments.set(copy.comments, before);
    const rest = this.comments.subarray(behind).map((offset) => offset + delta);
    comments.set(rest, before + copy.comments.length);
    this.comments = comments;
    this.source = source;
    this.flags[0] &= ~broken;
    for (let n = this.firstChild[0]; n; n = this.nextSibling[n]) this.flags[0] |= this.flags[n] & broken;
    return true;
  }

  /**
   * Copies a function at top level anew, of which only the body has changed.
   *
   * @returns False, and nothing is changed, where it does not fit, or more has changed.
   */
  recopy(fn: NodeId, now: Node, source: string, tables: GrammarTables, interest: Interest): boolean {
    // What is broken beside all declarations can't be told from what was broken in this one.
    if (this.isBroken(0) && !this.children(0).some((n) => this.isBroken(n))) return false;
    copyInto(columns, now, source, tables, interest, false);
    const body = this.child(fn, F.body);
    const isSameHead =
      columns.kind[0] === this.kind[fn] &&
      columns.start[0] === this.start[fn] &&
      columns.end[0] === this.end[fn] + source.length - this.source.length &&
      columns.kind[body - fn] === K.block &&
      columns.start[body - fn] === this.start[body];
    return isSameHead && this.replace(fn, columns, source);
  }

  text(node: NodeId): string {
    return this.source.slice(this.start[node], this.end[node]);
  }

  /** The first child in a field, or 0. */
  child(node: NodeId, field: number): NodeId {
    for (let c = this.firstChild[node]; c; c = this.nextSibling[c]) if (this.field[c] === field) return c;
    return 0;
  }

  /** The children, in order. For loops that run often, follow firstChild and nextSibling instead. */
  children(node: NodeId): NodeId[] {
    const result: NodeId[] = [];
    for (let c = this.firstChild[node]; c; c = this.nextSibling[c]) result.push(c);
    return result;
  }

  /** The last descendant's index; `node` itself where it has none. */
  last(node: NodeId): NodeId {
    return this.lasts[node];
  }

  /** The nearest ancestor of one of the kinds, or 0. */
  ancestor(node: NodeId, ...kinds: number[]): NodeId {
    for (let n = this.parent[node]; n; n = this.parent[n]) if (kinds.includes(this.kind[n])) return n;
    return 0;
  }

  /** Whether `node` is `ancestor` or lies below it. */
  within(node: NodeId, ancestor: NodeId): boolean {
    return node >= ancestor && node <= this.last(ancestor);
  }

  /** A syntax error lies at or below the node. */
  isBroken(node: NodeId): boolean {
    return (this.flags[node] & broken) !== 0;
  }

  /** A body that was not copied, as nothing in it matters. */
  isOpaque(node: NodeId): boolean {
    return (this.flags[node] & opaque) !== 0;
  }
}

const broken = 1;
const opaque = 2;

/** Growing columns, kept from file to file so that copying allocates only the result. */
class Columns {
  size = 0;
  kind = new Uint8Array(1 << 15);
  field = new Uint8Array(1 << 15);
  flags = new Uint8Array(1 << 15);
  parent = new Int32Array(1 << 15);
  firstChild = new Int32Array(1 << 15);
  nextSibling = new Int32Array(1 << 15);
  start = new Int32Array(1 << 15);
  end = new Int32Array(1 << 15);
  comments: number[] = [];

  reset(): void {
    this.size = 0;
    this.comments = [];
  }

  /** Free slots behind a function, a third as many as it has. */
  leaveRoom(declaration: NodeId): void {
    const kind = this.kind[declaration];
    if (kind !== K.function_declaration && kind !== K.method_declaration) return;
    const room = 64 + Math.floor((this.size - declaration) / 3);
    while (this.size + room > this.kind.length) this.grow();
    for (const column of this.all()) column.fill(0, this.size, this.size + room);
    this.size += room;
  }

  private all() {
    const { kind, field, flags, parent, firstChild, nextSibling, start, end } = this;
    return [kind, field, flags, parent, firstChild, nextSibling, start, end];
  }

  grow(): void {
    const wider = <A extends Uint8Array | Int32Array>(old: A): A => {
      const next = new (old.constructor as new (n: number) => A)(old.length * 2);
      next.set(old);
      return next;
    };
    this.kind = wider(this.kind);
    this.field = wider(this.field);
    this.flags = wider(this.flags);
    this.parent = wider(this.parent);
    this.firstChild = wider(this.firstChild);
    this.nextSibling = wider(this.nextSibling);
    this.start = wider(this.start);
    this.end = wider(this.end);
  }
}

const columns = new Columns();

/**
 * The offsets, ascending, of the words that matter: a top-level function's body without any is left opaque. `null`:
 * every body matters.
 */
export type Interest = readonly number[] | null;

/** Copies a tree; with free slots behind each function where it is going to be edited. */
export function flatten(
  tree: Tree,
  source: string,
  tables: GrammarTables,
  interest: Interest,
  isEdited = false,
): FlatTree {
  copyInto(columns, tree.rootNode, source, tables, interest, isEdited);
  return new FlatTree(source, columns);
}

/** Copies a file, or one declaration of it, from the first slot on. */
function copyInto(
  columns: Columns,
  top: Node,
  source: string,
  tables: GrammarTables,
  interest: Interest,
  isEdited: boolean,
): void {
  const errors = top.hasError;
  const cursor = top.walk();
  const { kinds, fields } = tables;
  columns.reset();
  let lastTop = 0; // the declaration before the cursor's
  const bodyDepth = top.parent ? 0 : 1; // of the function that a body belongs to
  let next = 0; // the first interest that may still lie ahead
  const ancestors: NodeId[] = []; // of the cursor's node; an unnamed node with children has none of its own
  const lastChild: NodeId[] = [];

  const markBroken = () => {
    for (const node of ancestors) columns.flags[node] |= broken;
  };

  // Visits the cursor's node; true when its children were copied too and the cursor stands on the first.
  const visit = (): boolean => {
    const type = cursor.nodeTypeId;
    const kind = type === 0xffff ? K.ERROR : kinds[type];
    if (kind === 0) {
      if (errors && cursor.nodeIsMissing) markBroken();
      return false;
    }
    if (kind === K.comment) {
      columns.comments.push(cursor.startIndex, cursor.endIndex);
      return false;
    }
    if (isEdited && ancestors.length === 1) columns.leaveRoom(lastTop);
    if (columns.size === columns.kind.length) columns.grow();
    const node = columns.size++;
    const depth = ancestors.length - 1;
    if (depth === 0) lastTop = node;
    const parent = depth < 0 ? 0 : ancestors[depth];
    const start = cursor.startIndex;
    const end = (isName[kind] && nameEnd(source, start)) || cursor.endIndex;
    columns.kind[node] = kind;
    columns.flags[node] = 0;
    columns.parent[node] = parent;
    columns.firstChild[node] = 0;
    columns.nextSibling[node] = 0;
    columns.start[node] = start;
    columns.end[node] = end;
    columns.field[node] = depth < 0 || hasNoFields[columns.kind[parent]] ? 0 : fields[cursor.currentFieldId];
    if (depth >= 0) {
      if (lastChild[depth]) columns.nextSibling[lastChild[depth]] = node;
      else columns.firstChild[parent] = node;
      lastChild[depth] = node;
    }
    if (kind === K.ERROR || (errors && start === end && cursor.nodeIsMissing)) {
      columns.flags[node] |= broken;
      markBroken();
    }
    if (isLeaf[kind]) return false;
    if (interest && kind === K.block && depth === bodyDepth) {
      while (next < interest.length && interest[next] < start) next++;
      if (next === interest.length || interest[next] >= end) {
        columns.flags[node] |= opaque;
        return false;
      }
    }
    if (!cursor.gotoFirstChild()) return false;
    ancestors.push(node);
    lastChild.push(0);
    return true;
  };

  descend: for (;;) {
    if (visit()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) break descend;
      ancestors.pop();
      lastChild.pop();
      if (ancestors.length === 0) break descend;
    }
  }
  if (isEdited) columns.leaveRoom(lastTop);
  cursor.delete();
}

/** Where in an ascending list of pairs the first pair that begins at or behind an offset stands. */
function firstAtLeast(pairs: Int32Array, offset: number): number {
  let i = 0;
  while (i < pairs.length && pairs[i] < offset) i += 2;
  return i;
}

/** Where the ASCII identifier at `start` ends; 0 where it isn't one. A loop here is cheaper than a call into WebAssembly. */
function nameEnd(source: string, start: number): number {
  let i = start;
  for (; ; i++) {
    const c = source.charCodeAt(i);
    if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95) continue;
    return c >= 128 || i === start ? 0 : i;
  }
}

/** The operator's text of a unary, binary or assignment expression: what stands between its operands. */
export function operatorOf(tree: FlatTree, node: NodeId): string {
  const right = tree.child(node, F.right) || tree.child(node, F.operand);
  const left = tree.child(node, F.left);
  return tree.source.slice(left ? tree.end[left] : tree.start[node], tree.start[right]).trim();
}
