import type { Procedure, Register } from '../model/program.ts';
import { F, K } from '../syntax/kinds.ts';
import { isAddressTaken, type Types } from '../types/infer.ts';
import type { VariableDecl } from '../types/package.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import { Body } from './body.ts';
import { Builder } from './builder.ts';
import { copyOf } from './expressions.ts';
import { type Layouts, primitiveOf } from './layouts.ts';
import type { Lowering } from './lowering.ts';

/** A variable of the package by which goroutines have to do with each other. */
export interface Global {
  name: string;
  decl: VariableDecl;
  type: Type;
}

/** More of them are not followed: each state holds them all. */
const most = 40;

/**
 * The variables of one package that the model follows: channels, locks, groups and what holds them. They are the slots
 * of one record that all procedures see.
 */
export class Globals {
  private readonly types: Types;
  private readonly layouts: Layouts;
  private found: readonly Global[] | undefined;
  private slots = new Map<string, number>();

  constructor(types: Types, layouts: Layouts) {
    this.types = types;
    this.layouts = layouts;
  }

  get all(): readonly Global[] {
    if (!this.found) {
      this.found = this.find();
      this.slots = new Map(this.found.map(({ name }, slot) => [name, slot]));
    }
    return this.found;
  }

  /** Where a variable of the package lies; -1 for one that is not followed. */
  slot(name: string): number {
    return this.all.length ? (this.slots.get(name) ?? -1) : -1;
  }

  private find(): Global[] {
    const { pkg } = this.types;
    const found: Global[] = [];
    for (const decl of pkg.allVariables()) {
      const { name, file, node } = decl;
      // Others get at those that are exported, except from a program.
      const isExported = /^\p{Lu}/u.test(name) && file.packageName !== 'main';
      if (isExported || name === '_' || pkg.variable(name) !== decl) continue;
      const type = this.types.of(file, node);
      if (!this.isFollowed(type)) continue;
      const isPointedTo = pkg.files.some((f) => f.usesOfOuter(name).some((use) => isAddressTaken(f, use)));
      if (!isPointedTo || this.layouts.isObject(type)) found.push({ name, decl, type });
    }
    return found.slice(0, most);
  }

  private isFollowed(type: Type): boolean {
    if (isShared(this.types, type)) return true;
    const fields = this.layouts.id(pointee(type)) >= 0 ? this.layouts.fields(pointee(type)) : undefined;
    return fields?.some((field) => isShared(this.types, field.type)) ?? false;
  }
}

/** Whether goroutines wait for each other by a value. */
function isShared(types: Types, type: Type): boolean {
  const primitive = primitiveOf(pointee(type));
  if (primitive) return primitive !== 'errgroup';
  return isExternal(pointee(type), 'sync', 'Cond') || types.underlying(type).kind === 'channel';
}

const slotsOf = new WeakMap<Procedure, readonly number[]>();

/** The variables that procedures name, by their slots, ascending. */
export function globalsIn(procedures: Iterable<Procedure>): number[] {
  const all = new Set<number>();
  for (const procedure of procedures) {
    const own =
      slotsOf.get(procedure) ?? procedure.operations.flatMap((o) => (o.do === 'globals' ? [o.slot] : []));
    slotsOf.set(procedure, own);
    for (const slot of own) all.add(slot);
  }
  return [...all].sort((a, b) => a - b);
}

/**
 * Makes the variables that a program names, and goes on to where it begins.
 *
 * @param isWhole the program is all that gets at them: they are what the package makes of them before it runs `main`;
 *   else others have them too, and of those only the locks are free at first
 */
export function beginning(
  unit: Lowering,
  root: number,
  slots: readonly number[],
  isWhole: boolean,
): Procedure {
  const { all } = unit.globals;
  const b = new Builder();
  const record = b.register();
  b.emit({ do: 'makeRecord', to: record, type: -1, slots: all.length, foreign: !isWhole });
  b.emit({ do: 'keepGlobals', record });
  const put = (slot: number, from: Register) => {
    const inline = unit.layouts.isObject(all[slot].type);
    b.emit({ do: 'store', record, slot, from, inline, isOwn: true });
  };
  if (!isWhole) for (const slot of slots) put(slot, foreign(unit, b, all[slot]));
  else {
    const done = new Set<number>();
    const make = (slot: number) => {
      if (slot < 0 || done.has(slot)) return;
      done.add(slot);
      for (const name of namesIn(all[slot])) make(unit.globals.slot(name));
      put(slot, initial(unit, b, all[slot]));
    };
    for (const slot of slots) make(slot);
    for (const { name, file, node } of unit.types.pkg.allFunctions()) {
      if (name !== 'init' || file.uri.endsWith('_test.go') || !unit.sees(file, node)) continue;
      const callee = { kind: 'procedure', procedure: unit.procedure(file, node) } as const;
      b.emit({ do: 'call', callee, arguments: [], results: [] });
    }
  }
  b.site = -1;
  b.emit({ do: 'call', callee: { kind: 'procedure', procedure: root }, arguments: [], results: [] });
  return b.finish('', -1, 0);
}

/** The expression that a variable is declared with; 0 where there is none, or one for several. */
function valueGiven({ decl: { file, node } }: Global): number {
  const { tree } = file;
  const spec = tree.parent[node];
  const list = tree.child(spec, F.value);
  const names = tree.children(spec).filter((n) => tree.field[n] === F.name);
  const values = list ? tree.children(list) : [];
  return values.length === names.length ? values[names.indexOf(node)] : 0;
}

/** The names that the value of a variable is made of. */
function namesIn(global: Global): string[] {
  const { tree } = global.decl.file;
  const value = valueGiven(global);
  const names: string[] = [];
  for (let n = value; n && n <= tree.last(value); n++)
    if (tree.kind[n] === K.identifier && tree.text(n) !== global.name) names.push(tree.text(n));
  return names;
}

/** A variable before `main` runs. */
function initial(unit: Lowering, b: Builder, global: Global): Register {
  const { decl, type } = global;
  const { file, node } = decl;
  b.site = unit.sites.site(file, node);
  const value = valueGiven(global);
  if (value) return copyOf(new Body(unit, file, 0, b), value);
  return file.tree.child(file.tree.parent[node], F.value) ? b.unknown() : unit.layouts.zero(b, type);
}

/** A variable that others have used before. */
function foreign({ sites, layouts }: Lowering, b: Builder, global: Global): Register {
  const { decl, type } = global;
  b.site = sites.site(decl.file, decl.node);
  const primitive = primitiveOf(pointee(type));
  const isMade = type.kind !== 'pointer' || valueGiven(global) !== 0;
  if ((primitive === 'lock' || primitive === 'once') && isMade) return layouts.zero(b, pointee(type));
  return primitive ? b.unknown() : layouts.foreign(b, type);
}
