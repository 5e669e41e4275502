import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import { type Parameter, parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { isBoxed } from './boxed.ts';
import { addressOf, isAddressable, isSameDeclared, pointerUse } from './pointers.ts';
import { replace } from './rule.ts';

/** A parameter or receiver that has to become a pointer, by its function. */
interface Target {
  file: SourceFile;
  fn: NodeId;
  parameter: Parameter;
}

/**
 * Turns a parameter or receiver `wg sync.WaitGroup` into `wg *sync.WaitGroup`, and its arguments at all calls in the
 * package into `&wg`; functions that it is handed on to by value come along. Preferred only for a type of sync itself:
 * of any other the function may change what its caller then sees.
 *
 * @returns No fix where a use can't be followed: the function as a value, a method that an interface may ask for.
 */
export function pointerParameterFix(types: Types, file: SourceFile, fn: NodeId, parameter: Parameter): Fix[] {
  const type = types.denoted(file, parameter.type);
  if (type.kind !== 'named' && type.kind !== 'external') return [];
  const change = new PointerChange(types, type);
  if (!change.add({ file, fn, parameter })) return [];
  const edits = change.edits();
  // What a program wrote it will write again.
  if (!edits || types.pkg.files.some((f) => f.generated && edits.some((edit) => edit.uri === f.uri)))
    return [];
  const name = parameter.name ? `${file.tree.text(parameter.name)} ` : '';
  const text = `${name}*${file.tree.text(parameter.type)}`;
  const isLock = type.kind === 'external' && type.path === 'sync';
  return [
    {
      title: isLock
        ? l10n.t('Take a pointer: {0}', text)
        : l10n.t('Take a pointer: {0}; what the function changes then changes for its caller', text),
      preferred: isLock && !change.isSeenOutside,
      edits,
    },
  ];
}

class PointerChange {
  /** Another package may call one of the functions. */
  isSeenOutside = false;
  private readonly types: Types;
  private readonly type: Type;
  private readonly targets = new Map<string, Target>();
  private readonly result = new Map<string, TextEdit>();
  private readonly queue: Target[] = [];

  constructor(types: Types, type: Type) {
    this.types = types;
    this.type = type;
  }

  add(target: Target): boolean {
    const { file, fn, parameter } = target;
    const key = `${file.uri}#${fn}:${parameter.type}`;
    if (this.targets.has(key)) return true;
    // `a, b sync.WaitGroup` share a type; both would have to change.
    const names = file.tree
      .children(file.tree.parent[parameter.type])
      .filter((c) => file.tree.field[c] === F.name);
    if (names.length > 1 || !isSameDeclared(this.types.denoted(file, parameter.type), this.type))
      return false;
    this.targets.set(key, target);
    this.queue.push(target);
    return true;
  }

  edits(): TextEdit[] | null {
    for (let target = this.queue.pop(); target; target = this.queue.pop()) {
      const { file, parameter } = target;
      const start = file.tree.start[parameter.type];
      this.edit(replace(file, start, start, '*'));
      if (!this.uses(target) || !this.calls(target)) return null;
    }
    return [...this.result.values()];
  }

  private edit(edit: TextEdit): void {
    this.result.set(`${edit.uri}#${edit.start}`, edit);
  }

  /** In the body: methods work as they are, `&wg` becomes `wg`, handing it on changes the next function too. */
  private uses({ file, parameter }: Target): boolean {
    for (const use of parameter.name ? file.uses(parameter.name) : []) {
      if (use === parameter.name) continue;
      const found = pointerUse(file, use);
      if (found.kind === 'edit') this.edit(found.edit);
      else if (found.kind === 'argument' && !this.handOn(file, found.list, use)) return false;
      else if (found.kind === 'other') return false;
    }
    return true;
  }

  private handOn(file: SourceFile, list: NodeId, argument: NodeId): boolean {
    const callee = this.types.callee(file, file.tree.parent[list]);
    if (!callee) return false;
    const parameters = parametersOf(callee.file, callee.file.tree.child(callee.node, F.parameters));
    const parameter = parameters[file.tree.children(list).indexOf(argument)];
    return (
      parameter !== undefined &&
      !parameter.variadic &&
      this.add({ file: callee.file, fn: callee.node, parameter })
    );
  }

  private calls(target: Target): boolean {
    const { file, fn, parameter } = target;
    const { tree } = file;
    const index = parametersOf(file, tree.child(fn, F.parameters)).findIndex(
      (p) => p.type === parameter.type,
    );
    const isReceiver = tree.kind[fn] === K.method_declaration && index < 0;
    if (index < 0 && !isReceiver) return false;
    if (tree.kind[fn] === K.func_literal) return this.literalCalls(file, fn, index);
    const name = tree.text(tree.child(fn, F.name));
    const isMethod = tree.kind[fn] === K.method_declaration;
    const isExported = /^\p{Lu}/u.test(name);
    // A method may be there for an interface, in main too.
    if (isExported && (file.packageName !== 'main' || isMethod) && !file.uri.endsWith('_test.go'))
      this.isSeenOutside = true;
    // A value has no longer the method: an interface that holds one can't ask for it.
    if (isReceiver && isExported && isBoxed(this.types, this.type)) return false;
    // Another function of that name, for another system, would not change.
    const decl = this.types.pkg.function(name);
    if (!isMethod && (decl?.node !== fn || decl.file !== file || !this.types.pkg.isOnly(decl))) return false;
    return this.types.pkg.files.every((other) =>
      isMethod ? this.methodCalls(other, name, fn, index) : this.functionCalls(other, name, index),
    );
  }

  /** A literal is called where it stands, or by the variable that never holds anything else. */
  private literalCalls(file: SourceFile, literal: NodeId, index: number): boolean {
    const { tree } = file;
    const list = tree.parent[literal];
    if (tree.kind[list] === K.call_expression)
      return tree.field[literal] === F.function && this.argument(file, list, index);
    const owner = tree.parent[list];
    const names = tree.child(owner, tree.kind[owner] === K.var_spec ? F.name : F.left);
    const variable = tree.kind[names] === K.expression_list ? tree.firstChild[names] : names;
    // A package variable has uses elsewhere; a declared type would have to change as well.
    if (!variable || !file.definition(variable) || tree.child(owner, F.type)) return false;
    if (this.types.onlyValue(file, variable) !== literal) return false;
    return file.uses(variable).every((use) => use === variable || this.isCallWith(file, use, index));
  }

  private isCallWith(file: SourceFile, callee: NodeId, index: number): boolean {
    const call = file.tree.parent[callee];
    const isCall = file.tree.kind[call] === K.call_expression && file.tree.field[callee] === F.function;
    return isCall && this.argument(file, call, index);
  }

  private functionCalls(file: SourceFile, name: string, index: number): boolean {
    return file
      .usesOfOuter(name)
      .every(
        (use) =>
          file.tree.kind[file.tree.parent[use]] === K.function_declaration ||
          this.isCallWith(file, use, index),
      );
  }

  /**
   * Every mention of the method's name has to be a call of it; an interface's method of that name is not. Of the
   * argument at `index`, or of the receiver where that is -1.
   */
  private methodCalls(file: SourceFile, name: string, fn: NodeId, index: number): boolean {
    const { tree } = file;
    for (const n of file.nodesOf(K.field_identifier)) {
      if (tree.text(n) !== name || tree.parent[n] === fn) continue;
      const call = tree.parent[tree.parent[n]];
      if (tree.kind[tree.parent[n]] !== K.selector_expression || tree.kind[call] !== K.call_expression)
        return false;
      const callee = this.types.callee(file, call);
      if (callee?.node !== fn) return false;
      if (index < 0 ? !this.receiver(file, callee.receiver) : !this.argument(file, call, index)) return false;
    }
    return true;
  }

  /** What a method is called on stays as it is: its address is taken by itself, where it has one. */
  private receiver(file: SourceFile, receiver: NodeId): boolean {
    return this.types.of(file, receiver).kind === 'pointer' || isAddressable(this.types, file, receiver);
  }

  private argument(file: SourceFile, call: NodeId, index: number): boolean {
    const { tree } = file;
    const argument = unparen(file, tree.children(tree.child(call, F.arguments))[index] ?? 0);
    if (!argument || tree.isBroken(call)) return false;
    const definition = tree.kind[argument] === K.identifier ? file.definition(argument) : 0;
    const owner = tree.parent[definition];
    if (definition && tree.kind[owner] === K.parameter_declaration) {
      // Handed on from a parameter: it becomes a pointer as well, and the argument stays.
      const parameter = { name: definition, type: tree.child(owner, F.type), variadic: false };
      return this.add({ file, fn: tree.parent[tree.parent[owner]], parameter });
    }
    const edit = addressOf(this.types, file, argument);
    if (!edit || !isSameDeclared(this.types.of(file, argument), this.type)) return false;
    this.edit(edit);
    return true;
  }
}
