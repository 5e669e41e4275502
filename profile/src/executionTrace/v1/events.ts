import { Float64Column, Int32Column, Uint8Column, Uint32Column } from '../columns.ts';

/** Events, a column a field. `stack` is the file's id; `text` of a UserLog is a row of strings. */
export class V1Events {
  readonly type = new Uint8Column();
  readonly at = new Uint32Column();
  readonly time = new Float64Column();
  readonly proc = new Int32Column();
  readonly goroutine = new Float64Column();
  readonly a = new Float64Column();
  readonly b = new Float64Column();
  readonly c = new Float64Column();
  readonly stack = new Uint32Column();
  readonly text = new Uint32Column();

  get length(): number {
    return this.type.length;
  }

  /** Copies row `i` of another to the end. */
  copy(from: V1Events, i: number): void {
    this.type.push(from.type.data[i]);
    this.at.push(from.at.data[i]);
    this.time.push(from.time.data[i]);
    this.proc.push(from.proc.data[i]);
    this.goroutine.push(from.goroutine.data[i]);
    this.a.push(from.a.data[i]);
    this.b.push(from.b.data[i]);
    this.c.push(from.c.data[i]);
    this.stack.push(from.stack.data[i]);
    this.text.push(from.text.data[i]);
  }

  clear(): void {
    const { type, at, time, proc, goroutine, a, b, c, stack, text } = this;
    for (const column of [type, at, time, proc, goroutine, a, b, c, stack, text]) column.length = 0;
  }
}
