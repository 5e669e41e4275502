import type { Register } from '../model/program.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F } from '../syntax/kinds.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import type { Builder, Label } from './builder.ts';
import { resultTypes } from './functions.ts';
import type { Lowering } from './lowering.ts';
import { isShared } from './variables.ts';

/** Where `break` and `continue` lead. */
export interface Target {
  /** Of a labeled statement. */
  label: string;
  onBreak: Label;
  /** `null` for switches and selects. */
  onContinue: Label | null;
}

/** One function while its procedure is written. */
export class Body {
  readonly unit: Lowering;
  readonly file: SourceFile;
  readonly fn: NodeId;
  readonly b: Builder;
  readonly targets: Target[] = [];
  /** Of the labels that `goto` names. */
  readonly labels = new Map<string, Label>();
  /** The label that stands before the statement at hand. */
  pendingLabel = '';
  /** By their text: bounds of loops that are the same number each time. */
  private readonly bounds = new Map<string, Register>();
  private readonly variables = new Map<NodeId, { register: Register; isCell: boolean }>();
  private readonly named: NodeId[] = [];
  private readonly results: readonly Type[];

  constructor(unit: Lowering, file: SourceFile, fn: NodeId, b: Builder) {
    this.unit = unit;
    this.file = file;
    this.fn = fn;
    this.b = b;
    this.results = resultTypes(unit.types, file, fn);
  }

  /** What is written next stands here in the source. */
  at(node: NodeId): void {
    this.b.site = this.unit.sites.site(this.file, node);
  }

  typeOf(node: NodeId): Type {
    return this.unit.types.of(this.file, node);
  }

  /** A variable that the function declares, with its first value. */
  define(definition: NodeId, value: Register): void {
    const { b } = this;
    const register = b.register();
    const isCell = this.isCell(definition);
    if (isCell) {
      b.emit({ do: 'makeRecord', to: register, type: -1, slots: 1, foreign: false });
      b.store(register, 0, value);
    } else b.copy(value, register);
    this.variables.set(definition, { register, isCell });
  }

  /** A variable of a function around: its cell, or its value. */
  capture(definition: NodeId, register: Register): void {
    this.variables.set(definition, { register, isCell: this.isCell(definition) });
  }

  /** What a literal captures of a variable: its cell, or its value. */
  captured(definition: NodeId): Register {
    return this.variables.get(definition)?.register ?? this.b.unknown();
  }

  /** The cell of a variable, where it has one. */
  cell(definition: NodeId): Register | undefined {
    const variable = this.variables.get(definition);
    return variable?.isCell ? variable.register : undefined;
  }

  /** The record of the package's variables, to get at one of them. */
  globals(slot: number): Register {
    const to = this.b.register();
    this.b.emit({ do: 'globals', to, slot });
    return to;
  }

  read(definition: NodeId): Register {
    const variable = this.variables.get(definition);
    if (!variable) return this.b.unknown();
    return variable.isCell ? this.b.load(variable.register, 0) : variable.register;
  }

  write(definition: NodeId, value: Register): void {
    const variable = this.variables.get(definition);
    if (!variable) this.b.emit({ do: 'escape', registers: [value] });
    else if (variable.isCell) this.b.store(variable.register, 0, value);
    else this.b.copy(value, variable.register);
  }

  /** A register for the bound of loops that reads so: nil until it is settled. */
  bound(text: string): Register {
    const known = this.bounds.get(text) ?? this.b.register();
    this.bounds.set(text, known);
    return known;
  }

  defineResults(): void {
    const { tree } = this.file;
    for (const { name, type } of parametersOf(this.file, tree.child(this.fn, F.result))) {
      if (!name) continue;
      this.define(name, this.unit.layouts.zero(this.b, this.unit.types.denoted(this.file, type)));
      this.named.push(name);
    }
  }

  /** Returns what was given, or what the named results are. */
  leave(values: readonly Register[] = this.named.map((name) => this.read(name))): void {
    const given = this.results.map((_, i) => values[i] ?? this.b.unknown());
    this.b.emit({ do: 'return', values: given });
  }

  get resultCount(): number {
    return this.results.length;
  }

  /** Whether a node runs in this function itself, and not in a literal within. */
  owns(node: NodeId): boolean {
    return functionOf(this.file, node) === this.fn;
  }

  private isCell(definition: NodeId): boolean {
    const { types, layouts, perIteration } = this.unit;
    const isObject = layouts.isObject(types.of(this.file, definition));
    return isShared(this.file, definition, isObject, perIteration);
  }
}
