import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from './sourceFile.ts';
import type { TypeDecl } from './type.ts';

/** A parameter or receiver, by its place. Unnamed and blank ones have no `name`. */
export interface Parameter {
  /** The defining identifier, or 0. */
  name: NodeId;
  type: NodeId;
  variadic: boolean;
}

/** A function or method with its body, or the declaration of one written elsewhere. */
export interface FunctionDecl {
  name: string;
  file: SourceFile;
  /** Its function_declaration or method_declaration. */
  node: NodeId;
  receiver: Parameter | null;
  /** Name of the receiver's type, without pointer and type parameters. */
  receiverType: string | null;
}

export interface VariableDecl {
  name: string;
  file: SourceFile;
  /** The defining identifier in its var_spec. */
  node: NodeId;
}

/** A constant, by its place. */
export interface ConstantDecl {
  name: string;
  file: SourceFile;
  /** The defining identifier in its const_spec. */
  node: NodeId;
}

/**
 * All that the files of one package declare at package level. Of a name that is declared several times, in files
 * under exclusive build constraints, the declaration that is built on Linux stands for all: its type is theirs too,
 * as a rule, but not what it does.
 */
export class Package {
  readonly files: readonly SourceFile[];
  /** The import path; empty where it is not known. */
  readonly path: string;
  private readonly types = new Map<string, TypeDecl[]>();
  private readonly functions = new Map<string, FunctionDecl[]>();
  private readonly variables = new Map<string, VariableDecl[]>();
  private readonly constants = new Map<string, ConstantDecl[]>();
  /** «Type.method» → declarations. */
  private readonly methods = new Map<string, FunctionDecl[]>();

  constructor(files: readonly SourceFile[], path = '') {
    this.files = files;
    this.path = path;
    for (const file of files) this.addFile(file);
  }

  type(name: string): TypeDecl | undefined {
    return only(this.types.get(name));
  }
  function(name: string): FunctionDecl | undefined {
    return only(this.functions.get(name));
  }
  variable(name: string): VariableDecl | undefined {
    return only(this.variables.get(name));
  }
  constant(name: string): ConstantDecl | undefined {
    return only(this.constants.get(name));
  }
  method(type: string, name: string): FunctionDecl | undefined {
    return only(this.methods.get(`${type}.${name}`));
  }
  /** Whether a function or method is declared once. */
  isOnly({ name, receiverType }: FunctionDecl): boolean {
    const all =
      receiverType === null ? this.functions.get(name) : this.methods.get(`${receiverType}.${name}`);
    return all?.length === 1;
  }
  *allFunctions(): Iterable<FunctionDecl> {
    for (const list of this.functions.values()) yield* list;
    for (const list of this.methods.values()) yield* list;
  }
  *allVariables(): Iterable<VariableDecl> {
    for (const list of this.variables.values()) yield* list;
  }
  /** Whether the name means anything at package level. */
  has(name: string): boolean {
    return (
      this.types.has(name) || this.functions.has(name) || this.variables.has(name) || this.constants.has(name)
    );
  }

  private addFile(file: SourceFile): void {
    const { tree } = file;
    for (let n = tree.firstChild[0]; n; n = tree.nextSibling[n]) {
      switch (tree.kind[n]) {
        case K.function_declaration: {
          const name = tree.text(tree.child(n, F.name));
          add(this.functions, name, { name, file, node: n, receiver: null, receiverType: null });
          break;
        }
        case K.method_declaration: {
          const [receiver] = parametersOf(file, tree.child(n, F.receiver));
          if (!receiver) break;
          const receiverType = baseTypeName(file, receiver.type);
          const name = tree.text(tree.child(n, F.name));
          add(this.methods, `${receiverType}.${name}`, { name, file, node: n, receiver, receiverType });
          break;
        }
        case K.type_declaration:
          for (const spec of tree.children(n)) {
            const name = tree.text(tree.child(spec, F.name));
            add(this.types, name, { name, file, spec, alias: tree.kind[spec] === K.type_alias });
          }
          break;
        case K.const_declaration:
          for (const spec of tree.children(n)) {
            for (const node of tree.children(spec)) {
              if (tree.field[node] !== F.name || tree.kind[node] !== K.identifier) continue;
              add(this.constants, tree.text(node), { name: tree.text(node), file, node });
            }
          }
          break;
        case K.var_declaration:
          for (let spec = n + 1; spec <= tree.last(n); spec++) {
            if (tree.kind[spec] !== K.var_spec || tree.ancestor(spec, K.func_literal)) continue;
            for (const node of tree.children(spec)) {
              if (tree.field[node] !== F.name) continue;
              add(this.variables, tree.text(node), { name: tree.text(node), file, node });
            }
          }
          break;
      }
    }
  }
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  const known = map.get(name);
  if (known) known.push(value);
  else map.set(name, [value]);
}

function only<T extends { file: SourceFile }>(list: T[] | undefined): T | undefined {
  if (!list || list.length === 1) return list?.[0];
  const built = list.filter(({ file }) => file.isBuilt);
  return built.length === 1 ? built[0] : undefined;
}

/** `T` of `T`, `*T`, `(*T)` and `T[P]`; empty for anything else. */
function baseTypeName(file: SourceFile, type: NodeId): string {
  const { tree } = file;
  let n = type;
  while (tree.kind[n] !== K.type_identifier) {
    if (tree.kind[n] === K.generic_type) n = tree.child(n, F.type);
    else if (tree.kind[n] === K.pointer_type || tree.kind[n] === K.parenthesized_type) n = tree.firstChild[n];
    else return '';
    if (!n) return '';
  }
  return tree.text(n);
}

/** The parameters of a parameter_list, one for each name; unnamed ones too. */
export function parametersOf(file: SourceFile, list: NodeId): Parameter[] {
  const { tree } = file;
  const result: Parameter[] = [];
  if (!list) return result;
  for (let p = tree.firstChild[list]; p; p = tree.nextSibling[p]) {
    const variadic = tree.kind[p] === K.variadic_parameter_declaration;
    if (!variadic && tree.kind[p] !== K.parameter_declaration) continue;
    const type = tree.child(p, F.type);
    const names = tree.children(p).filter((c) => tree.field[c] === F.name);
    if (names.length === 0) result.push({ name: 0, type, variadic });
    for (const name of names) result.push({ name: tree.text(name) === '_' ? 0 : name, type, variadic });
  }
  return result;
}
