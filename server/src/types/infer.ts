import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type FunctionDecl, type Package, parametersOf } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { pointee, type Type, type TypeDecl, unknown } from './type.ts';

const basicTypes = new Set(
  'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr'.split(
    ' ',
  ),
);

/** Chains of declarations longer than this are cut: recursive or hostile source. */
const maxDepth = 40;

/** The function that a call runs, where that is certain. */
export interface Callee {
  /** In which file `node` lies. */
  file: SourceFile;
  /** A func_literal, function_declaration or method_declaration. */
  node: NodeId;
  decl: FunctionDecl | null;
  /** The expression before the dot of a method call, or 0. */
  receiver: NodeId;
}

/** Types of expressions in one package, worked out on demand and remembered. */
export class Types {
  readonly pkg: Package;
  private readonly known = new Map<SourceFile, Map<NodeId, Type>>();
  private readonly structs = new Map<TypeDecl, Type>();
  private depth = 0;

  constructor(pkg: Package) {
    this.pkg = pkg;
  }

  /** The type of an expression. */
  of(file: SourceFile, node: NodeId): Type {
    if (!node || this.depth > maxDepth) return unknown;
    let memo = this.known.get(file);
    if (!memo) {
      memo = new Map();
      this.known.set(file, memo);
    }
    const known = memo.get(node);
    if (known) return known;
    memo.set(node, unknown); // a cycle is unknown
    this.depth++;
    const type = this.infer(file, node);
    this.depth--;
    memo.set(node, type);
    return type;
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
        return { kind: 'channel', element: this.denoted(file, tree.child(node, F.value)) };
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
  fields(file: SourceFile, struct: NodeId): { name: string; type: Type; embedded: boolean; node: NodeId }[] {
    const { tree } = file;
    const result: { name: string; type: Type; embedded: boolean; node: NodeId }[] = [];
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

  /** The method of that name in this package, promoted through embedded fields too. */
  method(type: Type, name: string, seen = 0): { decl: FunctionDecl; through: string[] } | undefined {
    const base = pointee(type);
    if (base.kind === 'named') {
      const decl = this.pkg.method(base.decl.name, name);
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

  /** The function that a call_expression runs, or `undefined` where that is not certain. */
  callee(file: SourceFile, call: NodeId): Callee | undefined {
    const { tree } = file;
    const target = unparen(file, tree.child(call, F.function));
    if (tree.kind[target] === K.func_literal) return { file, node: target, decl: null, receiver: 0 };
    if (tree.kind[target] === K.identifier) {
      const local = file.definition(target);
      if (local) {
        const literal = this.onlyValue(file, local);
        return literal && tree.kind[literal] === K.func_literal
          ? { file, node: literal, decl: null, receiver: 0 }
          : undefined;
      }
      const decl = this.pkg.function(tree.text(target));
      return decl && { file: decl.file, node: decl.node, decl, receiver: 0 };
    }
    if (tree.kind[target] === K.selector_expression) {
      const operand = tree.child(target, F.operand);
      const found = this.method(this.of(file, operand), tree.text(tree.child(target, F.field)));
      return found && !found.through.length
        ? { file: found.decl.file, node: found.decl.node, decl: found.decl, receiver: operand }
        : undefined;
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

  /** The one value that a local variable ever has, or 0. */
  onlyValue(file: SourceFile, definition: NodeId): NodeId {
    const { tree } = file;
    const owner = declaration(file, definition);
    const right = owner && tree.child(owner, tree.kind[owner] === K.var_spec ? F.value : F.right);
    if (!right || (tree.kind[owner] !== K.short_var_declaration && tree.kind[owner] !== K.var_spec)) return 0;
    if (tree.children(right).length !== 1) return 0;
    for (const n of file.uses(definition)) {
      const list = tree.parent[n];
      const assigned =
        n !== definition && tree.kind[list] === K.expression_list && tree.field[list] === F.left;
      if (assigned || isAddressTaken(file, n)) return 0;
    }
    return tree.firstChild[right];
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
    if (decl) return this.declared(decl);
    if (this.pkg.has(name)) return unknown;
    if (basicTypes.has(name)) return { kind: 'basic', name };
    // Which of several dot imports declares it can't be seen.
    const [path, ...others] = file.dotImports;
    return path && !others.length && /^\p{Lu}/u.test(name) ? { kind: 'external', path, name } : unknown;
  }

  private declared(decl: TypeDecl): Type {
    if (!decl.alias) return { kind: 'named', decl };
    this.depth++;
    const type = this.denoted(decl.file, decl.file.tree.child(decl.spec, F.type));
    this.depth--;
    return type;
  }

  private externalType(file: SourceFile, qualifier: NodeId, name: NodeId): Type {
    const path = this.importPath(file, qualifier);
    return path ? { kind: 'external', path, name: file.tree.text(name) } : unknown;
  }

  private infer(file: SourceFile, node: NodeId): Type {
    const { tree } = file;
    switch (tree.kind[node]) {
      case K.identifier: {
        const local = file.definition(node);
        if (local) return this.ofDefinition(file, local);
        const variable = this.pkg.variable(tree.text(node));
        return variable ? this.ofDefinition(variable.file, variable.node) : unknown;
      }
      case K.parenthesized_expression:
        return this.of(file, tree.firstChild[node]);
      case K.selector_expression: {
        const operand = tree.child(node, F.operand);
        if (this.importPath(file, operand)) return unknown;
        return this.field(this.of(file, operand), tree.text(tree.child(node, F.field)))?.type ?? unknown;
      }
      case K.unary_expression: {
        const operand = this.of(file, tree.child(node, F.operand));
        const operator = operatorOf(tree, node);
        if (operator === '&') return { kind: 'pointer', element: operand };
        const under = this.underlying(operand);
        if (operator === '*') return under.kind === 'pointer' ? under.element : unknown;
        if (operator === '<-') return under.kind === 'channel' ? under.element : unknown;
        return operand;
      }
      case K.composite_literal:
        return this.denoted(file, tree.child(node, F.type));
      case K.func_literal:
        return { kind: 'function', file, node };
      case K.index_expression: {
        const under = this.underlying(pointee(this.underlying(this.of(file, tree.child(node, F.operand)))));
        return under.kind === 'slice' || under.kind === 'array' || under.kind === 'map'
          ? under.element
          : unknown;
      }
      case K.slice_expression: {
        const operand = this.of(file, tree.child(node, F.operand));
        const under = this.underlying(pointee(this.underlying(operand)));
        return under.kind === 'array' ? { kind: 'slice', element: under.element } : operand;
      }
      case K.type_assertion_expression:
      case K.type_conversion_expression:
        return this.denoted(file, tree.child(node, F.type));
      case K.call_expression:
        return this.result(file, node);
      default:
        return unknown;
    }
  }

  private result(file: SourceFile, call: NodeId): Type {
    const { tree } = file;
    const target = unparen(file, tree.child(call, F.function));
    const first = tree.firstChild[tree.child(call, F.arguments)];
    if (tree.kind[target] === K.identifier && !file.definition(target) && !this.pkg.has(tree.text(target))) {
      const name = tree.text(target);
      if (name === 'new') {
        const type = this.denoted(file, first);
        // Since Go 1.26 the argument may be a value.
        return { kind: 'pointer', element: type.kind === 'unknown' ? this.of(file, first) : type };
      }
      if (name === 'make') return this.denoted(file, first);
      if (name === 'append') return this.of(file, first);
    }
    const callee = this.callee(file, call);
    if (callee) return this.resultOf(callee.file, callee.node);
    const type = this.underlying(this.of(file, target));
    if (type.kind === 'function') return this.resultOf(type.file, type.node);
    const converted = this.denoted(file, target);
    return converted.kind === 'external' ? unknown : converted;
  }

  /** What a func_literal, function_type or declaration returns. */
  private resultOf(file: SourceFile, fn: NodeId): Type {
    const { tree } = file;
    const result = tree.child(fn, F.result);
    if (!result) return { kind: 'tuple', elements: [] };
    if (tree.kind[result] !== K.parameter_list) return this.denoted(file, result);
    const elements = parametersOf(file, result).map((p) => this.denoted(file, p.type));
    return elements.length === 1 ? elements[0] : { kind: 'tuple', elements };
  }

  /** The type of the variable that an identifier defines. */
  private ofDefinition(file: SourceFile, definition: NodeId): Type {
    const { tree } = file;
    const owner = declaration(file, definition);
    switch (tree.kind[owner]) {
      case K.parameter_declaration:
        return this.denoted(file, tree.child(owner, F.type));
      case K.variadic_parameter_declaration:
        return { kind: 'slice', element: this.denoted(file, tree.child(owner, F.type)) };
      case K.var_spec: {
        const type = tree.child(owner, F.type);
        if (type) return this.denoted(file, type);
        const names = tree.children(owner).filter((c) => tree.field[c] === F.name);
        return this.element(file, tree.child(owner, F.value), names.indexOf(definition));
      }
      case K.short_var_declaration:
        return this.element(
          file,
          tree.child(owner, F.right),
          tree.children(tree.child(owner, F.left)).indexOf(definition),
        );
      case K.receive_statement: {
        if (tree.firstChild[tree.child(owner, F.left)] !== definition) return { kind: 'basic', name: 'bool' };
        return this.of(file, tree.child(owner, F.right));
      }
      case K.range_clause:
        return this.ranged(file, owner, tree.firstChild[tree.child(owner, F.left)] === definition);
      default:
        return unknown;
    }
  }

  /** The `index`th of the values that an expression list gives: one expression each, or one call for all. */
  private element(file: SourceFile, list: NodeId, index: number): Type {
    const values = list ? file.tree.children(list) : [];
    if (index < 0) return unknown;
    if (values.length > 1) return this.of(file, values[index]);
    const type = this.of(file, values[0] ?? 0);
    if (type.kind === 'tuple') return type.elements[index] ?? unknown;
    return index === 0 ? type : unknown; // `v, ok :=`
  }

  private ranged(file: SourceFile, clause: NodeId, first: boolean): Type {
    const over = this.of(file, file.tree.child(clause, F.right));
    const under = this.underlying(pointee(this.underlying(over)));
    switch (under.kind) {
      case 'slice':
      case 'array':
        return first ? { kind: 'basic', name: 'int' } : under.element;
      case 'map':
        return first ? under.key : under.element;
      case 'channel':
        return under.element;
      case 'basic':
        return first ? under : unknown;
      default:
        return unknown;
    }
  }
}

/** The expression inside any parentheses. */
export function unparen(file: SourceFile, node: NodeId): NodeId {
  let n = node;
  while (file.tree.kind[n] === K.parenthesized_expression) n = file.tree.firstChild[n];
  return n;
}

/** The node that declares a definition: its parent, or the one above the list that it stands in. */
export function declaration(file: SourceFile, definition: NodeId): NodeId {
  const { tree } = file;
  const parent = tree.parent[definition];
  return tree.kind[parent] === K.expression_list ? tree.parent[parent] : parent;
}

/** `&x`. */
export function isAddressTaken(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  let parent = tree.parent[node];
  while (tree.kind[parent] === K.parenthesized_expression) parent = tree.parent[parent];
  return tree.kind[parent] === K.unary_expression && operatorOf(tree, parent) === '&';
}
