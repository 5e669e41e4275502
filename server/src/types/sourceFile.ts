import type { Node } from 'web-tree-sitter';
import type { FlatTree, Interest, NodeId } from '../syntax/flatTree.ts';
import { F, type GrammarTables, K } from '../syntax/kinds.ts';
import { LineIndex } from '../syntax/lines.ts';
import { isBuilt } from './buildConstraint.ts';
import { NodeIndex } from './nodeIndex.ts';
import { isNarrowed, narrow, noteRead, noteWhole } from './reads.ts';

/** The body of a function at top level has changed, and nothing else but offsets. */
export interface BodyEdit {
  file: SourceFile;
  /** Its nodes: from here… */
  from: NodeId;
  /** …up to here. */
  to: NodeId;
  /** What was and is mentioned in it. */
  names: ReadonlySet<string>;
  /** What stood for it among what is read. */
  part: object;
}

/**
 * One Go file, as the later stages see it. Only the bodies of its functions may change, and only in a file that an
 * editor has open: any other edit makes a new one. Who looks into it is noted (`noteRead`).
 */
export class SourceFile {
  readonly uri: string;
  /** The name in the package clause; empty where there is none. */
  readonly packageName: string;
  /**
   * Local name → import path. Dot and blank imports are not in it. Where an import gives no name it is what the path
   * suggests: see `unnamedImports`.
   */
  readonly imports: ReadonlyMap<string, string>;
  /** Paths of the imports that give no name: only the packages themselves know how they are called. */
  readonly unnamedImports: readonly string[];
  /** Paths of `import . "path"`: their names stand in the file as if it had declared them. */
  readonly dotImports: readonly string[];
  /** Made by a program: https://go.dev/s/generatedcode */
  readonly generated: boolean;
  /** No body was left out of the tree. */
  readonly complete: boolean;
  private readonly flat: FlatTree;
  private readonly index: NodeIndex;
  private readonly parts = new Map<NodeId, object>();
  private lineIndex: LineIndex | undefined;
  private built: boolean | undefined;

  constructor(uri: string, text: string, tree: FlatTree, complete: boolean) {
    this.complete = complete;
    this.uri = uri;
    this.flat = tree;
    this.index = new NodeIndex(tree);
    const clause = tree.children(0).find((n) => tree.kind[n] === K.package_clause);
    this.packageName = clause ? tree.text(tree.firstChild[clause]) : '';
    const imports = importsOf(tree);
    this.imports = imports.named;
    this.unnamedImports = imports.unnamed;
    this.dotImports = imports.dot;
    this.generated = /^\/\/ Code generated .* DO NOT EDIT\.$/m.test(
      text.slice(0, clause ? tree.start[clause] : 0),
    );
  }

  get tree(): FlatTree {
    noteRead(this);
    return this.flat;
  }

  get text(): string {
    noteRead(this);
    return this.flat.source;
  }

  /** The defining identifier of a local name, or 0: see `resolveScopes`. */
  definition(identifier: NodeId): NodeId {
    noteRead(this);
    return this.index.definition(identifier);
  }

  /** The identifiers that mean a local definition, ascending, the defining one among them. */
  uses(definition: NodeId): readonly NodeId[] {
    noteRead(this);
    return this.index.uses(definition);
  }

  /** The identifiers of that name that mean nothing local, ascending; at or below a node, or (0) of all the file. */
  usesOfOuter(name: string, below: NodeId = 0): readonly NodeId[] {
    this.noteBelow(below);
    return this.within(this.index.usesOfOuter(name), below);
  }

  /** The identifiers and names of fields that read so, ascending. */
  mentions(name: string): readonly NodeId[] {
    noteRead(name);
    return this.index.mentions(name);
  }

  /** The nodes of a kind, ascending; at or below a node, or (0) of all the file. They are looked for once. */
  nodesOf(kind: number, below: NodeId = 0): readonly NodeId[] {
    this.noteBelow(below);
    return this.within(this.index.nodesOf(kind), below);
  }

  /** The declarations at top level, in order. */
  get declarations(): readonly NodeId[] {
    noteWhole(this);
    return this.flat.children(0);
  }

  /** The declaration at top level around a node. */
  declarationAt(node: NodeId): NodeId {
    let top = node;
    while (this.flat.parent[top]) top = this.flat.parent[top];
    return top;
  }

  /**
   * What stands for the declaration at top level around a node among what is read: another object once its body has
   * changed.
   */
  partOf(node: NodeId): object {
    const top = this.declarationAt(node);
    let part = this.parts.get(top);
    if (!part) {
      part = {};
      this.parts.set(top, part);
    }
    return part;
  }

  /** Runs a computation that, as far as this file goes, looks at the declaration around a node only. */
  lookAt<T>(node: NodeId, run: () => T): T {
    const part = this.partOf(node);
    noteRead(part);
    return narrow(this, part, run);
  }

  /** Notes that somebody goes on to look at the declaration around a node. */
  noteEntered(node: NodeId): void {
    if (isNarrowed(this)) noteRead(this.partOf(node));
  }

  private noteBelow(node: NodeId): void {
    if (node) noteRead(this);
    else noteWhole(this);
  }

  /** Those of some nodes, ascending, that are at or below a node, or (0) all of them. */
  private within(nodes: readonly NodeId[], node: NodeId): readonly NodeId[] {
    if (!node) return nodes;
    const from = firstFrom(nodes, node);
    const to = firstFrom(nodes, this.flat.last(node) + 1);
    return from === 0 && to === nodes.length ? nodes : nodes.slice(from, to);
  }

  /** The paths of all imports that give names to what is used here. */
  get importPaths(): Iterable<string> {
    return new Set([...this.imports.values(), ...this.unnamedImports, ...this.dotImports]);
  }

  /** Whether it is part of its package on Linux: see `isBuilt`. */
  get isBuilt(): boolean {
    this.built ??= isBuilt(this.uri.slice(this.uri.lastIndexOf('/') + 1), this.flat.source);
    return this.built;
  }

  get lines(): LineIndex {
    noteRead(this);
    this.lineIndex ??= new LineIndex(this.flat.source);
    return this.lineIndex;
  }

  /**
   * Takes in a changed body of a function at top level.
   *
   * @param now the function in the new syntax tree
   * @returns `null`, and nothing is changed, where more than the body is another one
   */
  replaceBody(
    fn: NodeId,
    now: Node,
    text: string,
    tables: GrammarTables,
    interest: Interest,
  ): BodyEdit | null {
    const to = this.flat.slotsEnd(fn);
    const names = this.index.replace(fn, to, () => this.flat.recopy(fn, now, text, tables, interest));
    if (!names) return null;
    const part = this.partOf(fn);
    this.parts.delete(fn);
    this.lineIndex = undefined;
    return { file: this, from: fn, to, names, part };
  }
}

/** Where in an ascending list the first node from `least` on stands. */
function firstFrom(nodes: readonly NodeId[], least: NodeId): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Imports {
  named: Map<string, string>;
  unnamed: string[];
  dot: string[];
}

function importsOf(tree: FlatTree): Imports {
  const named = new Map<string, string>();
  const unnamed: string[] = [];
  const dot: string[] = [];
  for (let n = tree.firstChild[0]; n; n = tree.nextSibling[n]) {
    if (tree.kind[n] !== K.import_declaration) continue;
    for (let spec = n + 1; spec <= tree.last(n); spec++) {
      if (tree.kind[spec] !== K.import_spec) continue;
      const path = tree.text(tree.child(spec, F.path)).slice(1, -1);
      const name = tree.child(spec, F.name);
      if (!name) unnamed.push(path);
      else if (tree.kind[name] === K.package_identifier) named.set(tree.text(name), path);
      else if (tree.kind[name] === K.dot) dot.push(path);
    }
  }
  for (const path of unnamed) {
    const name = defaultName(path);
    if (!named.has(name)) named.set(name, path);
  }
  return { named, unnamed, dot };
}

/** The package name that an import path suggests: its last element, without a version. */
function defaultName(path: string): string {
  const parts = path.split('/');
  let last = parts.pop()!;
  if (/^v\d+$/.test(last) && parts.length) last = parts.pop()!;
  return last.replace(/\.v\d+$/, '').replace(/^go-|-go$/, '');
}
