import type { executionTrace } from '#profile';
import type { Known } from './facts.ts';

/** What goroutines can be found by beside their function and id: the labels, tasks, regions and logs that are theirs. */
export class Words {
  private readonly known: Known;
  private made: Map<number, Set<number>> | undefined;

  constructor(known: Known) {
    this.known = known;
  }

  /** Which goroutines have a text in their function, id, label, task or region; by row. @param text in small letters */
  matches(text: string): Uint8Array {
    const { trace, order } = this.known;
    const { goroutines } = trace;
    const found = new Uint8Array(goroutines.id.length);
    if (text === '') return found.fill(1);
    const isWanted = order.groups.map((group) => group.function.toLowerCase().includes(text));
    for (let row = 0; row < found.length; row++)
      if (isWanted[order.groupOf[row]] || String(goroutines.id[row]) === text) found[row] = 1;
    for (const [string, rows] of this.byString())
      if (trace.strings[string].toLowerCase().includes(text)) for (const row of rows) found[row] = 1;
    return found;
  }

  /** Row of a string → goroutines that have it. */
  private byString(): Map<number, Set<number>> {
    if (this.made) return this.made;
    const made = new Map<number, Set<number>>();
    const { labels, tasks, regions, logs } = this.known.trace;
    const add = (strings: Uint32Array, goroutines: Int32Array) => {
      for (let i = 0; i < strings.length; i++) {
        if (goroutines[i] < 0 || strings[i] === 0) continue;
        const rows = made.get(strings[i]);
        if (rows) rows.add(goroutines[i]);
        else made.set(strings[i], new Set([goroutines[i]]));
      }
    };
    add(labels.label, labels.goroutine);
    add(tasks.name, tasks.goroutine);
    add(regions.name, regions.goroutine);
    add(logs.category, logs.goroutine);
    add(logs.message, logs.goroutine);
    this.made = made;
    return made;
  }
}

/** A row of the trace's tasks by its id as a person types it; -1 where there is none. */
export function taskWithId({ tasks }: executionTrace.Trace, text: string): number {
  const id = Number(text);
  return text === '' || Number.isNaN(id) ? -1 : tasks.id.indexOf(id);
}
