import { type Opposed, opposedIn, type Section, sectionsIn } from '../skeleton/lockOrders.ts';
import type { Types } from '../types/infer.ts';
import type { FunctionDecl } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** The functions of one package that take locks in opposite orders, kept up as bodies change. */
export class OpposedFunctions {
  private readonly types: Types;
  private readonly functions = new Map<SourceFile, FunctionDecl[]>();
  private readonly sections = new Map<SourceFile, readonly Section[]>();
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
  update(file: SourceFile): SourceFile[] {
    if (!this.pairs) return [];
    const now = this.sectionsIn(file);
    if (isSame(this.sections.get(file) ?? [], now)) return [];
    this.sections.set(file, now);
    const before = this.pairs;
    this.pairs = this.find();
    return [...new Set([...before.keys(), ...this.pairs.keys()])];
  }

  private find(): Map<SourceFile, Opposed[]> {
    const { pkg } = this.types;
    if (!this.functions.size) {
      for (const file of pkg.files) this.functions.set(file, []);
      for (const decl of pkg.allFunctions()) this.functions.get(decl.file)?.push(decl);
      for (const file of pkg.files) this.sections.set(file, this.sectionsIn(file));
    }
    const found = new Map<SourceFile, Opposed[]>();
    for (const pair of opposedIn(this.types, [...this.sections.values()].flat())) {
      const { file } = pair.first;
      found.set(file, [...(found.get(file) ?? []), pair]);
    }
    return found;
  }

  private sectionsIn(file: SourceFile): Section[] {
    return sectionsIn(this.types, file, this.functions.get(file) ?? []);
  }
}

const isSame = (a: readonly Section[], b: readonly Section[]): boolean =>
  JSON.stringify(a.map(({ name, events }) => [name, events])) ===
  JSON.stringify(b.map(({ name, events }) => [name, events]));
