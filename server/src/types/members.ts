import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Constraint } from './constraints.ts';
import { DeclaredTypes } from './declared.ts';
import { receiverParametersOf } from './generics.ts';
import type { FunctionDecl } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { type Bindings, pointee, type Type, unknown, type Written } from './type.ts';

/** A field of a struct type. */
export interface Field {
  name: string;
  type: Type;
  embedded: boolean;
  /** Its name, or the type of an embedded one. */
  node: NodeId;
}

/** A type by which fields and methods may be had. */
interface Reached {
  type: Type;
  /** What it is, or points to, where that is a struct. */
  struct: Written<'struct'> | undefined;
  /** The embedded fields on the way to it. */
  through: string[];
}

/** Embedded fields are followed so far. */
const maxDepth = 6;

/** So many interfaces are looked through for a method: they may embed each other. */
const maxSteps = 100;

/** What the types of one package have: fields and methods. */
export class MemberTypes extends DeclaredTypes {
  private readonly fieldsOf = new Map<SourceFile | Bindings, Map<NodeId, Field[]>>();
  private readonly fieldsOfInstance = new WeakMap<SourceFile | Bindings, Map<NodeId, Field[]>>();

  /** Forgets what is known of the nodes of a file from `from` up to `to`. */
  forget(file: SourceFile, from: NodeId, to: NodeId): void {
    const fields = this.fieldsOf.get(file);
    if (fields) for (let n = from; n < to; n++) fields.delete(n);
  }

  /** The type of a field, promoted ones too; with the names of the embedded fields on the way to it. */
  field(type: Type, name: string): { type: Type; through: string[] } | undefined {
    for (const { struct, through } of this.reached(type)) {
      const field = struct && this.fieldOf(struct, name);
      if (field) return { type: field.type, through };
    }
    return undefined;
  }

  /** The method of that name, promoted through embedded fields too; `on`: the declared type that it is a method of. */
  method(type: Type, name: string): { decl: FunctionDecl; through: string[]; on: Type } | undefined {
    for (const { type: on, through } of this.reached(type)) {
      const decl = this.methodDeclared(on, name);
      if (decl) return { decl, through, on };
    }
    return undefined;
  }

  /** The type of a field, or a method as a function: of several with that name the one that is nested least. */
  protected selected(type: Type, name: string): Type {
    for (const { type: on, struct } of this.reached(type)) {
      const field = struct && this.fieldOf(struct, name);
      if (field) return field.type;
      const decl = this.methodDeclared(on, name);
      if (decl) return methodOf(decl, on);
      const method = struct ? undefined : this.interfaceMethod(on, name, { left: maxSteps });
      if (method) return method;
    }
    return unknown;
  }

  /** A type without its pointer, then those that it embeds, level by level: by whom a field or method may be had. */
  private *reached(type: Type): Iterable<Reached> {
    const visited = new Set<unknown>();
    let level: Reached[] = [this.structured(pointee(type), [])];
    for (let depth = 0; level.length && depth <= maxDepth; depth++) {
      yield* level;
      const next: Reached[] = [];
      for (const { struct, through } of level) {
        for (const field of struct ? this.fields(struct.file, struct.node, struct.bindings) : []) {
          if (!field.embedded) continue;
          const base = pointee(field.type);
          const key =
            base.kind === 'named' ? base.decl : base.kind === 'external' ? `${base.path}.${base.name}` : base;
          if (visited.has(key)) continue;
          visited.add(key);
          next.push(this.structured(base, [...through, field.name]));
        }
      }
      level = next;
    }
  }

  private structured(type: Type, through: string[]): Reached {
    const under = this.underlying(type);
    const base = under.kind === 'pointer' ? this.underlying(under.element) : under;
    return { type, struct: base.kind === 'struct' ? base : undefined, through };
  }

  private fieldOf(struct: Written<'struct'>, name: string): Field | undefined {
    return this.fields(struct.file, struct.node, struct.bindings).find((field) => field.name === name);
  }

  private methodDeclared(on: Type, name: string): FunctionDecl | undefined {
    if (on.kind === 'named') return this.pkg.method(on.decl.name, name);
    return on.kind === 'external' ? this.external(on).owner?.pkg.method(on.name, name) : undefined;
  }

  /**
   * The fields of a struct type, in order.
   *
   * @param bindings what the type parameters stand for that they name
   */
  fields(file: SourceFile, struct: NodeId, bindings?: Bindings): Field[] {
    const owner = this.ownerOf(file);
    if (owner !== this) return owner.fields(file, struct, bindings);
    const memo = bindings ? this.fieldsOfInstance : this.fieldsOf;
    const key = bindings ?? file;
    let known = memo.get(key);
    if (!known) {
      known = new Map();
      memo.set(key, known);
    }
    const fields = known.get(struct) ?? this.readFields(file, struct, bindings);
    known.set(struct, fields);
    return fields;
  }

  private readFields(file: SourceFile, struct: NodeId, bindings?: Bindings): Field[] {
    const { tree } = file;
    const result: Field[] = [];
    const list = tree.firstChild[struct];
    for (let f = list ? tree.firstChild[list] : 0; f; f = tree.nextSibling[f]) {
      if (tree.kind[f] !== K.field_declaration) continue;
      const typeNode = tree.child(f, F.type);
      const type = this.denoted(file, typeNode, bindings);
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

  /** The method of that name of an interface type, as a function; embedded interfaces' too. */
  private interfaceMethod(type: Type, name: string, steps: { left: number }): Type | undefined {
    if (steps.left-- <= 0) return undefined;
    if (type.kind === 'parameter') return this.methodIn(this.constraintOf(type), name, steps);
    const under = this.underlying(type);
    return under.kind === 'interface' ? this.methodIn(under, name, steps) : undefined;
  }

  /** A method that an interface_type, or a constraint, asks for. */
  private methodIn(
    { file, node, bindings }: Constraint,
    name: string,
    steps: { left: number },
  ): Type | undefined {
    const { tree } = file;
    if (!node) return undefined;
    for (let e = tree.firstChild[node]; e; e = tree.nextSibling[e]) {
      if (tree.kind[e] === K.method_elem && tree.text(tree.child(e, F.name)) === name)
        return { kind: 'function', file, node: e, ...(bindings && { bindings }) };
    }
    const owner = this.ownerOf(file);
    for (let e = tree.firstChild[node]; e; e = tree.nextSibling[e]) {
      if (tree.kind[node] === K.interface_type && tree.kind[e] !== K.type_elem) continue;
      const found = this.interfaceMethod(owner.denoted(file, e, bindings), name, steps);
      if (found) return found;
    }
    return undefined;
  }

  override ownerOf(file: SourceFile): MemberTypes {
    return this.world?.ownerOf(file) ?? this;
  }
}

/** A method as a function, with what the type parameters of its receiver stand for. */
function methodOf({ file, node, receiver }: FunctionDecl, on: Type): Type {
  const names = receiver ? receiverParametersOf(file, receiver.type) : [];
  if (!names.length) return { kind: 'function', file, node };
  const args = (on.kind === 'named' || on.kind === 'external' ? on.args : undefined) ?? [];
  return {
    kind: 'function',
    file,
    node,
    bindings: new Map(names.map((name, i) => [name, args[i] ?? unknown])),
  };
}
