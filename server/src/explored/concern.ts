import { hasBody } from '../lowering/lowering.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';

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
  private readonly mentions = new Map<SourceFile, Map<NodeId, Mention>>();
  private names: ReadonlySet<string> | undefined;

  constructor(files: readonly SourceFile[]) {
    this.files = files;
  }

  /** The functions of a file. */
  in(file: SourceFile): NodeId[] {
    this.names ??= this.spread();
    const { names } = this;
    return [...this.of(file)]
      .filter(([, { isConcerned, calls }]) => isConcerned || isAnyOf(calls, names))
      .map(([fn]) => fn);
  }

  /** Takes in that a file has changed. */
  update(file: SourceFile): void {
    this.mentions.delete(file);
    this.names = undefined;
  }

  private of(file: SourceFile): Map<NodeId, Mention> {
    const known = this.mentions.get(file) ?? new Map<NodeId, Mention>();
    if (this.mentions.has(file)) return known;
    this.mentions.set(file, known);
    for (const kind of [K.function_declaration, K.method_declaration])
      for (const fn of file.nodesOf(kind)) if (hasBody(file, fn)) known.set(fn, mention(file, fn));
    return known;
  }

  /** The names of the functions that are concerned. */
  private spread(): Set<string> {
    const all = this.files.flatMap((file) => [...this.of(file).values()]);
    const names = new Set(all.filter((m) => m.isConcerned).map((m) => m.name));
    for (let before = -1; before !== names.size; ) {
      before = names.size;
      for (const { name, calls } of all) if (!names.has(name) && isAnyOf(calls, names)) names.add(name);
    }
    return names;
  }
}

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
