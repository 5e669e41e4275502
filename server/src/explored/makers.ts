import { resultTypes } from '../lowering/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { FunctionDecl } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee, type Type } from '../types/type.ts';

/** A function that makes values of a struct of the package, and that one's methods. */
export interface Maker {
  fn: NodeId;
  type: string;
  methods: readonly FunctionDecl[];
}

/** Names of methods after which a value is not used any more. */
const ending = /^(?:close|stop|shutdown|cancel|quit|finish|terminate|destroy|dispose|halt|kill)/i;
/** More methods take too long to be tried in all orders. */
const mostMethods = 12;

/**
 * The functions of a file that make values which can be ended again, and of which all that starts goroutines or uses
 * channels can be seen: methods, in any order, are all that is ever done to them.
 *
 * @param started names of methods that the package runs as goroutines of their own
 */
export function makersIn(types: Types, file: SourceFile, started: ReadonlySet<string>): Maker[] {
  const { tree } = file;
  const found: Maker[] = [];
  for (const fn of file.nodesOf(K.function_declaration)) {
    if (tree.child(fn, F.type_parameters)) continue;
    const type = madeBy(types, file, fn);
    if (!type || !hasChannel(types, type)) continue;
    const { name } = type.decl;
    const all = [...types.pkg.allFunctions()].filter((d) => d.receiverType === name && types.pkg.isOnly(d));
    const methods = all.filter((d) => !started.has(d.name));
    if (methods.length > mostMethods || !methods.some((d) => ending.test(d.name))) continue;
    found.push({ fn, type: name, methods });
  }
  return found;
}

/** The struct of the package that a function gives, alone or with an error. */
function madeBy(types: Types, file: SourceFile, fn: NodeId): Extract<Type, { kind: 'named' }> | undefined {
  const [made, error, ...others] = resultTypes(types, file, fn);
  const isAlone = error === undefined || (error.kind === 'basic' && error.name === 'error');
  const type = made && !others.length && isAlone ? pointee(made) : undefined;
  return type?.kind === 'named' && !type.args && types.underlying(type).kind === 'struct' ? type : undefined;
}

function hasChannel(types: Types, type: Type): boolean {
  const under = types.underlying(type);
  return (
    under.kind === 'struct' &&
    types
      .fields(under.file, under.node, under.bindings)
      .some((field) => types.underlying(field.type).kind === 'channel')
  );
}

/** The names of methods that a file runs as goroutines of their own: `go s.run()`. */
export function startedIn(file: SourceFile): string[] {
  const { tree } = file;
  return file.nodesOf(K.go_statement).flatMap((go) => {
    const target = tree.child(tree.firstChild[go], F.function);
    return tree.kind[target] === K.selector_expression ? [tree.text(tree.child(target, F.field))] : [];
  });
}

/** Whether a field is only named in a type's methods and in what makes it: nobody else gets at it. */
export function isOwn(types: Types, { type, fn }: Maker, maker: SourceFile, field: string): boolean {
  if (/^\p{Lu}/u.test(field)) return false;
  const own = new Set<string>(
    [...types.pkg.allFunctions()].filter((d) => d.receiverType === type).map(keyOf),
  );
  own.add(keyOf({ file: maker, node: fn }));
  return types.pkg.files.every((file) =>
    file.nodesOf(K.selector_expression).every((selector) => {
      const { tree } = file;
      if (tree.text(tree.child(selector, F.field)) !== field) return true;
      const holder = pointee(types.of(file, tree.child(selector, F.operand)));
      if (holder.kind === 'named' && holder.decl.name !== type) return true;
      let top = selector;
      while (tree.parent[top]) top = tree.parent[top];
      return own.has(keyOf({ file, node: top }));
    }),
  );
}

const keyOf = ({ file, node }: { file: SourceFile; node: NodeId }): string => `${file.uri}#${node}`;
