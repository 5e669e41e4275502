/** Gives memory back before the collector finds out that nobody needs it. */
export function free(column: ArrayBufferView): void {
  const buffer = column.buffer as ArrayBuffer & { transfer?: (length: number) => ArrayBuffer };
  if (buffer.byteLength > 0) buffer.transfer?.(0);
}

type TypedArray = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** Makes a class of columns that grow, one for each kind of number so that each has machine code of its own. */
function columnOf<T extends TypedArray>(make: (length: number) => T) {
  return class Column {
    length = 0;
    /** Something of its kind from the first on: engines then know it without looking. */
    data: T = make(0);

    constructor(capacity = 16) {
      this.data = make(capacity);
    }

    push(value: number): number {
      if (this.length === this.data.length) this.grow(this.length + 1);
      this.data[this.length] = value;
      return this.length++;
    }

    pushAll(values: ArrayLike<number>): void {
      const from = this.length;
      this.reserve(from + values.length);
      this.data.set(values, from);
      this.length = from + values.length;
    }

    get(row: number): number {
      return this.data[row];
    }

    /** Makes room up to `length`, with `fill` in the new rows. */
    extend(length: number, fill: number): void {
      if (length <= this.length) return;
      this.reserve(length);
      this.data.fill(fill, this.length, length);
      this.length = length;
    }

    /** Room up to `length`, whatever stands in it. */
    reserve(length: number): void {
      if (length > this.data.length) this.grow(length);
    }

    /** A copy of just what is in use. */
    exact(): T {
      return this.data.slice(0, this.length) as T;
    }

    /** As `exact`; the column's own memory goes, and it is not to be used any more. */
    take(): T {
      const taken = this.exact();
      free(this.data);
      return taken;
    }

    grow(needed: number): void {
      const { data } = this;
      this.data = make(Math.max(needed, data.length * 2));
      this.data.set(data);
      free(data);
    }
  };
}

export const Float64Column = columnOf((length) => new Float64Array(length));
export type Float64Column = InstanceType<typeof Float64Column>;
export const Uint32Column = columnOf((length) => new Uint32Array(length));
export type Uint32Column = InstanceType<typeof Uint32Column>;
export const Int32Column = columnOf((length) => new Int32Array(length));
export type Int32Column = InstanceType<typeof Int32Column>;
export const Uint8Column = columnOf((length) => new Uint8Array(length));
export type Uint8Column = InstanceType<typeof Uint8Column>;

export type AnyColumn = Float64Column | Int32Column | Uint32Column | Uint8Column;
type Arrays<T> = { [K in keyof T]: T[K] extends AnyColumn ? ReturnType<T[K]['exact']> : never };

/** `exact` of each. */
export const exactOf = <T extends Record<string, AnyColumn>>(columns: T): Arrays<T> =>
  mapped(columns, (column) => column.exact());

/** `take` of each. */
export const takeOf = <T extends Record<string, AnyColumn>>(columns: T): Arrays<T> =>
  mapped(columns, (column) => column.take());

function mapped<T extends Record<string, AnyColumn>>(
  columns: T,
  arrayOf: (column: AnyColumn) => TypedArray,
): Arrays<T> {
  const entries = Object.entries(columns).map(([name, column]) => [name, arrayOf(column)]);
  return Object.fromEntries(entries) as Arrays<T>;
}
