import type { NodeId } from '../syntax/flatTree.ts';
import { noteRead, untracked } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';

/** One kind of fact about nodes of one kind, over all files of a package: found on demand, kept up as bodies change. */
export class PackageFacts<Fact> {
  private readonly name: string;
  private readonly files: readonly SourceFile[];
  private readonly nodeOf: (fact: Fact) => NodeId;
  private readonly find: (file: SourceFile, nodes: readonly NodeId[]) => Fact[];
  private readonly kind: number;
  private readonly known = new Map<SourceFile, Map<NodeId, Fact>>();
  private readonly lists = new Map<SourceFile, readonly Fact[]>();
  private together: readonly Fact[] | undefined;

  /**
   * @param name under which reading all of them is noted
   * @param find the facts about some of the nodes, in their order; none but those and the package's declarations count
   */
  constructor(
    name: string,
    files: readonly SourceFile[],
    nodeOf: (fact: Fact) => NodeId,
    find: (file: SourceFile, nodes: readonly NodeId[]) => Fact[],
    kind: number,
  ) {
    this.name = name;
    this.files = files;
    this.nodeOf = nodeOf;
    this.find = find;
    this.kind = kind;
  }

  /** Those of all files, in their order. */
  get all(): readonly Fact[] {
    noteRead(this.name);
    this.together ??= this.files.flatMap((file) => this.listOf(file));
    return this.together;
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  in(file: SourceFile): readonly Fact[] {
    noteRead(file);
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

  /** Finds those of a body anew. Returns the name under which reading all is noted, or '' where none came or went. */
  update({ file, from, to }: BodyEdit): string {
    const old = this.lists.get(file);
    if (!old) return '';
    const isInside = (node: NodeId) => node >= from && node < to;
    const before = old.filter((fact) => this.nodeOf(fact) < from);
    const behind = old.filter((fact) => this.nodeOf(fact) >= to);
    const fresh = this.find(file, file.nodesOf(this.kind).filter(isInside));
    if (!fresh.length && before.length + behind.length === old.length) return '';
    this.lists.set(file, [...before, ...fresh, ...behind]);
    this.known.delete(file);
    this.together = undefined;
    return this.name;
  }

  /** Forgets them all. */
  reset(): string {
    this.lists.clear();
    this.known.clear();
    this.together = undefined;
    return this.name;
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
