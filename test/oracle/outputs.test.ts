import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { open } from '../../profile/src/index.ts';
import { Artefacts } from './artefacts.ts';
import { describeWithGo } from './go.ts';

// What the runtime prints of its scheduler and its collector, line by line.
describeWithGo('GODEBUG', (go) => {
  const artefacts = new Artefacts(go);
  const record = artefacts.program('record')!;
  afterAll(() => rmSync(artefacts.folder, { recursive: true, force: true }));
  const run = async (debug: string) => {
    const text = artefacts.run(record, [artefacts.folder], { GODEBUG: debug });
    return { text, opened: await open(new TextEncoder().encode(text)) };
  };
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

  test('schedtrace with scheddetail: every P, M and G of every moment', async () => {
    const { text, opened } = await run('schedtrace=20,scheddetail=1');
    expect(opened.format).toBe('schedtrace');
    const { samples } = opened.schedtrace!;
    const parts = text.split(/^(?=SCHED )/m).filter((part) => part.startsWith('SCHED '));
    expect(samples.length).toBe(parts.length);
    expect(samples.length).toBeGreaterThan(3);
    for (const [i, { procs, threadsDetail, goroutines, gomaxprocs, threads }] of samples.entries()) {
      expect(procs?.length).toBe(count(parts[i], /^ +P\d+: /gm));
      expect(procs?.length).toBe(gomaxprocs);
      expect(threadsDetail?.length).toBe(count(parts[i], /^ +M\d+: /gm));
      expect(threadsDetail?.length).toBeLessThanOrEqual(threads);
      expect(goroutines?.length).toBe(count(parts[i], /^ +G\d+: /gm));
    }
    const reasons = new Set(samples.flatMap(({ goroutines }) => goroutines?.map((g) => g.reason) ?? []));
    expect(reasons).toContain('force gc (idle)');
  });

  test('schedtrace and gctrace at once', async () => {
    const { text, opened } = await run('schedtrace=20,gctrace=1');
    expect(opened.schedtrace!.samples.length).toBe(count(text, /^SCHED /gm));
    for (const { local, gomaxprocs } of opened.schedtrace!.samples) expect(local).toHaveLength(gomaxprocs);
    const { collections } = opened.gctrace!;
    expect(collections.length).toBe(count(text, /gc \d+ @/g));
    expect(collections.map((one) => one.number)).toEqual(collections.map((_, i) => i + 1));
    expect(collections.some((one) => one.forced)).toBe(true);
  });
});
