import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../server/src/model/explore.ts';
import type { Budget, Problem, ProblemKind, Step } from '../../server/src/model/program.ts';
import { numbered, programOf, sizeOf, sketches } from '../../server/src/testing/model/randomProgram.ts';
import { shown } from '../../server/src/testing/model/shown.ts';
import { describeWithGo, inEmpty } from './go.ts';
import { printed } from './model/printed.ts';

/** More on demand: UNPARK_MODEL_RUNS programs, each run UNPARK_MODEL_TIMES times. */
const { UNPARK_MODEL_RUNS, UNPARK_MODEL_SEED, UNPARK_MODEL_TIMES } = process.env;
const numRuns = Number(UNPARK_MODEL_RUNS ?? 60);
const seed = Number(UNPARK_MODEL_SEED ?? 1);
const times = Number(UNPARK_MODEL_TIMES ?? 8);

const budget: Budget = { states: 20_000, work: 10_000_000, goroutines: 6, depth: 12, elements: 8 };

const messages: [RegExp, ProblemKind][] = [
  [/^send on closed channel/, 'send-on-closed'],
  [/^close of closed channel/, 'close-of-closed'],
  [/^close of nil channel/, 'close-of-nil'],
  [/^sync: negative WaitGroup counter/, 'negative-counter'],
  [/^sync: R?[uU]nlock of unlocked (?:RWM|m)utex/, 'unlock-of-unlocked'],
];

// Random programs, printed as Go and run for real: see `model/harness.go`.
describeWithGo('the model checker, judged by Go', (go) => {
  test('what happens was told before, and what is told happens', { timeout: 600_000 }, async () => {
    const programs = fc
      .sample(
        sketches(false).filter((sketch) => sizeOf(sketch) > 3 && sizeOf(sketch) < 24),
        { numRuns, seed },
      )
      .map(numbered);
    const explored = programs.map((sketch) => explore(programOf(sketch, false), budget));
    const { text, sites } = printed(programs);
    await inEmpty((dir) => {
      writeFileSync(path.join(dir, 'go.mod'), 'module programs\n\ngo 1.25\n');
      writeFileSync(path.join(dir, 'programs.go'), text);
      copyFileSync(path.join(import.meta.dirname, 'model/harness.go'), path.join(dir, 'harness.go'));
      go.run(dir, 'build', '-o', 'harness', '.');
      const run = (argument: string) => {
        const out = execFileSync(path.join(dir, 'harness'), [argument], {
          cwd: dir,
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        });
        return out
          .trim()
          .split('\n')
          .map((line) => happened(line, sites));
      };

      const untold = new Set<string>();
      let unnoticed = 0;
      const seen = programs.map(() => new Set<string>());
      const look = (outcomes: Happened[]) => {
        for (const { program, sites: at, kind, text: told } of outcomes) {
          if (!explored[program].complete || !kind) continue;
          const isTold = (site: number) =>
            explored[program].problems.some((p) => p.kind === kind && p.site === site);
          for (const one of at) {
            for (const site of one) seen[program].add(`${kind} ${site}`);
            if (one.some(isTold)) continue;
            // Go does not notice each unlock of an unlocked RWMutex: not while a writer waits for it.
            if (explored[program].problems.some((p) => p.kind === 'unlock-of-unlocked')) unnoticed++;
            else untold.add(`${program}: ${told}, at ${one}\n${shown(programs[program])}`);
          }
        }
      };
      look(run(String(times)));
      expect([...untold]).toEqual([]);

      // What chance has not shown is brought about step by step.
      const missing = explored.flatMap(({ complete, problems }, program) =>
        complete
          ? problems
              .filter((p) => !p.caught && !seen[program].has(`${p.kind} ${p.site}`))
              .map((problem) => ({ program, problem }))
          : [],
      );
      const all = explored.flatMap(({ complete, problems }) =>
        complete ? problems.filter((p) => !p.caught) : [],
      );
      writeFileSync(
        path.join(dir, 'orders.json'),
        JSON.stringify(
          missing.flatMap(({ program, problem }) =>
            [0, 1, 2, 3].map((n) => ({ program, seed: n, steps: orderOf(problem) })),
          ),
        ),
      );
      if (missing.length) look(run('orders.json'));
      expect([...untold]).toEqual([]);
      const hidden = missing.filter(
        ({ program, problem }) => !seen[program].has(`${problem.kind} ${problem.site}`),
      );
      // A process that crashes takes those with it that hang in it.
      const never = hidden.filter(
        ({ program, problem }) =>
          problem.kind !== 'stuck' || explored[program].problems.every((p) => p.kind === 'stuck' || p.caught),
      );
      console.log(
        `${programs.length} programs: ${all.length} problems told, ${all.length - missing.length} shown by chance, ` +
          `${missing.length - hidden.length} by their schedules, ` +
          `${hidden.length - never.length} hang where the process crashes, ${never.length} never; ` +
          `${unnoticed} times something else, behind an unlock of an unlocked lock that Go did not notice`,
      );
      if (process.env.UNPARK_MODEL_SHOW)
        for (const { program, problem } of never)
          console.log(
            `${problem.kind} ${problem.site}\n${shown(programs[program])}\n${JSON.stringify(orderOf(problem))}`,
          );
      expect(never.length / all.length).toBeLessThan(0.05);
    });
  });
});

interface Happened {
  program: number;
  kind: ProblemKind | null;
  /** One list for each goroutine: the sites that it may stand at. */
  sites: (readonly number[])[];
  text: string;
}

function happened(line: string, sites: ReadonlyMap<number, readonly number[]>): Happened {
  const [program, how, at, ...rest] = line.split(' ');
  const message = rest.join(' ');
  const base = { program: Number(program), text: line };
  if (how === 'panic') {
    const kind = messages.find(([pattern]) => pattern.test(message))?.[1];
    if (!kind && !/^(?:meant|\?$|sync: WaitGroup (?:misuse|is reused))/.test(message)) throw new Error(line);
    return { ...base, kind: kind ?? null, sites: [sites.get(Number(at)) ?? []] };
  }
  if (at === 'runs') return { ...base, kind: null, sites: [] };
  const lines = [at, ...rest].filter(Boolean);
  // Of a select that hangs only its own site, which is the first.
  return { ...base, kind: 'stuck', sites: lines.map((l) => (sites.get(Number(l)) ?? []).slice(0, 1)) };
}

interface Entry {
  g: number;
  site: number;
  what: Step['what'];
  choice: number;
  other: number;
  joined: boolean;
}

const ordered = new Set<Step['what']>([
  ...([
    'send',
    'receive',
    'close',
    'select',
    'lock',
    'unlock',
    'tryLock',
    'count',
    'wait',
    'condWait',
  ] as const),
  ...(['signal', 'broadcast', 'once', 'choose', 'spawn', 'panic'] as const),
]);

/** A schedule as `harness.go` reads it. */
function orderOf({ schedule }: Problem): Entry[] {
  const entries: Entry[] = [];
  const asleep = new Set<number>();
  const taken = new Set<Step>();
  for (const [i, step] of schedule.entries()) {
    if (taken.has(step) || !ordered.has(step.what)) continue;
    const entry = (s: Step, joined: boolean): Entry => ({
      g: s.goroutine,
      site: s.site,
      what: s.what,
      choice: s.choice ?? -2,
      other: s.other ?? -1,
      joined,
    });
    if (step.what === 'condWait') {
      // Told when it falls asleep, and when it has been woken.
      if (asleep.delete(step.goroutine)) continue;
      asleep.add(step.goroutine);
    }
    if (step.what === 'spawn' || step.other === null) {
      entries.push(entry(step, false));
      continue;
    }
    // Hand in hand: the receiver first, or its select.
    const next = schedule.at(i + 1);
    const isSelect = next?.what === 'select' && next.goroutine === step.other;
    if (isSelect) taken.add(next);
    entries.push(
      isSelect
        ? entry(next, false)
        : { g: step.other, site: step.otherSite, what: 'receive', choice: -2, other: -1, joined: false },
      entry(step, true),
    );
  }
  return entries;
}
