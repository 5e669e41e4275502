import type { Frame, Race } from '#profile';

/** Races at one pair of places, which a detector often reports many times. */
export interface DistinctRace {
  /** The first of them. */
  race: Race;
  count: number;
}

const stackKey = (stack: readonly Frame[]): string =>
  stack.map(({ function: name, line }) => `${name}:${line}`).join(' ');

/** The races by what they do where, in the order that they were first seen in; whichever access came first. */
export function distinctRaces(races: readonly Race[]): DistinctRace[] {
  const found = new Map<string, DistinctRace>();
  for (const race of races) {
    const accesses = race.accesses.map(({ operation, stack }) => `${operation} ${stackKey(stack)}`).sort();
    const key = [race.kind, ...accesses].join('\n');
    const known = found.get(key);
    if (known) known.count++;
    else found.set(key, { race, count: 1 });
  }
  return [...found.values()];
}
