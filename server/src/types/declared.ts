import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { FunctionDecl, Package } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { pointee, type Type, type TypeDecl, unknown } from './type.ts';
import type { World } from './world.ts';

const basicTypes = new Set(
  'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);

/** Chains of declarations longer than this are cut: recursive or hostile source. */
export const maxDepth = 40;

/** A field of a struct type. */
export interface Field {
  name: string;
  type: Type;
  embedded: boolean;
  /** Its name, or the type of an embedded one. */
  node: NodeId;
}

/** What the type expressions of one package denote, and what the types that they name have. */
export class DeclaredTypes {
  readonly pkg: Package;
  protected readonly world: World | undefined;
  protected depth = 0;
  private readonly structs = new WeakMap<TypeDecl, Type>();
  private readonly fieldsOf = new Map<SourceFile, Map<NodeId, Field[]>>();

  /** @param world the other packages, as far as they can be seen */
  constructor(pkg: Package, world?: World) {
    this.pkg = pkg;
    this.world = world;
  }

  /** Forgets what is known of the nodes of a file from `from` up to `to`. */
  forget(file: SourceFile, from: NodeId, to: NodeId): void {
    const fields = this.fieldsOf.get(file);
    if (fields) for (let n = from; n < to; n++) fields.delete(n);
  }

  /** The type that a type expression denotes. */
  denoted(file: SourceFile, node: NodeId): Type {
    const { tree } = file;
    if (!node || this.depth > maxDepth) return unknown;
    switch (tree.kind[node]) {
      case K.type_identifier:
      case K.identifier:
        return this.typeNamed(file, node);
      case K.qualified_type:
        return this.externalType(file, tree.child(node, F.package), tree.child(node, F.name));
      case K.selector_expression:
        return this.externalType(file, tree.child(node, F.operand), tree.child(node, F.field));
      case K.pointer_type:
        return { kind: 'pointer', element: this.denoted(file, tree.firstChild[node]) };
      case K.unary_expression:
        // `*T` in expression position, as in `(*T)(x)` or `new(*T)`.
        return operatorOf(tree, node) === '*'
          ? { kind: 'pointer', element: this.denoted(file, tree.child(node, F.operand)) }
          : unknown;
      case K.parenthesized_type:
      case K.parenthesized_expression:
        return this.denoted(file, tree.firstChild[node]);
      case K.generic_type:
        return this.denoted(file, tree.child(node, F.type));
      case K.slice_type:
        return { kind: 'slice', element: this.denoted(file, tree.child(node, F.element)) };
      case K.array_type:
      case K.implicit_length_array_type:
        return { kind: 'array', element: this.denoted(file, tree.child(node, F.element)) };
      case K.map_type:
        return {
          kind: 'map',
          key: this.denoted(file, tree.child(node, F.key)),
          element: this.denoted(file, tree.child(node, F.value)),
        };
      case K.channel_type:
        return {
          kind: 'channel',
          direction: directionOf(tree.text(node)),
          element: this.denoted(file, tree.child(node, F.value)),
        };
      case K.struct_type:
        return { kind: 'struct', file, node };
      case K.interface_type:
        return { kind: 'interface', file, node };
      case K.function_type:
        return { kind: 'function', file, node };
      default:
        return unknown;
    }
  }

  /** The type behind a name: what a declared type was declared as. */
  underlying(type: Type): Type {
    if (type.kind === 'external') {
      const { declared, owner } = this.external(type);
      return declared && owner ? owner.underlying({ kind: 'named', decl: declared }) : type;
    }
    if (type.kind !== 'named') return type;
    const known = this.structs.get(type.decl);
    if (known) return known;
    this.structs.set(type.decl, unknown);
    const result = this.underlying(
      this.denoted(type.decl.file, type.decl.file.tree.child(type.decl.spec, F.type)),
    );
    this.structs.set(type.decl, result);
    return result;
  }

  /** What a declared type was declared as, which may be a name again; the type itself where that can't be seen. */
  declaredAs(type: Type): Type {
    if (type.kind === 'external') {
      const { declared, owner } = this.external(type);
      return declared && owner ? owner.declaredAs({ kind: 'named', decl: declared }) : type;
    }
    if (type.kind !== 'named') return type;
    const { file, spec } = type.decl;
    return this.denoted(file, file.tree.child(spec, F.type));
  }

  /** The type of a field, promoted ones too; with the names of the embedded fields on the way to it. */
  field(type: Type, name: string, seen = 0): { type: Type; through: string[] } | undefined {
    const struct = this.underlying(pointee(this.underlying(type)));
    if (struct.kind !== 'struct' || seen > 5) return undefined;
    const fields = this.fields(struct.file, struct.node);
    const direct = fields.find((f) => f.name === name);
    if (direct) return { type: direct.type, through: [] };
    for (const embedded of fields) {
      if (!embedded.embedded) continue;
      const found = this.field(embedded.type, name, seen + 1);
      if (found) return { type: found.type, through: [embedded.name, ...found.through] };
    }
    return undefined;
  }

  /** The fields of a struct type, in order. */
  fields(file: SourceFile, struct: NodeId): Field[] {
    const owner = this.ownerOf(file);
    if (owner !== this) return owner.fields(file, struct);
    let known = this.fieldsOf.get(file);
    if (!known) {
      known = new Map();
      this.fieldsOf.set(file, known);
    }
    const fields = known.get(struct) ?? this.readFields(file, struct);
    known.set(struct, fields);
    return fields;
  }

  private readFields(file: SourceFile, struct: NodeId): Field[] {
    const { tree } = file;
    const result: Field[] = [];
    const list = tree.firstChild[struct];
    for (let f = list ? tree.firstChild[list] : 0; f; f = tree.nextSibling[f]) {
      if (tree.kind[f] !== K.field_declaration) continue;
      const typeNode = tree.child(f, F.type);
      const type = this.denoted(file, typeNode);
      const names = tree.children(f).filter((c) => tree.field[c] === F.name);
      for (const node of names) result.push({ name: tree.text(node), type, embedded: false, node });
      if (names.length) continue;
      const pointer = tree.source[tree.start[f]] === '*';
      const text = tree.text(typeNode).replace(/\[.*$/s, '');
      const name = text.slice(text.lastIndexOf('.') + 1);
      result.push({
        name,
        type: pointer ? { kind: 'pointer', element: type } : type,
        embedded: true,
        node: typeNode,
      });
    }
    return result;
  }

  /** The method of that name, promoted through embedded fields too. */
  method(type: Type, name: string, seen = 0): { decl: FunctionDecl; through: string[] } | undefined {
    const base = pointee(type);
    if (base.kind === 'named') {
      const decl = this.pkg.method(base.decl.name, name);
      if (decl) return { decl, through: [] };
    } else if (base.kind === 'external') {
      const decl = this.external(base).owner?.pkg.method(base.name, name);
      if (decl) return { decl, through: [] };
    }
    const struct = this.underlying(base);
    if (struct.kind !== 'struct' || seen > 5) return undefined;
    for (const field of this.fields(struct.file, struct.node)) {
      const found = field.embedded ? this.method(field.type, name, seen + 1) : undefined;
      if (found) return { decl: found.decl, through: [field.name, ...found.through] };
    }
    return undefined;
  }

  /** The method of that name of an interface type, as a function; embedded interfaces' too. */
  protected interfaceMethod(type: Type, name: string, seen = 0): Type | undefined {
    const under = this.underlying(type);
    if (under.kind !== 'interface' || seen > 5) return undefined;
    const { file, node } = under;
    const { tree } = file;
    for (const element of tree.children(node)) {
      if (tree.kind[element] === K.method_elem && tree.text(tree.child(element, F.name)) === name)
        return { kind: 'function', file, node: element };
    }
    const owner = this.ownerOf(file);
    for (const element of tree.children(node)) {
      if (tree.kind[element] !== K.type_elem) continue;
      const found = this.interfaceMethod(owner.denoted(file, tree.firstChild[element]), name, seen + 1);
      if (found) return found;
    }
    return undefined;
  }

  /** The method of an interface that a struct embeds, as a function. */
  protected promotedMethod(type: Type, name: string, seen = 0): Type | undefined {
    const struct = this.underlying(pointee(type));
    if (struct.kind !== 'struct' || seen > 5) return undefined;
    for (const field of this.fields(struct.file, struct.node)) {
      if (!field.embedded) continue;
      const found = this.interfaceMethod(field.type, name) ?? this.promotedMethod(field.type, name, seen + 1);
      if (found) return found;
    }
    return undefined;
  }

  /** The import path that a name stands for, where it stands for a package. */
  importPath(file: SourceFile, identifier: NodeId): string | undefined {
    const { tree } = file;
    if (tree.kind[identifier] !== K.identifier && tree.kind[identifier] !== K.package_identifier)
      return undefined;
    const name = tree.text(identifier);
    if (tree.kind[identifier] === K.identifier && file.definition(identifier)) return undefined;
    return file.imports.get(name);
  }

  /** The types of the package that a file belongs to. */
  protected ownerOf(file: SourceFile): DeclaredTypes {
    return this.world?.ownerOf(file) ?? this;
  }

  private typeNamed(file: SourceFile, node: NodeId): Type {
    const name = file.tree.text(node);
    const local = file.definition(node);
    if (local) {
      const spec = file.tree.parent[local];
      const kind = file.tree.kind[spec];
      if (kind !== K.type_spec && kind !== K.type_alias) return unknown; // a type parameter, or a variable
      return this.declared({ name, file, spec, alias: kind === K.type_alias });
    }
    const decl = this.pkg.type(name);
    if (decl) {
      const owner: DeclaredTypes | undefined = this.world?.ownerOf(file);
      const isSeenFromOutside = owner === this;
      return isSeenFromOutside && !decl.alias
        ? { kind: 'external', path: this.pkg.path, name }
        : this.declared(decl);
    }
    if (this.pkg.has(name)) return unknown;
    if (basicTypes.has(name)) return { kind: 'basic', name };
    // Which of several dot imports declares it can't be seen.
    const [path, ...others] = file.dotImports;
    return path && !others.length && /^\p{Lu}/u.test(name) ? { kind: 'external', path, name } : unknown;
  }

  declared(decl: TypeDecl): Type {
    if (!decl.alias) return { kind: 'named', decl };
    this.depth++;
    const type = this.denoted(decl.file, decl.file.tree.child(decl.spec, F.type));
    this.depth--;
    return type;
  }

  private externalType(file: SourceFile, qualifier: NodeId, name: NodeId): Type {
    const path = this.importPath(file, qualifier);
    if (!path) return unknown;
    const type = { kind: 'external', path, name: file.tree.text(name) } as const;
    const { alias, owner } = this.external(type);
    return alias && owner ? owner.declared(alias) : type;
  }

  /** What another package declares under a name, as far as it can be seen. */
  private external({ path, name }: { path: string; name: string }): {
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

/** Of a channel type's text. */
function directionOf(text: string): 'both' | 'send' | 'receive' {
  if (text.startsWith('<-')) return 'receive';
  return /^chan\s*<-/.test(text) ? 'send' : 'both';
}
