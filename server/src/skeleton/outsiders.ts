import { K } from '../syntax/kinds.ts';
import { noteRead, untracked } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';
import type { Groups } from './groups.ts';

/** Stands for a holder that is not known. */
const anybody = '*';

/** Where fields and package variables that are groups are mentioned other than to call their methods. */
export class Outsiders {
  private readonly groups: Groups;
  /** By name and file: the types whose field of that name is mentioned so. */
  private readonly holders = new Map<string, Map<SourceFile, ReadonlySet<string>>>();

  constructor(groups: Groups) {
    this.groups = groups;
  }

  /** Whether a group that is `shared` is mentioned so, or may be. */
  mention(shared: string): boolean {
    const [holder, name] = shared.split(/[. ]/);
    noteRead(keyOf(name));
    let known = this.holders.get(name);
    if (!known) {
      const { files } = this.groups.types.pkg;
      known = new Map(files.map((file) => [file, untracked(() => this.find(file, name))]));
      this.holders.set(name, known);
    }
    for (const found of known.values()) if (found.has(holder) || found.has(anybody)) return true;
    return false;
  }

  /** Brings it up to date with another body. Returns what has changed, as `noteRead` has it. */
  update({ file, names }: BodyEdit): string[] {
    const changed: string[] = [];
    for (const [name, known] of this.holders) {
      if (!names.has(name)) continue;
      const before = known.get(file);
      const now = this.find(file, name);
      known.set(file, now);
      if (before?.size !== now.size || [...now].some((holder) => !before.has(holder)))
        changed.push(keyOf(name));
    }
    return changed;
  }

  private find(file: SourceFile, name: string): ReadonlySet<string> {
    const found = new Set<string>();
    const mentions = file.mentions(name);
    if (!mentions.length) return found;
    const { types } = this.groups;
    const { tree } = file;
    for (const n of mentions) {
      const parent = tree.parent[n];
      if (tree.kind[parent] === K.field_declaration || tree.kind[parent] === K.var_spec) continue;
      const isField = tree.kind[n] === K.field_identifier;
      if (!isField && file.definition(n)) continue;
      if (this.groups.callsIn(file).some((c) => tree.within(n, c.operand))) continue;
      const isSelected = isField && tree.kind[parent] === K.selector_expression;
      const type = isSelected ? pointee(types.of(file, tree.firstChild[parent])) : undefined;
      found.add(type?.kind === 'named' ? type.decl.name : anybody);
    }
    return found;
  }
}

const keyOf = (name: string): string => `mentions of ${name}`;
