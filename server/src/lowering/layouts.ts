import type { Register } from '../model/program.ts';
import type { Types } from '../types/infer.ts';
import type { Field } from '../types/members.ts';
import { isErrGroup, type Type } from '../types/type.ts';
import type { Builder } from './builder.ts';
import { firstText } from './constants.ts';
import { makeErrGroup } from './errGroups.ts';

/** Structs within structs are followed so far. */
const maxDepth = 4;

const numbers = /^(?:u?int(?:8|16|32|64|ptr)?|byte|rune|bool)$/;

/** The structs and types of one package as the model's records. */
export class Layouts {
  private readonly types: Types;
  private readonly ids = new Map<string, number>();
  private readonly strings = new Map<string, number>();

  constructor(types: Types) {
    this.types = types;
  }

  /** A number for a declared type of the package; -1 for any other. */
  id(type: Type): number {
    if (type.kind !== 'named') return -1;
    const key = `${type.decl.file.uri}#${type.decl.spec}`;
    const known = this.ids.get(key) ?? this.ids.size;
    this.ids.set(key, known);
    return known;
  }

  /** A number for a string: equal for equal ones. */
  text(value: string): number {
    const known = this.strings.get(value) ?? firstText + this.strings.size;
    this.strings.set(value, known);
    return known;
  }

  /** The fields of a struct, slot by slot; `undefined` for what is none, or can't be seen. */
  fields(type: Type): readonly Field[] | undefined {
    const under = this.types.underlying(type);
    return under.kind === 'struct' ? this.types.fields(under.file, under.node, under.bindings) : undefined;
  }

  /** Whether a variable of the type is an object by itself: its address is the object. */
  isObject(type: Type): boolean {
    return primitiveOf(type) !== undefined || this.fields(type) !== undefined;
  }

  /** Writes the zero value of a type. */
  zero(b: Builder, type: Type, depth = 0): Register {
    const primitive = primitiveOf(type);
    const to = b.register();
    if (primitive === 'group' || primitive === 'lock' || primitive === 'once') {
      b.emit({ do: 'make', what: primitive, to });
      return to;
    }
    if (primitive === 'errgroup') return makeErrGroup(b);
    if (primitive === 'atomic') {
      b.emit({ do: 'makeRecord', to, type: -1, slots: 1, foreign: false });
      b.store(to, 0, /Pointer|Value/.test(nameOf(type)) ? b.nil() : b.number(0));
      return to;
    }
    const fields = this.fields(type);
    if (fields && depth < maxDepth) {
      b.emit({ do: 'makeRecord', to, type: this.id(type), slots: fields.length, foreign: false });
      fields.forEach((field, slot) => {
        if (this.isNil(field.type)) return;
        b.store(to, slot, this.zero(b, field.type, depth + 1), this.isObject(field.type));
      });
      return to;
    }
    const under = this.types.underlying(type);
    if (under.kind === 'channel') b.emit({ do: 'nil', to, ofChannel: true });
    else if (this.isNil(type)) b.emit({ do: 'nil', to });
    else if (under.kind === 'basic' && numbers.test(under.name)) b.emit({ do: 'set', to, value: 0 });
    else if (under.kind === 'basic' && under.name === 'string')
      b.emit({ do: 'set', to, value: this.text('') });
    else b.emit({ do: 'unknown', to });
    return to;
  }

  /**
   * A value of the type that unseen code has made: of structs, what is in them stays what it is, and their locks are
   * free at first.
   */
  foreign(b: Builder, type: Type, depth = 0): Register {
    const isPointer = type.kind === 'pointer';
    const fields = this.fields(isPointer ? type.element : type);
    const id = this.id(isPointer ? type.element : type);
    if (!fields || id < 0 || depth > 1) return b.unknown();
    const to = b.register();
    b.emit({ do: 'makeRecord', to, type: id, slots: fields.length, foreign: true });
    fields.forEach((field, slot) => {
      const isLock = primitiveOf(field.type) === 'lock';
      if (!isLock && (field.type.kind === 'pointer' || !this.fields(field.type))) return;
      const from = isLock ? this.zero(b, field.type) : this.foreign(b, field.type, depth + 1);
      b.emit({ do: 'store', record: to, slot, from, inline: true, isOwn: true });
    });
    return to;
  }

  private isNil(type: Type): boolean {
    const { kind } = this.types.underlying(type);
    const isAny = type.kind === 'basic' && /^(?:any|error)$/.test(type.name);
    return isAny || /^(?:pointer|slice|map|channel|function|interface)$/.test(kind) || isContext(type);
  }
}

const nameOf = (type: Type): string => (type.kind === 'external' ? type.name : '');

export const isContext = (type: Type): boolean =>
  type.kind === 'external' && type.path === 'context' && type.name === 'Context';

/** What a type of the libraries is in the model. */
export function primitiveOf(type: Type): 'group' | 'lock' | 'once' | 'atomic' | 'errgroup' | undefined {
  if (isErrGroup(type)) return 'errgroup';
  if (type.kind !== 'external') return undefined;
  if (type.path === 'sync/atomic') return 'atomic';
  if (type.path !== 'sync') return undefined;
  if (type.name === 'WaitGroup') return 'group';
  if (type.name === 'Once') return 'once';
  return type.name === 'Mutex' || type.name === 'RWMutex' ? 'lock' : undefined;
}
