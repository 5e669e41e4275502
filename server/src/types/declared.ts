import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Constraint, coreOf } from './constraints.ts';
import { argumentsOf, bind, genericOf, typeParametersOf, withinBounds } from './generics.ts';
import { dotImportOf, importNamed } from './imports.ts';
import type { Package } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { type Bindings, type Type, type TypeDecl, unknown } from './type.ts';
import type { World } from './world.ts';

const basicTypes = new Set(
  'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);

/** What the uri of a package in the standard library's table (stdlib.ts) begins with. */
export const tableScheme = 'go:';

/** Chains of declarations longer than this are cut: recursive or hostile source. */
export const maxDepth = 40;

/** What the type expressions of one package denote, and what is behind the names of types. */
export class DeclaredTypes {
  readonly pkg: Package;
  /** By the type parameters' defining identifiers. */
  private readonly cores = new WeakMap<SourceFile, Map<NodeId, Type>>();
  /** The other packages, as far as they can be seen. */
  readonly world: World | undefined;
  protected depth = 0;
  /** By declaration; of an instance of a generic type, by itself. */
  private readonly structs = new WeakMap<TypeDecl | Type, Type>();

  constructor(pkg: Package, world?: World) {
    this.pkg = pkg;
    this.world = world;
  }

  /**
   * The type that a type expression denotes.
   *
   * @param bindings what the type parameters stand for that it names; without it they stand for themselves
   */
  denoted(file: SourceFile, node: NodeId, bindings?: Bindings): Type {
    const { tree } = file;
    if (!node || this.depth > maxDepth) return unknown;
    const inside = (child: NodeId) => this.denoted(file, child, bindings);
    switch (tree.kind[node]) {
      case K.type_identifier:
      case K.identifier:
        return this.typeNamed(file, node, bindings);
      case K.qualified_type:
        return this.externalType(file, tree.child(node, F.package), tree.child(node, F.name));
      case K.selector_expression:
        return this.externalType(file, tree.child(node, F.operand), tree.child(node, F.field));
      case K.pointer_type:
        return { kind: 'pointer', element: inside(tree.firstChild[node]) };
      case K.unary_expression:
        // `*T` in expression position, as in `(*T)(x)` or `new(*T)`.
        return operatorOf(tree, node) === '*'
          ? { kind: 'pointer', element: inside(tree.child(node, F.operand)) }
          : unknown;
      case K.parenthesized_type:
      case K.parenthesized_expression:
      case K.type_elem:
        return tree.nextSibling[tree.firstChild[node]] ? unknown : inside(tree.firstChild[node]);
      case K.generic_type:
      case K.index_expression:
      case K.type_instantiation_expression: {
        const generic = genericOf(file, node);
        const args = argumentsOf(file, node).map(inside);
        // `(*T[A, B])` in expression position.
        return tree.kind[generic] === K.pointer_type
          ? { kind: 'pointer', element: this.instance(file, tree.firstChild[generic], args, bindings) }
          : this.instance(file, generic, args, bindings);
      }
      case K.slice_type:
        return { kind: 'slice', element: inside(tree.child(node, F.element)) };
      case K.array_type:
      case K.implicit_length_array_type:
        return { kind: 'array', element: inside(tree.child(node, F.element)) };
      case K.map_type:
        return {
          kind: 'map',
          key: inside(tree.child(node, F.key)),
          element: inside(tree.child(node, F.value)),
        };
      case K.channel_type:
        return this.channel(file, node, tree.start[node], bindings);
      case K.struct_type:
        return { kind: 'struct', file, node, ...(bindings && { bindings }) };
      case K.interface_type:
        return { kind: 'interface', file, node, ...(bindings && { bindings }) };
      case K.function_type:
        return { kind: 'function', file, node, ...(bindings && { bindings }) };
      default:
        return unknown;
    }
  }

  /** @param from where the type's own text begins: the arrow before it may be the outer type's */
  private channel(file: SourceFile, node: NodeId, from: number, bindings?: Bindings): Type {
    const { tree } = file;
    const { direction, end } = arrowOf(tree.source, from);
    const value = tree.child(node, F.value);
    // The grammar takes `chan<- chan T` for `chan (<-chan T)`.
    const element =
      tree.start[value] < end
        ? this.channel(file, value, end, bindings)
        : this.denoted(file, value, bindings);
    return { kind: 'channel', direction, element };
  }

  /** The type behind a name: what a declared type was declared as; of a type parameter its core type. */
  underlying(type: Type): Type {
    if (type.kind === 'parameter') return this.core(type);
    if (type.kind === 'external') {
      const { declared, owner } = this.external(type);
      return declared && owner ? owner.underlying(named(declared, type.args)) : type;
    }
    if (type.kind !== 'named') return type;
    const key = type.args ? type : type.decl;
    const known = this.structs.get(key);
    if (known) return known;
    this.structs.set(key, unknown);
    this.depth++; // each instance of a type that is declared as an instance of itself is another one
    const result = this.depth > maxDepth ? unknown : this.underlying(this.declaredAs(type));
    this.depth--;
    this.structs.set(key, result);
    return result;
  }

  /** The core type of a type parameter's constraint, or `unknown`. */
  private core(parameter: Type & { kind: 'parameter' }): Type {
    let known = this.cores.get(parameter.file);
    if (!known) {
      known = new Map();
      this.cores.set(parameter.file, known);
    }
    const core = known.get(parameter.node);
    if (core) return core;
    known.set(parameter.node, unknown); // a constraint that leads to itself
    const found = coreOf(this, this.constraintOf(parameter));
    known.set(parameter.node, found);
    return found;
  }

  /** What a declared type was declared as, which may be a name again; the type itself where that can't be seen. */
  declaredAs(type: Type): Type {
    if (type.kind === 'external') {
      const { declared, owner } = this.external(type);
      return declared && owner ? owner.declaredAs(named(declared, type.args)) : type;
    }
    if (type.kind !== 'named') return type;
    const { file, spec } = type.decl;
    return this.denoted(file, file.tree.child(spec, F.type), this.bindingsOf(type));
  }

  /** What the constraint of a type parameter says. */
  constraintOf({ file, node }: Type & { kind: 'parameter' }): Constraint {
    const owner = this.ownerOf(file);
    if (owner !== this) return owner.constraintOf({ kind: 'parameter', file, node });
    const { tree } = file;
    const declaration = tree.parent[node];
    if (tree.kind[declaration] === K.type_parameter_declaration)
      return { file, node: tree.child(declaration, F.type) };
    // A receiver's, which has its constraint from the type's declaration.
    const list = tree.ancestor(node, K.type_arguments);
    const base = tree.child(tree.parent[list], F.type);
    const decl = this.pkg.type(tree.text(base));
    const index = tree.children(list).indexOf(declaration);
    const declared = decl && typeParametersOf(decl.file, decl.spec);
    if (!decl || !declared?.[index]) return { file, node: 0 };
    const own = tree.children(list).map((c): Type => ({ kind: 'parameter', file, node: tree.firstChild[c] }));
    return { file: decl.file, node: declared[index].constraint, bindings: bind(declared, own) };
  }

  /** The import path that a name stands for, where it stands for a package. */
  importPath(file: SourceFile, identifier: NodeId): string | undefined {
    const { tree } = file;
    if (tree.kind[identifier] !== K.identifier && tree.kind[identifier] !== K.package_identifier)
      return undefined;
    return file.definition(identifier) ? undefined : importNamed(this, file, tree.text(identifier));
  }

  /** The types of the package that a file belongs to. */
  ownerOf(file: SourceFile): DeclaredTypes {
    return this.world?.ownerOf(file) ?? this;
  }

  private typeNamed(file: SourceFile, node: NodeId, bindings?: Bindings, args?: readonly Type[]): Type {
    const { tree } = file;
    const name = tree.text(node);
    const local = file.definition(node);
    if (local) {
      const spec = tree.parent[local];
      const kind = tree.kind[spec];
      if (kind === K.type_spec || kind === K.type_alias)
        return this.declared({ name, file, spec, alias: kind === K.type_alias }, args);
      const isParameter =
        kind === K.type_parameter_declaration || tree.kind[tree.parent[spec]] === K.type_arguments;
      return isParameter ? (bindings?.get(local) ?? this.parameter(file, local)) : unknown;
    }
    const decl = this.pkg.type(name);
    if (decl) {
      const owner: DeclaredTypes | undefined = this.world?.ownerOf(file);
      const isSeenFromOutside = owner === this;
      return isSeenFromOutside && !decl.alias
        ? { kind: 'external', path: this.pkg.path, name, ...(args && { args }) }
        : this.declared(decl, args);
    }
    if (this.pkg.has(name)) return unknown;
    if (basicTypes.has(name)) return { kind: 'basic', name };
    // The standard library's table leaves out the types that lead to nothing, but names them.
    const path = file.uri.startsWith(tableScheme) ? this.pkg.path : dotImportOf(this.world, file, name);
    return path ? { kind: 'external', path, name, ...(args && { args }) } : unknown;
  }

  /** A type parameter as itself, where its constraint says anything. */
  private parameter(file: SourceFile, node: NodeId): Type {
    const type: Type = { kind: 'parameter', file, node };
    const constraint = this.constraintOf(type);
    const said = constraint.node ? constraint.file.tree.text(constraint.node) : 'any';
    return said === 'any' || said === 'comparable' ? unknown : type;
  }

  /** A generic type with its arguments. */
  private instance(file: SourceFile, generic: NodeId, args: readonly Type[], bindings?: Bindings): Type {
    const { tree } = file;
    const bounded = withinBounds(args);
    switch (tree.kind[generic]) {
      case K.type_identifier:
      case K.identifier:
        return this.typeNamed(file, generic, bindings, bounded);
      case K.qualified_type:
        return this.externalType(file, tree.child(generic, F.package), tree.child(generic, F.name), bounded);
      case K.selector_expression:
        return this.externalType(file, tree.child(generic, F.operand), tree.child(generic, F.field), bounded);
      default:
        return unknown;
    }
  }

  declared(decl: TypeDecl, args?: readonly Type[]): Type {
    if (!decl.alias) return named(decl, args);
    this.depth++;
    const type = this.declaredAs(named(decl, args));
    this.depth--;
    return type;
  }

  /** What the type parameters of a declared type stand for in its instance; `undefined` where it has none. */
  private bindingsOf({ decl, args }: Type & { kind: 'named' }): Bindings | undefined {
    const parameters = typeParametersOf(decl.file, decl.spec);
    return parameters.length ? bind(parameters, args ?? []) : undefined;
  }

  private externalType(file: SourceFile, qualifier: NodeId, name: NodeId, args?: readonly Type[]): Type {
    const path = this.importPath(file, qualifier);
    if (!path) return unknown;
    const type = { kind: 'external', path, name: file.tree.text(name), ...(args && { args }) } as const;
    const { alias, owner } = this.external(type);
    return alias && owner ? owner.declared(alias, args) : type;
  }

  /** What another package declares under a name, as far as it can be seen. */
  protected external({ path, name }: { path: string; name: string }): {
    owner?: DeclaredTypes;
    declared?: TypeDecl;
    alias?: TypeDecl;
  } {
    const owner = this.world?.types(path);
    const decl = owner?.pkg.type(name);
    if (!owner || !decl) return owner ? { owner } : {};
    return decl.alias ? { owner, alias: decl } : { owner, declared: decl };
  }
}

const named = (decl: TypeDecl, args?: readonly Type[]): Type & { kind: 'named' } =>
  args ? { kind: 'named', decl, args } : { kind: 'named', decl };

/** The direction of the channel type whose text begins at an offset, and where the arrow of a sending one ends. */
function arrowOf(source: string, from: number): { direction: 'both' | 'send' | 'receive'; end: number } {
  const [head, receive, send] = channelHead.exec(source.slice(from, from + 40)) ?? [''];
  if (receive !== undefined) return { direction: 'receive', end: 0 };
  return send === undefined ? { direction: 'both', end: 0 } : { direction: 'send', end: from + head.length };
}

const channelHead = /^\s*(?:(<-)|chan\s*(<-)?)/;
