import type { Budget, Program } from '../../model/program.ts';
import { Run } from './interpreter.ts';
import { parse, print, type World } from './world.ts';

/**
 * Runs a `Program` in the plainest way: every operation is a step, every interleaving is tried, and nothing is left
 * out. It shares no code with the explorer, which it judges.
 */

export interface Verdict {
  /** `kind site` of all that goes wrong, with ` caught` behind what a deferred function may recover from. */
  problems: ReadonlySet<string>;
  /** Whether two goroutines get at the same data with no order between them: then Go promises nothing. */
  isRacy: boolean;
  states: number;
}

/** `undefined` where there are more states than that, or where the budget cuts something off. */
export function bruteForce(program: Program, budget: Budget, mostStates: number): Verdict | undefined {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const edges: { from: number; to: number; movers: number[] }[] = [];
  /** Of what is behind nothing is known. */
  const open = new Set<number>();
  const problems = new Set<string>();
  let isRacy = false;
  const visit = (world: World): number => {
    const text = print(world);
    const known = numbers.get(text) ?? texts.length;
    if (known === texts.length) {
      numbers.set(text, known);
      texts.push(text);
    }
    return known;
  };
  const run = new Run(program, budget);
  visit(run.first());
  const moved: { from: number; movers: number[] }[] = [];
  for (let from = 0; from < texts.length; from++) {
    if (texts.length > mostStates) return undefined;
    isRacy ||= racesIn(run, parse(texts[from]));
    for (const outcome of run.outcomes(texts[from])) {
      if (outcome.end === 'cut') return undefined;
      for (const failure of outcome.failures) problems.add(failure);
      moved.push({ from, movers: outcome.movers });
      if (outcome.end === 'no') edges.push({ from, to: visit(outcome.world), movers: outcome.movers });
      else if (!outcome.failures.length) open.add(from);
    }
  }
  // Who goes on, backwards from where it does.
  const before = texts.map((): number[] => []);
  for (const { from, to } of edges) before[to].push(from);
  const reaching = (states: Iterable<number>): Set<number> => {
    const found = new Set(states);
    for (const state of found) for (const earlier of before[state]) found.add(earlier);
    return found;
  };
  const untold = reaching(open);
  const goesOn = Array.from({ length: budget.goroutines }, (_, id) =>
    reaching(moved.filter(({ movers }) => movers.includes(id)).map(({ from }) => from)),
  );
  texts.forEach((text, state) => {
    if (untold.has(state)) return;
    for (const runner of parse(text).runners) {
      if (runner.daemon || goesOn[runner.id].has(state)) continue;
      problems.add(`stuck ${run.operation(runner)?.site}`);
    }
  });
  return { problems, isRacy, states: texts.length };
}

/** Whether two goroutines are about to get at the same data, one of them to change it. */
function racesIn(run: Run, world: World): boolean {
  const touches = world.runners.map((runner) => run.touches(runner));
  return touches.some((own, i) =>
    touches.some(
      (others, j) =>
        i < j &&
        own.some((a) =>
          others.some(
            (b) =>
              a.thing === b.thing &&
              (a.writes || b.writes) &&
              (a.slot === b.slot || a.slot < 0 || b.slot < 0),
          ),
        ),
    ),
  );
}
