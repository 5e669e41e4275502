import { hasBody } from '../lowering/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';

const words =
  /\bgo\b(?=[ \t\r\n(])|<-|\bselect\b|\bclose\(|\bchan\b|\.(?:R?Lock|R?Unlock|TryR?Lock|Wait|Go|Do|Done|Add)\(/;

/** A function, by what it says. */
interface Mention {
  name: string;
  isConcerned: boolean;
  calls: ReadonlySet<string>;
}

/** Which functions of a package have to do with concurrency, themselves or by what they call, as far as names tell. */
export class Concern {
  private readonly files: readonly SourceFile[];
  /** `null` for functions without a body that can be seen. */
  private readonly mentions = new Map<SourceFile, Map<NodeId, Mention | null>>();
  private names: ReadonlySet<string> | undefined;

  constructor(files: readonly SourceFile[]) {
    this.files = files;
  }

  /** The functions of a file. */
  in(file: SourceFile): NodeId[] {
    this.names ??= this.spread();
    const { names } = this;
    return [...this.of(file)].filter(([, m]) => isConcerned(m, names)).map(([fn]) => fn);
  }

  /** Takes in another body. Returns the files of which other functions are concerned now. */
  update({ file, from: fn }: BodyEdit): Set<SourceFile> {
    const changed = new Set<SourceFile>();
    const before = this.names;
    const old = this.mentions.get(file)?.get(fn);
    if (!before || old === undefined) return changed;
    const now = hasBody(file, fn) ? mention(file, fn) : null;
    if (isSame(old, now)) return changed;
    this.mentions.get(file)!.set(fn, now);
    const wasConcerned = isConcerned(old, before);
    if (wasConcerned ? !(old?.isConcerned && now?.isConcerned) : isConcerned(now, before)) {
      const names = this.spread();
      this.names = names;
      if (before.size !== names.size || [...before].some((name) => !names.has(name)))
        for (const [other, all] of this.mentions)
          for (const m of all.values())
            if (isConcerned(m, before) !== isConcerned(m, names)) changed.add(other);
    }
    if (wasConcerned !== isConcerned(now, this.names!)) changed.add(file);
    return changed;
  }

  private of(file: SourceFile): Map<NodeId, Mention | null> {
    const known = this.mentions.get(file) ?? new Map<NodeId, Mention | null>();
    if (this.mentions.has(file)) return known;
    this.mentions.set(file, known);
    for (const kind of [K.function_declaration, K.method_declaration])
      for (const fn of file.nodesOf(kind)) known.set(fn, hasBody(file, fn) ? mention(file, fn) : null);
    return known;
  }

  /** The names of the functions that are concerned. */
  private spread(): Set<string> {
    const all = this.files.flatMap((file) => [...this.of(file).values()]).filter((m) => m !== null);
    const names = new Set(all.filter((m) => m.isConcerned).map((m) => m.name));
    for (let before = -1; before !== names.size; ) {
      before = names.size;
      for (const { name, calls } of all) if (!names.has(name) && isAnyOf(calls, names)) names.add(name);
    }
    return names;
  }
}

const isSame = (a: Mention | null, b: Mention | null): boolean =>
  a === b ||
  (a?.isConcerned === b?.isConcerned &&
    a?.calls.size === b?.calls.size &&
    [...a!.calls].every((name) => b!.calls.has(name)));

const isConcerned = (m: Mention | null, names: ReadonlySet<string>): boolean =>
  m !== null && (m.isConcerned || isAnyOf(m.calls, names));

function mention(file: SourceFile, fn: NodeId): Mention {
  const { tree } = file;
  const calls = new Set<string>();
  for (let n = fn; n <= tree.last(fn); n++) {
    if (tree.kind[n] !== K.call_expression) continue;
    const target = unparen(file, tree.child(n, F.function));
    const isSelector = tree.kind[target] === K.selector_expression;
    if (isSelector || tree.kind[target] === K.identifier)
      calls.add(tree.text(isSelector ? tree.child(target, F.field) : target));
  }
  return { name: tree.text(tree.child(fn, F.name)), isConcerned: words.test(tree.text(fn)), calls };
}

const isAnyOf = (calls: ReadonlySet<string>, names: ReadonlySet<string>): boolean => {
  for (const name of calls) if (names.has(name)) return true;
  return false;
};
