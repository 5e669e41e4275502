import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { FormatError } from '../../profile/src/errors.ts';
import {
  blockingProfile,
  byStartFunction,
  endOf,
  framesOf,
  minimumUtilization,
  mutatorUtilization,
  readTrace,
  State,
} from '../../profile/src/executionTrace/index.ts';
import { openEvents } from '../../profile/src/executionTrace/open.ts';
import { randomNumbers, spoil } from '../../profile/src/testing/spoil.ts';
import { writeTextTrace } from '../../profile/src/testing/textTrace.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { describeWithGo, inEmpty } from './go.ts';
import type { Go } from './toolchain.ts';
import { traceLines } from './traceLines.ts';
import { judged, serveTrace, traceProgram } from './traceTools.ts';
import { judgedTotals, traceTotals } from './traceTotals.ts';
import { type Curve, goUtilization, theirCurve, type Utilization } from './traceUtilization.ts';

/** Ours; a file that is no trace at all is a failure as well. */
function ours(bytes: Uint8Array): string[] {
  try {
    return [...traceLines(openEvents(bytes))];
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return [`FAILURE ${error.message}`];
  }
}

/** The traces that Go tests its reader with, which are text, and whether they are to be read. */
function goTests(go: Go): { name: string; bytes: Uint8Array; verdict: string }[] {
  const folder = path.join(go.source, 'internal/trace/testdata/tests');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test'))
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const [, expected, trace] = /^-- expect --\n([\s\S]*)^-- trace --\n([\s\S]*)/m.exec(text)!;
      return { name, bytes: writeTextTrace(trace), verdict: expected.split(/\s/)[0] };
    });
}

/** The first lines that differ, so that a failure can be read. */
function differences(mine: readonly string[], theirs: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < Math.max(mine.length, theirs.length) && found.length < 10; i++)
    if (mine[i] !== theirs[i]) found.push(`line ${i + 1}:\n  ours   ${mine[i]}\n  theirs ${theirs[i]}`);
  return found;
}

/**
 * For old traces: Go's reader leaves open which of two events at the same moment comes first, and makes processors up
 * for timers and the like.
 */
function untied(lines: readonly string[]): string[] {
  const result: string[] = [];
  let tied: string[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const [kind, time, ...rest] = line.replace(/ p100000\d /, ' p-1 ').split(' ');
    if (Number(time) !== last + 1) {
      result.push(...tied.sort());
      tied = [];
    }
    last = Number(time);
    tied.push(`${kind} ${rest.join(' ')}`);
  }
  return [...result, ...tied.sort()];
}

/** What `go tool trace -pprof=…` writes: stacks with how often and how long, in nanoseconds. */
function weighted(raw: string): Map<string, [count: number, time: number]> {
  const [, samples, locations] = /^Samples:\n.*\n([\s\S]*)^Locations\n([\s\S]*?)^Mappings/m.exec(raw)!;
  const places = new Map(
    [...locations.matchAll(/^ +(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(.*) \S*:(\d+):\d+ s=\d+$/gm)].map(
      ([, id, name, line]) => [id, `${name}:${line}`],
    ),
  );
  const result = new Map<string, [number, number]>();
  for (const [, count, time, ids] of samples.matchAll(/^ +(\d+) +(\d+): ([\d ]*)$/gm)) {
    const stack = ids
      .trim()
      .split(' ')
      .map((id) => places.get(id) ?? '')
      .join(' ');
    const [counted, lasted] = result.get(stack) ?? [0, 0];
    result.set(stack, [counted + Number(count), lasted + Number(time)]);
  }
  return result;
}

/** Of a time as Go prints it: `1m2.5s`, `3.25ms`. */
function nanosecondsOf(time: string): number {
  const units: Record<string, number> = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, µs: 1e3, ns: 1 };
  const parts = [...time.matchAll(/([\d.]+)(ms|µs|ns|h|m|s)/g)];
  return Math.round(parts.reduce((sum, [, value, unit]) => sum + Number(value) * units[unit], 0));
}

// Go's own reader as the judge of ours, event by event.
describeWithGo('golang.org/x/exp/trace', (go) => {
  it('reads the same out of a recorded trace', () => {
    const file = inRoot('test/data/leak/execution.trace');
    const [theirs] = judged([file]);
    expect(theirs.length).toBeGreaterThan(900);
    expect(differences(ours(readFileSync(file)), theirs)).toEqual([]);
  });

  it('reads the same part by part as in one go', async () => {
    await inEmpty(async (dir) => {
      const file = path.join(dir, 'busy.trace');
      execFileSync(traceProgram('busy'), ['-out', file, '-for', '3s', '-pause', '1ms']);
      const bytes = readFileSync(file);
      let shown = 0;
      const parts = await readTrace(bytes, { partSize: 1, onPartial: () => shown++ });
      expect(shown).toBeGreaterThan(0);
      // Not `toEqual`, which takes minutes to print what differs.
      const whole = await readTrace(bytes, { partSize: Number.POSITIVE_INFINITY });
      expect(isDeepStrictEqual(parts, whole)).toBe(true);
    });
  });

  it('reads the same out of a trace of all that a program does', async () => {
    await inEmpty((dir) => {
      const file = path.join(dir, 'busy.trace');
      // More than a second, so that it has more than one generation.
      execFileSync(traceProgram('busy'), ['-out', file, '-for', '1200ms', '-pause', '10ms', '-load', '1']);
      const [theirs] = judged([file]);
      const seen = new Set(theirs.map((line) => line.slice(0, line.indexOf(' '))));
      for (const kind of ['Log', 'RegionEnd', 'TaskEnd', 'StackSample', 'Label', 'RangeEnd'])
        expect(seen).toContain(kind);
      expect(theirs.filter((line) => line.startsWith('Sync')).length).toBeGreaterThan(2);
      expect(theirs.at(-1)).toBe('SUCCESS');
      expect(differences(ours(readFileSync(file)), theirs)).toEqual([]);
      expect(traceTotals(openEvents(readFileSync(file)))).toEqual(judgedTotals(file));
    });
  });

  it('reads the same out of the traces of the leaking sample', async () => {
    await inEmpty((dir) => {
      go.run(inRoot('samples/leak'), 'run', '.', '-out', dir);
      const file = path.join(dir, 'trace.out');
      expect(differences(ours(readFileSync(file)), judged([file])[0])).toEqual([]);
    });
  });

  it('loses the same time at the same places as `go tool trace -pprof` says', async () => {
    await inEmpty(async (dir) => {
      const file = path.join(dir, 'busy.trace');
      execFileSync(traceProgram('busy'), ['-out', file, '-for', '300ms', '-pause', '2ms']);
      const trace = await readTrace(readFileSync(file));
      const { goroutines, intervals } = trace;
      // The tool counts from when a goroutine first ran.
      const within = (row: number): [number, number] => {
        for (let i = goroutines.interval[row]; i < goroutines.interval[row + 1]; i++)
          if (intervals.state[i] === State.running) return [intervals.start[i], endOf(trace, row)];
        return [0, endOf(trace, row)];
      };
      for (const [kind, name] of [
        ['network', 'net'],
        ['synchronization', 'sync'],
        ['syscall', 'syscall'],
        ['scheduler', 'sched'],
      ] as const) {
        const profile = path.join(dir, name);
        writeFileSync(profile, execFileSync('go', ['tool', 'trace', `-pprof=${name}`, file]));
        const theirs = weighted(go.run(dir, 'tool', 'pprof', '-symbolize=none', '-raw', profile));
        const mine = new Map<string, [number, number]>();
        const { stack, count, time } = blockingProfile(trace, kind, { within, unfinished: false });
        for (let i = 0; i < stack.length; i++) {
          const key = framesOf(trace, stack[i])
            .map((f) => `${f.function}:${f.line}`)
            .join(' ');
          mine.set(key, [count[i], time[i]]);
        }
        expect(theirs.size).toBeGreaterThan(0);
        expect([kind, [...mine].sort()]).toEqual([kind, [...theirs].sort()]);
      }
    });
  });

  it('says of goroutines by start function what `go tool trace` says', async () => {
    await inEmpty(async (dir) => {
      const file = path.join(dir, 'busy.trace');
      execFileSync(traceProgram('busy'), ['-out', file, '-for', '500ms', '-pause', '2ms']);
      const trace = await readTrace(readFileSync(file));
      const { url, child } = await serveTrace(file);
      try {
        const page = await (await fetch(`${url}/goroutines`)).text();
        const rows = [
          ...page.matchAll(/<a href="[^"]*">(.*?)<\/a><\/code><\/td>\s*<td>(\d+)<\/td>\s*<td>(.*?)<\/td>/g),
        ];
        const theirs = rows.map(([, name, count, time]) => [
          name.startsWith('(Inactive') ? '' : name,
          Number(count),
          nanosecondsOf(time),
        ]);
        const mine = byStartFunction(trace).map(({ function: name, goroutines, time }) => [
          name,
          goroutines.length,
          time.running,
        ]);
        expect(theirs.length).toBeGreaterThan(10);
        expect(mine.sort()).toEqual(theirs.sort());
      } finally {
        child.kill();
      }
    });
  });

  it('says of the collector what `go tool trace` says, but for what that counts twice', async () => {
    await inEmpty(async (dir) => {
      const file = path.join(dir, 'busy.trace');
      const record = () =>
        execFileSync(traceProgram('busy'), ['-out', file, '-for', '500ms', '-pause', '2ms', '-load', '1']);
      // Where a collector's worker comes back from a system call without a processor, Go's page panics.
      let curve: Curve | null = null;
      for (let tries = 0; !curve && tries < 4; tries++) {
        record();
        curve = await theirCurve(file);
      }
      if (!curve) throw new Error('go tool trace has no such curve of four traces.');
      const bytes = readFileSync(file);
      const windows = curve.map(([window]) => window);
      const least = ({ time, value }: Utilization): number[] => {
        const length = time[time.length - 1] - time[0];
        const shifted = { time: time.map((at) => at - time[0]), value };
        return windows.map((window) => minimumUtilization(shifted, length, window));
      };
      const furthest = (one: readonly number[], other: readonly number[]) =>
        Math.max(...one.map((share, i) => Math.abs(share - other[i])));
      const theirs = curve.map(([, share]) => share);
      const [once, twice] = [false, true].map((twice) => goUtilization(openEvents(bytes), twice));
      /** Go rounds its bands up: the last may reach beyond the trace's end, where no share is the program's. */
      const isTheirs = (one: Utilization) => {
        const length = one.time.at(-1)! - one.time[0];
        const bands = Math.min(1000, one.time.length);
        const beyond = bands * Math.ceil(length / bands) + 1 - length;
        return least(one).every((share, i) => {
          const less = share - theirs[i];
          return less > -1e-9 && less < beyond / windows[i] + 1e-9;
        });
      };
      expect(theirs.length).toBe(100);
      // Should Go mend it, the other is equal.
      expect([once, twice].some(isTheirs)).toBe(true);
      const ours = mutatorUtilization(await readTrace(bytes));
      const from = ours.time.indexOf(once.time[0]);
      expect(from).toBeGreaterThanOrEqual(0);
      const same = {
        time: Float64Array.of(...ours.time.slice(from), once.time.at(-1)!),
        value: Float64Array.of(...ours.value.slice(from), 0),
      };
      expect(same.value.some((share) => share > 0 && share < 1)).toBe(true);
      expect(furthest(least(same), least(once))).toBeLessThan(1e-9);
    });
  });

  it('reads the same out of traces of Go 1.11 to 1.21', () => {
    const folder = path.join(go.source, 'internal/trace/internal/tracev1/testdata');
    const files = (existsSync(folder) ? readdirSync(folder) : []).map((name) => path.join(folder, name));
    for (const [i, theirs] of (files.length > 0 ? judged(files) : []).entries()) {
      expect(theirs.at(-1)).toBe('SUCCESS');
      expect([files[i], differences(untied(ours(readFileSync(files[i]))), untied(theirs))]).toEqual([
        files[i],
        [],
      ]);
    }
  });

  // They stand in sources of Go up to 1.20 (internal/trace/testdata), which nobody needs to have.
  const old = process.env.UNPARK_OLD_TRACES;
  if (old)
    it('reads the traces of Go 1.7 to 1.10 that Go’s reader was tested with', async () => {
      const files = readdirSync(old).filter((name) => /_1_(7|8|9|10)_good$/.test(name));
      expect(files.length).toBeGreaterThan(0);
      for (const name of files) {
        const trace = await readTrace(readFileSync(path.join(old, name)));
        expect([name, trace.notes, trace.events > 30]).toEqual([name, [], true]);
        expect(trace.strings.some((text) => text.endsWith('/proc.go'))).toBe(true);
      }
    });

  it('lets through and refuses the same of Go’s own test traces', async () => {
    await inEmpty((dir) => {
      const traces = goTests(go).map(({ name, bytes, verdict }) => {
        const file = path.join(dir, name);
        writeFileSync(file, bytes);
        return { name, file, bytes, verdict };
      });
      expect(traces.length).toBeGreaterThan(20);
      const theirs = judged(traces.map(({ file }) => file));
      for (const [i, { name, bytes, verdict }] of traces.entries()) {
        const mine = ours(bytes);
        expect([name, mine.at(-1)!.split(' ')[0]]).toEqual([name, verdict]);
        if (verdict === 'SUCCESS') expect([name, differences(mine, theirs[i])]).toEqual([name, []]);
      }
    });
  });

  it('lets through and refuses the same of broken traces', async () => {
    const random = randomNumbers(1);
    const originals = goTests(go)
      .filter(({ bytes }) => bytes.length < 10_000)
      .map(({ bytes }) => bytes);
    originals.push(readFileSync(inRoot('test/data/leak/execution.trace')));
    await inEmpty((dir) => {
      const traces = Array.from({ length: 600 }, (_, i) => {
        const bytes = spoil(originals[random(originals.length)], random, 16);
        const file = path.join(dir, String(i));
        writeFileSync(file, bytes);
        return { file, bytes };
      });
      const theirs = judged(traces.map(({ file }) => file));
      let read = 0;
      const differ = traces.filter(({ bytes }, i) => {
        const mine = ours(bytes);
        const verdicts = [mine, theirs[i]].map((lines) => lines.at(-1)!.split(' ')[0]);
        if (verdicts[0] !== 'SUCCESS' || verdicts[1] !== 'SUCCESS') return verdicts[0] !== verdicts[1];
        read++;
        // Where one address has two places, Go's reader keeps the first; and it prints broken UTF-8 in its own way.
        const bare = (line: string) =>
          line.replace(/ (?:-|[0-9a-f]{3,8})(?= |$)/g, '').replaceAll('\\ufffd', '\ufffd');
        return differences(mine.map(bare), theirs[i].map(bare)).length > 0;
      });
      expect(read).toBeGreaterThan(50);
      // Go's reader takes an end within a generation's clocks for the trace's: it hands io.EOF on.
      expect(differ.length).toBeLessThanOrEqual(6);
    });
  });
});
