import type { FlatTree, NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import { resolveScopes } from './scopes.ts';

/** What is looked for in a tree again and again, found once: nodes by kind, by name and by what they mean. */
export class NodeIndex {
  private readonly tree: FlatTree;
  private scopes: Int32Array | undefined;
  private localUses: Lists<NodeId> | undefined;
  private outerUses: Lists<string> | undefined;
  private names: Lists<string> | undefined;
  private readonly kinds: Lists<number> = new Map();

  constructor(tree: FlatTree) {
    this.tree = tree;
  }

  definition(identifier: NodeId): NodeId {
    this.scopes ??= resolveScopes(this.tree);
    return this.scopes[identifier];
  }

  uses(definition: NodeId): readonly NodeId[] {
    if (!this.localUses) this.findUses();
    return this.localUses!.get(definition) ?? [];
  }

  usesOfOuter(name: string): readonly NodeId[] {
    if (!this.outerUses) this.findUses();
    return this.outerUses!.get(name) ?? [];
  }

  mentions(name: string): readonly NodeId[] {
    this.names ??= this.namesIn(1, this.tree.size);
    return this.names.get(name) ?? [];
  }

  nodesOf(kind: number): readonly NodeId[] {
    const known = this.kinds.get(kind);
    if (known) return known;
    const nodes = this.nodesIn(kind, 1, this.tree.size);
    this.kinds.set(kind, nodes);
    return nodes;
  }

  /**
   * Brings the index up to date with a change of the nodes from `from` up to `to`.
   *
   * @param change makes the change, and returns false where it could not
   * @returns The names that are or were mentioned there; `null` where nothing was changed.
   */
  replace(from: NodeId, to: NodeId, change: () => boolean): ReadonlySet<string> | null {
    const before = this.namesIn(from, to);
    if (!change()) return null;
    const after = this.namesIn(from, to);
    const touched = new Set([...before.keys(), ...after.keys()]);
    for (const [kind, nodes] of this.kinds)
      this.kinds.set(kind, spliced(nodes, from, to, this.nodesIn(kind, from, to)));
    if (this.names) spliceLists(this.names, touched, from, to, after);
    this.scopes?.fill(0, from, to);
    if (this.scopes) resolveScopes(this.tree, from, to, this.scopes);
    if (this.localUses && this.outerUses) {
      const { local, outer } = this.usesIn(from, to);
      for (let n = from; n < to; n++) this.localUses.delete(n);
      for (const [definition, nodes] of local) this.localUses.set(definition, nodes);
      spliceLists(this.outerUses, touched, from, to, outer);
    }
    return touched;
  }

  private findUses(): void {
    const { local, outer } = this.usesIn(1, this.tree.size);
    this.localUses = local;
    this.outerUses = outer;
  }

  private usesIn(from: NodeId, to: NodeId) {
    const { tree } = this;
    const local: Lists<NodeId> = new Map();
    const outer: Lists<string> = new Map();
    for (let n = from; n < to; n++) {
      if (tree.kind[n] !== K.identifier) continue;
      const definition = this.definition(n);
      if (definition) push(local, definition, n);
      else push(outer, tree.text(n), n);
    }
    return { local, outer };
  }

  private namesIn(from: NodeId, to: NodeId): Lists<string> {
    const { tree } = this;
    const names: Lists<string> = new Map();
    for (let n = from; n < to; n++)
      if (tree.kind[n] === K.identifier || tree.kind[n] === K.field_identifier) push(names, tree.text(n), n);
    return names;
  }

  private nodesIn(kind: number, from: NodeId, to: NodeId): NodeId[] {
    const nodes: NodeId[] = [];
    for (let n = from; n < to; n++) if (this.tree.kind[n] === kind) nodes.push(n);
    return nodes;
  }
}

/** Nodes by key, ascending. */
type Lists<Key> = Map<Key, NodeId[]>;

function push<Key>(lists: Lists<Key>, key: Key, node: NodeId): void {
  const known = lists.get(key);
  if (known) known.push(node);
  else lists.set(key, [node]);
}

function spliceLists<Key>(
  lists: Lists<Key>,
  keys: Iterable<Key>,
  from: NodeId,
  to: NodeId,
  fresh: Lists<Key>,
): void {
  for (const key of keys) lists.set(key, spliced(lists.get(key) ?? [], from, to, fresh.get(key) ?? []));
}

/** An ascending list with other nodes in place of those from `from` up to `to`. */
function spliced(nodes: NodeId[], from: NodeId, to: NodeId, fresh: NodeId[]): NodeId[] {
  const start = nodes.findIndex((n) => n >= from);
  if (start < 0) return fresh.length ? [...nodes, ...fresh] : nodes;
  let end = start;
  while (end < nodes.length && nodes[end] < to) end++;
  return start === end && !fresh.length ? nodes : [...nodes.slice(0, start), ...fresh, ...nodes.slice(end)];
}
