import { hasBody } from '../lowering/functions.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';

const kinds = new Set<number>([K.go_statement, K.select_statement, K.send_statement, K.channel_type]);
const methods = /^(?:R?Lock|R?Unlock|TryR?Lock|Wait|Go|Do|Done|Add)$/;

/** What is farther away than so many calls of the function that something begins with is another one's business. */
export const mostCalls = 3;

/** A function, by what it says. */
interface Mention {
  name: string;
  /** Of a method, with its type's name; else the same. */
  fullName: string;
  isConcerned: boolean;
  /** Full names where several functions have the name and it is known which one is called. */
  calls: ReadonlySet<string>;
}

/** Which functions of a package have to do with concurrency, themselves or by what they call, as far as names tell. */
export class Concern {
  private readonly types: Types;
  /** `null` for functions without a body that can be seen. */
  private readonly mentions = new Map<SourceFile, Map<NodeId, Mention | null>>();
  private names: ReadonlySet<string> | undefined;

  /** By name: how many functions have it. */
  private readonly bearers = new Map<string, number>();
  private readonly fullNames = new Map<SourceFile, Map<NodeId, string>>();

  constructor(types: Types) {
    this.types = types;
    for (const { name, receiverType, file, node } of types.pkg.allFunctions()) {
      this.bearers.set(name, (this.bearers.get(name) ?? 0) + 1);
      const ofFile = this.fullNames.get(file) ?? new Map<NodeId, string>();
      this.fullNames.set(file, ofFile.set(node, receiverType === null ? name : `${receiverType}.${name}`));
    }
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
    const now = hasBody(file, fn) ? this.mention(file, fn) : null;
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
      for (const fn of file.nodesOf(kind)) known.set(fn, hasBody(file, fn) ? this.mention(file, fn) : null);
    return known;
  }

  /** The names of the functions that are concerned, by what they call themselves or not much farther away. */
  private spread(): Set<string> {
    const all = this.types.pkg.files.flatMap((file) => [...this.of(file).values()]).filter((m) => m !== null);
    const names = new Set(all.filter((m) => m.isConcerned).flatMap((m) => [m.name, m.fullName]));
    for (let calls = 1; calls < mostCalls; calls++) {
      const callers = all.filter((m) => !names.has(m.fullName) && isAnyOf(m.calls, names));
      for (const { name, fullName } of callers) names.add(name).add(fullName);
    }
    return names;
  }

  private mention(file: SourceFile, fn: NodeId): Mention {
    const { tree } = file;
    const calls = new Set<string>();
    let isConcerned = false;
    for (let n = fn; n <= tree.last(fn); n++) {
      const kind = tree.kind[n];
      if (kinds.has(kind) || (kind === K.unary_expression && operatorOf(tree, n) === '<-'))
        isConcerned = true;
      if (kind !== K.call_expression) continue;
      const target = unparen(file, tree.child(n, F.function));
      if (tree.kind[target] === K.identifier) {
        const name = tree.text(target);
        if (name === 'close') isConcerned = true;
        calls.add(name);
      } else if (tree.kind[target] === K.selector_expression) {
        const operand = tree.child(target, F.operand);
        if (isPackage(file, operand)) continue;
        const name = tree.text(tree.child(target, F.field));
        if (methods.test(name)) isConcerned = true;
        for (const called of this.calledBy(file, operand, name)) calls.add(called);
      }
    }
    const name = tree.text(tree.child(fn, F.name));
    return { name, fullName: this.fullNames.get(file)?.get(fn) ?? name, isConcerned, calls };
  }

  /** What a call of a method may run, of this package. */
  private calledBy(file: SourceFile, operand: NodeId, name: string): string[] {
    const bearers = this.bearers.get(name) ?? 0;
    if (bearers < 2) return bearers ? [name] : [];
    const { types } = this;
    const type = types.of(file, operand);
    const decl = types.method(type, name)?.decl;
    const fullName = decl && this.fullNames.get(decl.file)?.get(decl.node);
    if (fullName) return [fullName];
    // Unless somebody else's interface stands for a type of the package.
    const isElsewhere = pointee(type).kind === 'external' && types.underlying(type).kind !== 'interface';
    return isElsewhere ? [] : [name];
  }
}

const isSame = (a: Mention | null, b: Mention | null): boolean =>
  a === b ||
  (a?.isConcerned === b?.isConcerned &&
    a?.calls.size === b?.calls.size &&
    [...a!.calls].every((name) => b!.calls.has(name)));

const isConcerned = (m: Mention | null, names: ReadonlySet<string>): boolean =>
  m !== null && (m.isConcerned || isAnyOf(m.calls, names));

/** Whether an operand is another package. */
const isPackage = (file: SourceFile, operand: NodeId): boolean =>
  file.tree.kind[operand] === K.identifier &&
  file.imports.has(file.tree.text(operand)) &&
  !file.definition(operand);

const isAnyOf = (calls: ReadonlySet<string>, names: ReadonlySet<string>): boolean => {
  for (const name of calls) if (names.has(name)) return true;
  return false;
};
