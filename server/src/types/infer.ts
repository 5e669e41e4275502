import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { inferBindings } from './arguments.ts';
import { maxDepth } from './declared.ts';
import { typeInCase, typeOfDefinition } from './definitions.ts';
import { argumentsOf, genericOf, typeParametersOf, withinBounds } from './generics.ts';
import { dotImportOf } from './imports.ts';
import { MemberTypes } from './members.ts';
import { type FunctionDecl, parametersOf } from './package.ts';
import { untracked } from './reads.ts';
import type { SourceFile } from './sourceFile.ts';
import { type FunctionType, pointee, type Type, unknown } from './type.ts';
import { declaration, isAddressTaken, isAssigned, isLasting, onlyAssigned, unparen } from './variables.ts';

export { declaration, isAddressTaken, unparen };

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

/** Who asks for a function is going to look into it. */
function entered(callee: Callee | undefined): Callee | undefined {
  callee?.file.noteEntered(callee.node);
  return callee;
}

/** Variables that hold one function are followed so far: `f := s.run; g := f`. */
const maxNames = 4;

/** Types of expressions in one package, worked out on demand and remembered. */
export class Types extends MemberTypes {
  private readonly known = new Map<SourceFile, Map<NodeId, Type>>();
  /** By call_expression: the function that it runs. */
  private readonly callees = new Map<SourceFile, Map<NodeId, Callee | undefined>>();

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
    // It follows from what is declared, and from the declaration around the node.
    const type = this.depth > 1 ? this.infer(file, node) : untracked(() => this.infer(file, node));
    this.depth--;
    memo.set(node, type);
    return type;
  }

  /** Forgets what is known of the nodes of a file from `from` up to `to`: they are others now. */
  override forget(file: SourceFile, from: NodeId, to: NodeId): void {
    super.forget(file, from, to);
    const [memo, callees] = [this.known.get(file), this.callees.get(file)];
    for (let n = from; n < to; n++) {
      memo?.delete(n);
      callees?.delete(n);
    }
  }

  /** The function of this package that a call_expression runs, or `undefined` where that is not certain. */
  callee(file: SourceFile, call: NodeId): Callee | undefined {
    const target = file.tree.child(call, F.function);
    // Within an inference types may be unknown for the time being.
    if (this.depth > 0) return this.functionIn(file, target);
    const memo = this.callees.get(file) ?? new Map<NodeId, Callee | undefined>();
    this.callees.set(file, memo);
    if (!memo.has(call))
      memo.set(
        call,
        untracked(() => this.findFunction(file, target, 0)),
      );
    return entered(memo.get(call));
  }

  /** The function of this package that an expression is: a literal, a name of one, a method value. */
  functionIn(file: SourceFile, expression: NodeId): Callee | undefined {
    return entered(this.findFunction(file, expression, 0));
  }

  private findFunction(file: SourceFile, expression: NodeId, depth: number): Callee | undefined {
    const { tree } = file;
    if (depth > maxNames) return undefined;
    const target = unparen(file, expression);
    if (tree.kind[target] === K.func_literal) return { file, node: target, decl: null, receiver: 0 };
    if (tree.kind[target] === K.identifier) {
      const local = file.definition(target);
      if (local) {
        const value = unparen(file, this.onlyValue(file, local) || onlyAssigned(file, local));
        return isLasting(file, value) ? this.findFunction(file, value, depth + 1) : undefined;
      }
      const decl = this.pkg.function(tree.text(target));
      return decl && this.isOwn(decl) ? { file: decl.file, node: decl.node, decl, receiver: 0 } : undefined;
    }
    if (tree.kind[target] === K.selector_expression) {
      const operand = tree.child(target, F.operand);
      const found = this.method(this.of(file, operand), tree.text(tree.child(target, F.field)));
      return found && !found.through.length && this.isOwn(found.decl)
        ? { file: found.decl.file, node: found.decl.node, decl: found.decl, receiver: operand }
        : undefined;
    }
    return undefined;
  }

  /** The one value that a local variable ever has, or 0. */
  onlyValue(file: SourceFile, definition: NodeId): NodeId {
    const { tree } = file;
    const owner = declaration(file, definition);
    const right = owner && tree.child(owner, tree.kind[owner] === K.var_spec ? F.value : F.right);
    if (!right || (tree.kind[owner] !== K.short_var_declaration && tree.kind[owner] !== K.var_spec)) return 0;
    if (tree.children(right).length !== 1) return 0;
    if (isAssigned(file, definition) || file.uses(definition).some((n) => isAddressTaken(file, n))) return 0;
    return tree.firstChild[right];
  }

  private infer(file: SourceFile, node: NodeId): Type {
    const { tree } = file;
    switch (tree.kind[node]) {
      case K.identifier: {
        const local = file.definition(node);
        if (local) return typeInCase(this, file, local, node) ?? typeOfDefinition(this, file, local);
        return this.ofOuter(file, tree.text(node));
      }
      case K.parenthesized_expression:
        return this.of(file, tree.firstChild[node]);
      case K.selector_expression: {
        const operand = tree.child(node, F.operand);
        const name = tree.text(tree.child(node, F.field));
        if (this.importPath(file, operand)) return this.ofQualified(file, operand, tree.child(node, F.field));
        const type = this.of(file, operand);
        return type.kind === 'unknown'
          ? this.methodExpression(file, operand, name)
          : this.selected(type, name);
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
      case K.index_expression:
        return this.indexed(file, this.of(file, tree.child(node, F.operand)), [tree.child(node, F.index)]);
      case K.type_instantiation_expression:
        return this.indexed(file, this.ofTypeName(file, genericOf(file, node)), argumentsOf(file, node));
      case K.slice_expression: {
        const operand = this.of(file, tree.child(node, F.operand));
        const under = this.underlying(pointee(this.underlying(operand)));
        return under.kind === 'array' ? { kind: 'slice', element: under.element } : operand;
      }
      case K.type_assertion_expression:
        return this.denoted(file, tree.child(node, F.type));
      case K.type_conversion_expression:
        return this.converted(file, node);
      case K.call_expression:
        return this.result(file, node);
      default:
        return unknown;
    }
  }

  /** Whether a function is of this package, and the only one of its name. */
  private isOwn(decl: FunctionDecl): boolean {
    return this.ownerOf(decl.file) === this && this.pkg.isOnly(decl);
  }

  override ownerOf(file: SourceFile): Types {
    return this.world?.ownerOf(file) ?? this;
  }

  /** What a name at package level stands for: a variable's type, or a function. */
  member(name: string): Type {
    const variable = this.pkg.variable(name);
    if (variable) return typeOfDefinition(this, variable.file, variable.node);
    const decl = this.pkg.function(name);
    return decl ? { kind: 'function', file: decl.file, node: decl.node } : unknown;
  }

  /** What a name stands for that means nothing local: something of the package, or of one that the file imports by a dot. */
  private ofOuter(file: SourceFile, name: string): Type {
    if (name === '_') return unknown;
    const type = this.member(name);
    const path = type.kind === 'unknown' && !this.pkg.has(name) && dotImportOf(this.world, file, name);
    return path ? (this.world?.types(path)?.member(name) ?? unknown) : type;
  }

  /** `T.method` or `(*T).method`: a function whose first parameter is the receiver. */
  private methodExpression(file: SourceFile, operand: NodeId, name: string): Type {
    const receiver = this.denoted(file, operand);
    const method = receiver.kind === 'unknown' ? unknown : this.selected(receiver, name);
    return method.kind === 'function' ? { ...method, receiver } : unknown;
  }

  /** What `T(x)` gives; the grammar takes `f[int](x)` and `list[i](x)` for one as well. */
  private converted(file: SourceFile, conversion: NodeId): Type {
    const { tree } = file;
    const type = tree.child(conversion, F.type);
    const denoted = this.denoted(file, type);
    if (tree.kind[type] !== K.generic_type) return denoted;
    const generic = this.ofTypeName(file, genericOf(file, type));
    if (generic.kind === 'unknown') return denoted;
    const fn = this.underlying(this.indexed(file, generic, argumentsOf(file, type)));
    return fn.kind === 'function' ? this.called(file, fn, [tree.child(conversion, F.operand)]) : unknown;
  }

  /** The type of what stands where the grammar wants a type: a variable, a function, or one of another package or a field. */
  private ofTypeName(file: SourceFile, name: NodeId): Type {
    const { tree } = file;
    if (tree.kind[name] === K.type_identifier) {
      const local = file.definition(name);
      return local ? typeOfDefinition(this, file, local) : this.member(tree.text(name));
    }
    if (tree.kind[name] !== K.qualified_type) return unknown;
    const qualifier = tree.child(name, F.package);
    const field = tree.child(name, F.name);
    if (this.importPath(file, qualifier)) return this.ofQualified(file, qualifier, field);
    const local = file.definition(qualifier);
    const operand = local ? typeOfDefinition(this, file, local) : this.member(tree.text(qualifier));
    return this.selected(operand, tree.text(field));
  }

  /** `operand[index…]`: an element, or an instance of a generic function. */
  private indexed(file: SourceFile, operand: Type, index: readonly NodeId[]): Type {
    if (operand.kind === 'function') {
      const args = index.map((n) => this.denoted(file, n));
      return this.instantiated(operand, args);
    }
    const under = this.underlying(pointee(this.underlying(operand)));
    return under.kind === 'slice' || under.kind === 'array' || under.kind === 'map' ? under.element : unknown;
  }

  /** A generic function with its first type arguments. */
  private instantiated(fn: FunctionType, args: readonly Type[]): FunctionType {
    const bindings = new Map(fn.bindings);
    const bounded = withinBounds(args);
    typeParametersOf(fn.file, fn.node).forEach(({ name }, i) => {
      if (bounded[i]) bindings.set(name, bounded[i]);
    });
    return { ...fn, bindings };
  }

  private ofQualified(file: SourceFile, qualifier: NodeId, name: NodeId): Type {
    const path = this.importPath(file, qualifier);
    return (path && this.world?.types(path)?.member(file.tree.text(name))) || unknown;
  }

  private result(file: SourceFile, call: NodeId): Type {
    const { tree } = file;
    const target = unparen(file, tree.child(call, F.function));
    const list = tree.child(call, F.arguments);
    const first = tree.firstChild[list];
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
    const type = this.underlying(this.of(file, target));
    if (type.kind === 'function') {
      const explicit = tree.child(call, F.type_arguments);
      const args = explicit ? tree.children(explicit).map((n) => this.denoted(file, n)) : [];
      return this.called(file, args.length ? this.instantiated(type, args) : type, tree.children(list));
    }
    // A conversion, unless it calls a function of a package that can't be seen.
    const converted = this.denoted(file, target);
    return converted.kind === 'external' && this.underlying(converted) === converted ? unknown : converted;
  }

  /** What a function returns that is called with arguments, from which its type arguments may follow. */
  private called(file: SourceFile, fn: FunctionType, args: readonly NodeId[]): Type {
    const generic = typeParametersOf(fn.file, fn.node);
    if (!generic.length) return this.resultOf(fn);
    const given = () => {
      const [only] = args;
      const types = args.map((n) => this.ofArgument(file, n));
      return args.length === 1 && only && types[0].kind === 'tuple' ? types[0].elements : types;
    };
    return this.resultOf({ ...fn, bindings: inferBindings(this, fn, generic, given) });
  }

  /** An argument's type; of `list…` an element's. */
  private ofArgument(file: SourceFile, argument: NodeId): Type {
    const { tree } = file;
    if (tree.kind[argument] !== K.variadic_argument) return this.of(file, argument);
    const under = this.underlying(this.of(file, tree.firstChild[argument]));
    return under.kind === 'slice' ? under.element : unknown;
  }

  /** What a func_literal, function_type or declaration returns: a tuple unless it is one value. */
  resultOf(fn: FunctionType): Type {
    const { file, node, bindings } = fn;
    const owner = this.ownerOf(file);
    if (owner !== this) return owner.resultOf(fn);
    const { tree } = file;
    const result = tree.child(node, F.result);
    if (!result) return { kind: 'tuple', elements: [] };
    if (tree.kind[result] !== K.parameter_list) return this.denoted(file, result, bindings);
    const elements = parametersOf(file, result).map((p) => this.denoted(file, p.type, bindings));
    return elements.length === 1 ? elements[0] : { kind: 'tuple', elements };
  }

  /** The types of a function's parameters, in order. */
  parametersOf(fn: FunctionType): Type[] {
    const { file, node, bindings } = fn;
    const owner = this.ownerOf(file);
    if (owner !== this) return owner.parametersOf(fn);
    const types = parametersOf(file, file.tree.child(node, F.parameters)).map(({ type, variadic }): Type => {
      const element = this.denoted(file, type, bindings);
      return variadic ? { kind: 'slice', element } : element;
    });
    return fn.receiver ? [fn.receiver, ...types] : types;
  }
}
