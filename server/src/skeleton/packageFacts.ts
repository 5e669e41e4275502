import type { NodeId } from '../syntax/flatTree.ts';
import { noteRead, noteWhole, untracked } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';

/** One kind of fact about nodes of one kind, over all files of a package: found on demand, kept up as bodies change. */
export class PackageFacts<Fact> {
  private readonly name: string;
  private readonly files: readonly SourceFile[];
  private readonly nodeOf: (fact: Fact) => NodeId;
  private readonly find: (file: SourceFile, nodes: readonly NodeId[]) => Fact[];
  readonly kind: number;
  private readonly keyOf: (fact: Fact) => string | undefined;
  private readonly known = new Map<SourceFile, Map<NodeId, Fact>>();
  private readonly lists = new Map<SourceFile, readonly Fact[]>();
  private together: readonly Fact[] | undefined;
  private byKey: Map<string, Fact[]> | undefined;

  /**
   * @param name under which reading all of them is noted
   * @param find the facts about some of the nodes, in their order; none but those and the package's declarations count
   * @param keyOf under which name reading those alone is noted that have it
   */
  constructor(
    name: string,
    files: readonly SourceFile[],
    nodeOf: (fact: Fact) => NodeId,
    find: (file: SourceFile, nodes: readonly NodeId[]) => Fact[],
    kind: number,
    keyOf: (fact: Fact) => string | undefined,
  ) {
    this.name = name;
    this.files = files;
    this.nodeOf = nodeOf;
    this.find = find;
    this.kind = kind;
    this.keyOf = keyOf;
  }

  /** Those of all files, in their order. */
  get all(): readonly Fact[] {
    noteRead(this.name);
    return this.flat();
  }

  get isEmpty(): boolean {
    noteRead(`any ${this.name}`);
    return this.flat().length === 0;
  }

  /** Those with a key, of all files, in their order. */
  of(key: string): readonly Fact[] {
    noteRead(key);
    this.byKey ??= this.grouped();
    return this.byKey.get(key) ?? [];
  }

  /** Those whose nodes are at or below a node, or (0) of all the file. */
  in(file: SourceFile, below: NodeId = 0): readonly Fact[] {
    if (below) {
      noteRead(file);
      const { tree } = file;
      return this.listOf(file).filter((fact) => tree.within(this.nodeOf(fact), below));
    }
    noteWhole(file);
    return this.listOf(file);
  }

  at(file: SourceFile, node: NodeId): Fact | undefined {
    noteRead(file);
    let facts = this.known.get(file);
    if (!facts) {
      facts = new Map(this.listOf(file).map((fact) => [this.nodeOf(fact), fact]));
      this.known.set(file, facts);
    }
    return facts.get(node);
  }

  /** Finds those of a body anew. Returns what has changed, as `noteRead` has it. */
  update({ file, from, to }: BodyEdit): string[] {
    const old = this.lists.get(file);
    if (!old) return [];
    const isInside = (node: NodeId) => node >= from && node < to;
    const before = old.filter((fact) => this.nodeOf(fact) < from);
    const gone = old.filter((fact) => isInside(this.nodeOf(fact)));
    const behind = old.filter((fact) => this.nodeOf(fact) >= to);
    const fresh = this.find(file, file.nodesOf(this.kind).filter(isInside));
    if (!fresh.length && !gone.length) return [];
    const wasEmpty = this.flat().length === 0;
    this.lists.set(file, [...before, ...fresh, ...behind]);
    this.known.delete(file);
    this.together = undefined;
    this.byKey = undefined;
    const keys = [...gone, ...fresh].map(this.keyOf).filter((key) => key !== undefined);
    const isEmpty = this.flat().length === 0;
    return [this.name, ...keys, ...(isEmpty === wasEmpty ? [] : [`any ${this.name}`])];
  }

  private grouped(): Map<string, Fact[]> {
    const groups = new Map<string, Fact[]>();
    for (const fact of this.flat()) {
      const key = this.keyOf(fact);
      if (key === undefined) continue;
      const known = groups.get(key);
      if (known) known.push(fact);
      else groups.set(key, [fact]);
    }
    return groups;
  }

  private flat(): readonly Fact[] {
    this.together ??= this.files.flatMap((file) => this.listOf(file));
    return this.together;
  }

  private listOf(file: SourceFile): readonly Fact[] {
    let facts = this.lists.get(file);
    if (!facts) {
      facts = untracked(() => this.find(file, file.nodesOf(this.kind)));
      this.lists.set(file, facts);
    }
    return facts;
  }
}
