import { type Opposed, opposedIn, type Section, sectionsIn } from '../skeleton/lockOrders.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import type { Types } from '../types/infer.ts';
import type { FunctionDecl } from '../types/package.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';

/** The functions of one package that take locks in opposite orders, kept up as bodies change. */
export class OpposedFunctions {
  private readonly types: Types;
  private readonly functions = new Map<SourceFile, FunctionDecl[]>();
  /** By file, then by function: what it does to locks, if anything. */
  private readonly sections = new Map<SourceFile, Map<NodeId, Section | undefined>>();
  private pairs: ReadonlyMap<SourceFile, readonly Opposed[]> | undefined;

  constructor(types: Types) {
    this.types = types;
  }

  /** Those of which the first stands in a file. */
  of(file: SourceFile): readonly Opposed[] {
    this.pairs ??= this.find();
    return this.pairs.get(file) ?? [];
  }

  /** Takes in another body. Returns the files of which there are other pairs now. */
  update({ file, from }: BodyEdit): SourceFile[] {
    const known = this.sections.get(file);
    const decl = this.functions.get(file)?.find(({ node }) => node === from);
    if (!this.pairs || !known || !decl) return [];
    const [now] = sectionsIn(this.types, file, [decl]);
    const was = known.get(from);
    known.set(from, now);
    if (isSame(was, now)) return [];
    const before = this.pairs;
    this.pairs = this.find();
    return [...new Set([...before.keys(), ...this.pairs.keys()])];
  }

  private find(): Map<SourceFile, Opposed[]> {
    const { pkg } = this.types;
    if (!this.functions.size) {
      for (const file of pkg.files) this.functions.set(file, []);
      for (const decl of pkg.allFunctions()) this.functions.get(decl.file)?.push(decl);
      for (const [file, all] of this.functions) {
        const sections = sectionsIn(this.types, file, all);
        this.sections.set(file, new Map(sections.map((section) => [section.decl.node, section])));
      }
    }
    const found = new Map<SourceFile, Opposed[]>();
    for (const pair of opposedIn(this.types, this.all())) {
      const { file } = pair.first;
      found.set(file, [...(found.get(file) ?? []), pair]);
    }
    return found;
  }

  /** Those of all files, in the order of the text. */
  private all(): Section[] {
    return [...this.functions].flatMap(([file, decls]) =>
      decls.flatMap(({ node }) => this.sections.get(file)?.get(node) ?? []),
    );
  }
}

const isSame = (a: Section | undefined, b: Section | undefined): boolean =>
  JSON.stringify(a?.events) === JSON.stringify(b?.events);
