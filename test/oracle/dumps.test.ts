import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Frame, type Opened, open, type Snapshot } from '../../profile/src/index.ts';
import { Artefacts } from './artefacts.ts';
import { describeWithGo } from './go.ts';

interface JudgedGoroutine {
  ID: number;
  State: string;
  Minutes: number;
  Locked: boolean;
  Elided: boolean;
  Calls: { Func: string; File: string; Line: number }[];
  Creator: { Func: string; File: string; Line: number }[];
}

/** What both say of a goroutine. */
interface Told {
  id: number;
  state: string;
  minutes: number;
  locked: boolean;
  elided: boolean;
  calls: string[];
  creator: string;
}

const ours = ({ stacks, goroutines }: Snapshot): Told[] =>
  goroutines.map((g) => ({
    id: g.id!,
    state: g.state,
    minutes: g.waitMinutes ?? 0,
    locked: g.lockedToThread ?? false,
    elided: stacks[g.stack].elided !== 0,
    calls: stacks[g.stack].frames.map(call),
    // panicparse leaves the goroutine in the function's name.
    creator: g.createdBy
      ? call({
          ...g.createdBy,
          function: `${g.createdBy.function}${g.createdBy.goroutine ? ` in goroutine ${g.createdBy.goroutine}` : ''}`,
        })
      : '',
  }));

const call = ({ function: name, file, line }: Frame) => `${name} ${file}:${line}`;

const theirs = (goroutines: JudgedGoroutine[]): Told[] =>
  goroutines.map((g) => ({
    id: g.ID,
    state: g.State,
    minutes: g.Minutes,
    locked: g.Locked,
    elided: g.Elided,
    // «goroutine running on other thread; stack unavailable» is a call to panicparse; to us a stack without any.
    calls: g.Calls.filter((c) => c.File !== '<unavailable>').map((c) => `${c.Func} ${c.File}:${c.Line}`),
    creator: g.Creator.length ? `${g.Creator[0].Func} ${g.Creator[0].File}:${g.Creator[0].Line}` : '',
  }));

// Dumps of real programs that end in every way that there is, read by us and by panicparse.
describeWithGo('dumps beside panicparse', (go) => {
  const artefacts = new Artefacts(go);
  const judge = artefacts.program('judge')!;
  const crash = artefacts.program('crash')!;
  afterAll(() => rmSync(artefacts.folder, { recursive: true, force: true }));

  const judged = (text: string): Told[] => {
    const file = path.join(artefacts.folder, 'judged.log');
    writeFileSync(file, text);
    const printed = execFileSync(judge, ['panicparse', file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: 'pipe',
    });
    return theirs(JSON.parse(printed));
  };
  const read = (text: string): Promise<Opened> => open(new TextEncoder().encode(text));

  describe.each(['single', 'all', 'system'])('GOTRACEBACK=%s', (level) => {
    test.each([
      ['panic', 'panic', 'panic: boom\n\tin two lines'],
      ['nested', 'panic', 'panic: first\n\tpanic: second\n\tpanic: third'],
      ['repanic', 'panic', /^panic: .*nil pointer dereference/],
      ['deep', 'panic', 'panic: at the bottom'],
      ['overflow', 'fatal-error', 'fatal error: stack overflow'],
      ['deadlock', 'deadlock', 'fatal error: all goroutines are asleep - deadlock!'],
      ['quit', 'signal', /^SIGQUIT: quit/],
      ['map', 'fatal-error', 'fatal error: concurrent map writes'],
    ])('%s', async (how, kind, reason) => {
      const text = artefacts.run(crash, [how], { GOTRACEBACK: level });
      const { snapshot, snapshots, notes } = await read(text);
      expect(snapshots ?? []).toEqual([]);
      expect(notes).toEqual([]);
      expect(snapshot.reason).toMatchObject({ kind });
      if (typeof reason === 'string') expect(snapshot.reason!.text.startsWith(reason)).toBe(true);
      else expect(snapshot.reason!.text).toMatch(reason);
      const told = ours(snapshot);
      expect(told.length).toBeGreaterThan(0);
      expect(told.length).toBe(text.match(/^goroutine \d+ /gm)!.length);
      expect(told).toEqual(judged(text));
    });
  });

  test.each(['panic', 'quit', 'map'])('GOTRACEBACK=crash: %s, every thread’s', async (how) => {
    const text = artefacts.run(crash, [how], { GOTRACEBACK: 'crash' });
    const { snapshot, snapshots } = await read(text);
    expect(snapshots ?? []).toEqual([]);
    const heads = [...text.matchAll(/^goroutine (\d+) /gm)].map((match) => Number(match[1]));
    const told = ours(snapshot);
    expect(new Set(told.map((g) => g.id))).toEqual(new Set(heads));
    expect(told.filter((g) => g.id === 0)).toHaveLength(heads.filter((id) => id === 0).length);
    expect(snapshot.goroutines.some((g) => g.thread !== undefined)).toBe(true);
    // What is said more than once is said by some of them as we have it.
    const all = judged(text);
    for (const goroutine of told) {
      const same = all.filter((g) => g.id === goroutine.id);
      expect(same.map((g) => g.calls)).toContainEqual(goroutine.calls);
    }
  });

  test('a dump of all, with labels in its headers', async () => {
    const text = artefacts.run(crash, ['panic'], { GOTRACEBACK: 'all', GODEBUG: 'tracebacklabels=1' });
    const { snapshot } = await read(text);
    // Go 1.26 and later.
    const labelled = snapshot.goroutines.filter((g) => g.labels);
    expect(labelled).toHaveLength(text.match(/^goroutine .*pattern/gm)?.length ?? 0);
    for (const { labels } of labelled) expect(labels).toEqual({ pattern: 'GET /{id}', 'q"': 'a]: b' });
    expect(snapshot.goroutines.map((g) => g.state)).toContain('chan send (nil chan)');
  });

  test('ancestors', async () => {
    const text = artefacts.run(crash, ['panic'], { GOTRACEBACK: 'all', GODEBUG: 'tracebackancestors=5' });
    const { snapshot } = await read(text);
    const started = snapshot.goroutines.filter((g) => g.ancestors);
    expect(started).toHaveLength(text.match(/^\[originating from goroutine 1\]:$/gm)!.length);
    for (const { ancestors } of started) {
      expect(ancestors!.map(({ id }) => id)).toEqual([1]);
      const names = snapshot.stacks[ancestors![0].stack].frames.map((f) => f.function);
      expect(names).toContain('main.wait');
    }
  });

  test('goleak’s report', async () => {
    const text = artefacts.test('leaky');
    const { snapshot, notes } = await read(text);
    expect(notes).toEqual([]);
    expect(snapshot.reason).toMatchObject({ kind: 'goleak' });
    // What goleak prints is no dump to panicparse; given headers and no indentation, it is.
    const dump = text
      .replaceAll('\n        ', '\n')
      .replace(/^\[? ?Goroutine (\d+) in state (.*), with .*$/gm, '\ngoroutine $1 [$2]:')
      .replace(/^\]$/m, '');
    expect(ours(snapshot)).toEqual(judged(dump));
    expect(snapshot.goroutines).toHaveLength(3);
  });

  test('a test that takes too long', async () => {
    const text = artefacts.test('slow', '-timeout', '1s');
    const { snapshot } = await read(text);
    expect(snapshot.reason?.kind).toBe('test-timeout');
    expect(snapshot.reason?.text).toContain('TestSlow/inner');
    expect(ours(snapshot)).toEqual(judged(text));
  });

  test('a profile’s dump', async () => {
    const record = artefacts.program('record')!;
    artefacts.run(record, [artefacts.folder]);
    const text = readFileSync(path.join(artefacts.folder, 'dump.log'), 'utf8');
    expect(ours((await read(text)).snapshot)).toEqual(judged(text));
  });

  test('the race detector’s report', async () => {
    const racy = artefacts.program('crash', { flags: ['-race'] });
    if (!racy) {
      console.warn('SKIPPED: the race detector cannot be built here (it needs cgo)');
      return;
    }
    const text = artefacts.run(racy, ['race']);
    const { format, races } = await read(text);
    expect(format).toBe('race-report');
    expect(races!.reports).toHaveLength(Number(/Found (\d+) data race/.exec(text)![1]));
    const [race] = races!.reports;
    const lines = text.split('\n');
    for (const { operation, previous, stack } of race.accesses) {
      const head = `${previous ? `Previous ${operation}` : operation[0].toUpperCase() + operation.slice(1)} at`;
      const at = lines.findIndex((line) => line.startsWith(head));
      expect(lines[at + 1].trim()).toBe(`${stack[0].function}()`);
      expect(lines[at + 2].trim().startsWith(`${stack[0].file}:${stack[0].line} `)).toBe(true);
    }
    expect(race.goroutines).toHaveLength(1);
  });
});
