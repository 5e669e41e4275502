import type { FlatTree, NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { LineIndex } from '../syntax/lines.ts';
import { isBuilt } from './buildConstraint.ts';
import { resolveScopes } from './scopes.ts';

/** One Go file, as the later stages see it. Immutable: an edit makes a new one. */
export class SourceFile {
  readonly uri: string;
  readonly text: string;
  readonly tree: FlatTree;
  /** The name in the package clause; empty where there is none. */
  readonly packageName: string;
  /** Local name → import path. Dot and blank imports are not in it. */
  readonly imports: ReadonlyMap<string, string>;
  /** Paths of `import . "path"`: their names stand in the file as if it had declared them. */
  readonly dotImports: readonly string[];
  /** Made by a program: https://go.dev/s/generatedcode */
  readonly generated: boolean;
  /** No body was left out of the tree. */
  readonly complete: boolean;
  private scopes: Int32Array | undefined;
  private localUses: Map<NodeId, NodeId[]> | undefined;
  private outerUses: Map<string, NodeId[]> | undefined;
  private lineIndex: LineIndex | undefined;
  private built: boolean | undefined;
  private readonly byKind = new Map<number, readonly NodeId[]>();

  constructor(uri: string, text: string, tree: FlatTree, complete: boolean) {
    this.complete = complete;
    this.uri = uri;
    this.text = text;
    this.tree = tree;
    const clause = tree.children(0).find((n) => tree.kind[n] === K.package_clause);
    this.packageName = clause ? tree.text(tree.firstChild[clause]) : '';
    const imports = importsOf(tree);
    this.imports = imports.named;
    this.dotImports = imports.dot;
    this.generated = /^\/\/ Code generated .* DO NOT EDIT\.$/m.test(
      text.slice(0, clause ? tree.start[clause] : 0),
    );
  }

  /** The defining identifier of a local name, or 0: see `resolveScopes`. */
  definition(identifier: NodeId): NodeId {
    this.scopes ??= resolveScopes(this.tree);
    return this.scopes[identifier];
  }

  /** The identifiers that mean a local definition, ascending, the defining one among them. */
  uses(definition: NodeId): readonly NodeId[] {
    if (!this.localUses) this.indexUses();
    return this.localUses!.get(definition) ?? [];
  }

  /** The identifiers of that name that mean nothing local, ascending. */
  usesOfOuter(name: string): readonly NodeId[] {
    if (!this.outerUses) this.indexUses();
    return this.outerUses!.get(name) ?? [];
  }

  private indexUses(): void {
    this.localUses = new Map();
    this.outerUses = new Map();
    const { tree } = this;
    for (let n = 1; n < tree.size; n++) {
      if (tree.kind[n] !== K.identifier) continue;
      const local = this.definition(n);
      if (local) push(this.localUses, local, n);
      else push(this.outerUses, tree.text(n), n);
    }
  }

  /** The nodes of a kind, ascending: looked for once, however often the package is analysed. */
  nodesOf(kind: number): readonly NodeId[] {
    const known = this.byKind.get(kind);
    if (known) return known;
    const nodes: NodeId[] = [];
    for (let n = 1; n < this.tree.size; n++) if (this.tree.kind[n] === kind) nodes.push(n);
    this.byKind.set(kind, nodes);
    return nodes;
  }

  /** Whether it is part of its package on Linux: see `isBuilt`. */
  get isBuilt(): boolean {
    this.built ??= isBuilt(this.uri.slice(this.uri.lastIndexOf('/') + 1), this.text);
    return this.built;
  }

  get lines(): LineIndex {
    this.lineIndex ??= new LineIndex(this.text);
    return this.lineIndex;
  }
}

function push<Key>(map: Map<Key, NodeId[]>, key: Key, node: NodeId): void {
  const known = map.get(key);
  if (known) known.push(node);
  else map.set(key, [node]);
}

function importsOf(tree: FlatTree): { named: Map<string, string>; dot: string[] } {
  const named = new Map<string, string>();
  const dot: string[] = [];
  for (let n = tree.firstChild[0]; n; n = tree.nextSibling[n]) {
    if (tree.kind[n] !== K.import_declaration) continue;
    for (let spec = n + 1; spec <= tree.last(n); spec++) {
      if (tree.kind[spec] !== K.import_spec) continue;
      const path = tree.text(tree.child(spec, F.path)).slice(1, -1);
      const name = tree.child(spec, F.name);
      if (!name) named.set(defaultName(path), path);
      else if (tree.kind[name] === K.package_identifier) named.set(tree.text(name), path);
      else if (tree.kind[name] === K.dot) dot.push(path);
    }
  }
  return { named, dot };
}

/** The package name that an import path suggests: its last element, without a version. */
function defaultName(path: string): string {
  const parts = path.split('/');
  let last = parts.pop()!;
  if (/^v\d+$/.test(last) && parts.length) last = parts.pop()!;
  return last.replace(/\.v\d+$/, '').replace(/^go-|-go$/, '');
}
