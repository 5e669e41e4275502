import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bruteForce } from '../testing/model/bruteForce.ts';
import { numbered, programOf, type Sketch, sizeOf, sketches } from '../testing/model/randomProgram.ts';
import { shown } from '../testing/model/shown.ts';
import { explore } from './explore.ts';
import type { Budget, Program } from './program.ts';

const budget: Budget = { states: 20_000, work: 10_000_000, goroutines: 6, depth: 12, elements: 8 };

/** More on demand: UNPARK_MODEL_RUNS=5000, UNPARK_MODEL_SEED=2, UNPARK_MODEL_SIZE=20. */
const { UNPARK_MODEL_RUNS, UNPARK_MODEL_SEED, UNPARK_MODEL_SIZE } = process.env;
const numRuns = Number(UNPARK_MODEL_RUNS ?? 120);
const seed = Number(UNPARK_MODEL_SEED ?? 1);
const size = Number(UNPARK_MODEL_SIZE ?? 9);

const found = (program: Program): string[] =>
  explore(program, budget)
    .problems.map(({ kind, site, caught }) => `${kind} ${site}${caught ? ' caught' : ''}`)
    .sort();

/** Both verdicts; `undefined` where the program has too many states, or a data race. */
function verdicts(sketch: Sketch, isMain: boolean): { all: string[]; explored: string[] } | undefined {
  const program = programOf(numbered(sketch), isMain);
  const verdict = bruteForce(program, budget, 200 * size);
  if (!verdict || verdict.isRacy) return undefined;
  return { all: [...verdict.problems].sort(), explored: found(program) };
}

const options = { numRuns, seed, endOnFailure: false };

test('random programs: what trying everything finds, and nothing else', () => {
  let judged = 0;
  fc.assert(
    fc.property(
      sketches(false).filter((sketch) => sizeOf(sketch) <= size),
      fc.boolean(),
      (sketch, isMain) => {
        const both = verdicts(sketch, isMain);
        if (!both) return;
        judged++;
        expect(both.explored, shown(numbered(sketch))).toEqual(both.all);
      },
    ),
    options,
  );
  expect(judged).toBeGreaterThan(numRuns * 0.6);
});

// Unseen code gets hold of things at once, so that what is done to them before is not told.
test('random programs with values that are not known: nothing that trying everything does not find', () => {
  fc.assert(
    fc.property(
      sketches(true).filter((sketch) => sizeOf(sketch) <= size),
      (sketch) => {
        const both = verdicts(sketch, false);
        if (both) expect(both.all, shown(numbered(sketch))).toEqual(expect.arrayContaining(both.explored));
      },
    ),
    options,
  );
});
