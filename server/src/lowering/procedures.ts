import type { Procedure } from '../model/program.ts';
import { namedBy } from '../model/reached.ts';

/** Stands for a procedure until it is written. */
const unwritten: Procedure = { name: '', site: -1, parameters: 0, registers: 0, operations: [] };

/** Procedures that are written together, and anew when the function changes that they come from. */
export class Part {
  /** Of the procedures, in the order in which they come up: the next time they get the same ones. */
  readonly indices: number[] = [];
  /** By what they are known. */
  readonly keys: string[] = [];
}

/** Procedures by what they stand for: each is written when it is first reached. */
export class Procedures {
  readonly all: Procedure[] = [];
  private readonly known = new Map<string, number>();
  private readonly writers: ((() => Procedure) | undefined)[] = [];
  private readonly parts: (Part | undefined)[] = [];
  /** The one that is being written; -1 for none. */
  writing = -1;

  /** The index of a procedure. */
  index(key: string, part: Part | undefined, write: () => Procedure): number {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const index = part?.indices[part.keys.length] ?? this.all.length;
    this.known.set(key, index);
    this.all[index] = unwritten;
    this.writers[index] = write;
    this.parts[index] = part;
    if (part) {
      part.indices[part.keys.length] = index;
      part.keys.push(key);
    }
    return index;
  }

  /**
   * Writes what a program may come to: the nearest procedures, so many and so many calls away at most.
   *
   * @returns How many calls away each of them is.
   */
  reach(
    root: number,
    most = Number.POSITIVE_INFINITY,
    mostCalls = Number.POSITIVE_INFINITY,
  ): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    let here = [root];
    for (let calls = 0; here.length && calls <= mostCalls; calls++) {
      const next: number[] = [];
      for (let index = here.pop(); index !== undefined; index = here.pop()) {
        if (found.has(index)) continue;
        if (found.size === most) return found;
        this.write(index);
        found.set(index, calls);
        const { called, held } = namedBy(this.all[index]);
        here.push(...held);
        next.push(...called);
      }
      here = next.reverse();
    }
    return found;
  }

  /**
   * Writes a part anew.
   *
   * @param again asks for the procedures that others may know, in the order in which they first came up
   * @returns The indices of those that are others now, or gone.
   */
  rewrite(part: Part, again: () => void): number[] {
    const { indices, keys } = part;
    const before = indices.map((index) => this.all[index]);
    for (const key of keys.splice(0)) this.known.delete(key);
    for (const index of indices) {
      this.all[index] = unwritten;
      this.writers[index] = undefined;
    }
    again();
    for (let i = 0; i < before.length; i++) if (before[i] !== unwritten) this.write(indices[i]);
    return indices.filter((index, i) => {
      if (!isSame(before[i], this.all[index])) return i < before.length;
      this.all[index] = before[i];
      return false;
    });
  }

  /** Writes a procedure, and those of its part that come up by it. */
  private write(index: number): void {
    const own = this.parts[index]?.indices ?? [index];
    for (const i of own) {
      const write = this.writers[i];
      if (!write) continue;
      this.writers[i] = undefined;
      const outer = this.writing;
      this.writing = i;
      this.all[i] = write();
      this.writing = outer;
    }
  }
}

/** Whether two pieces of plain data say the same. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && isSame(value, b.get(key)));
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}
