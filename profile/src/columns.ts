import { FormatError } from './errors.ts';

/** More than any file has; one that says so is broken or hostile. */
const maxRows = 100_000_000;

const tooMany = () => new FormatError('It has more records than a profile can have.', 0, true);

/** A column of 32-bit integers that grows. */
export class Ints {
  length = 0;
  data = new Int32Array(256);

  push(value: number): void {
    if (this.length === this.data.length) {
      if (this.length >= maxRows) throw tooMany();
      const wider = new Int32Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  /** What was pushed, and no more memory than that. */
  done(): Int32Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}

/** A column of doubles that grows. */
export class Doubles {
  length = 0;
  data = new Float64Array(256);

  push(value: number): void {
    if (this.length === this.data.length) {
      if (this.length >= maxRows) throw tooMany();
      const wider = new Float64Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  done(): Float64Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}
