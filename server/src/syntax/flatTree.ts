import type { Tree } from 'web-tree-sitter';
import { F, type GrammarTables, hasNoFields, isLeaf, isName, K } from './kinds.ts';

/** A node of a `FlatTree`: its index. The root is 0, so 0 also says «none» wherever a child is meant. */
export type NodeId = number;

/**
 * A syntax tree copied out of WebAssembly into typed arrays, one slot a named node, in document order
 * (so a node's descendants are the slots `node + 1` to `last(node)`).
 *
 * Bodies of functions that hold nothing of interest are not copied: such a `block` has no children and is
 * marked opaque. Comments stand in `comments`, not among the children.
 */
export class FlatTree {
  /** Number of nodes. */
  readonly size: number;
  readonly source: string;
  readonly kind: Uint8Array;
  readonly field: Uint8Array;
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** UTF-16 offsets into `source`; `end` is exclusive. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Start and end of each comment, in pairs. */
  readonly comments: Int32Array;
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
    for (let n = this.size - 1; n >= 0; n--) {
      if (this.lasts[n] < n) this.lasts[n] = n;
      const parent = this.parent[n];
      if (this.lasts[parent] < this.lasts[n]) this.lasts[parent] = this.lasts[n];
    }
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
 * Copies a tree. `interest` holds the offsets, ascending, of the words that matter: a top-level function's body
 * without any is left opaque. `null`: every body matters.
 */
export function flatten(
  tree: Tree,
  source: string,
  tables: GrammarTables,
  interest: readonly number[] | null,
): FlatTree {
  const errors = tree.rootNode.hasError;
  const cursor = tree.walk();
  const { kinds, fields } = tables;
  columns.reset();
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
    const node = columns.size++;
    if (node === columns.kind.length) columns.grow();
    const depth = ancestors.length - 1;
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
    if (interest && kind === K.block && depth === 1) {
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
  cursor.delete();
  return new FlatTree(source, columns);
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
