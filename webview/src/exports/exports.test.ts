import { describe, expect, test } from 'vitest';
import { exportedGctrace } from '../gctrace/exported.ts';
import { exportedMetrics } from '../metrics/exported.ts';
import { freshMetrics } from '../metrics/saved.ts';
import { exportedRaces } from '../race/exported.ts';
import { exportedSchedtrace } from '../schedtrace/exported.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';

const head = { name: 'a.log', text: 'in short', notes: ['mind this'] };
const frame = (name: string, line: number) => ({ function: name, file: '/app/main.go', line });
const sample = { ms: 0, gomaxprocs: 2, idleprocs: 0, threads: 5, spinningthreads: 0, idlethreads: 1 };

describe('what pages hand out', () => {
  test('races: both accesses, where their goroutines began, and how often', () => {
    const access = { operation: 'write', address: '0xc0', previous: false, goroutine: 7 };
    const race = {
      kind: 'data-race' as const,
      accesses: [
        { ...access, stack: [frame('main.set', 11)] },
        { ...access, operation: 'read', previous: true, goroutine: 0, stack: [frame('main.get', 17)] },
      ],
      goroutines: [{ id: 7, finished: true, stack: [frame('main.main', 22)] }],
      memory: null,
    };
    const { article, json } = exportedRaces(head, { reports: [race, race] });
    expect(toMarkdown(article)).toBe(
      [
        '# Races of a.log',
        'in short',
        'mind this',
        '## Data race: main.go:11 ↔ main.go:17 (2 times)',
        '**Write by goroutine 7**',
        '```text\nmain.set\n\t/app/main.go:11\n```',
        '**Write by goroutine 7: Started at (it has ended)**',
        '```text\nmain.main\n\t/app/main.go:22\n```',
        '**Read before, by the main goroutine**',
        '```text\nmain.get\n\t/app/main.go:17\n```',
        '',
      ].join('\n\n'),
    );
    expect(json).toEqual({ format: 'race-report', races: [race, race] });
  });

  test('a scheduler’s trace: where it stalls, and its samples', () => {
    const samples = [1, 2, 4].map((runqueue, at) => ({ ...sample, ms: at * 10, runqueue }));
    const { article, json } = exportedSchedtrace(head, { samples });
    const text = toMarkdown(article);
    expect(text).toContain('0 ms to 20 ms: no processor idle');
    expect(text).toContain('| 20 | 2 | 0 | 5 | 1 | 4 | 0 |');
    expect(json).toEqual({
      format: 'schedtrace',
      stalls: [{ first: 0, last: 2, from: 1, to: 4 }],
      samples,
    });
    expect(toMarkdown(exportedSchedtrace(head, { samples: [] }).article)).toContain('At no time were all');
  });

  test('garbage collections', () => {
    const clock = { sweep: 0.25, mark: 3, end: 0.5 };
    const collection = { ...{ number: 1, at: 0.5, clock, heapAtStart: 4, heapLive: 2 }, goal: 5 };
    const { article } = exportedGctrace(head, { collections: [{ ...collection, forced: true } as never] });
    expect(toMarkdown(article)).toContain('| 1 | 0.5 | 0.75 | 3 | 4 | 2 | 5 | yes |');
  });

  test('metrics: only those that are shown, and which are above what somebody typed', () => {
    const family = (name: string, value: number) => ({
      ...{ name, type: 'gauge', help: 'a|b', unit: '' },
      samples: [{ name, labels: {}, value }],
    });
    const scrape = { families: [family('go_goroutines', 90), family('go_threads', 9)] };
    const saved = { ...freshMetrics, search: 'gorou', thresholds: { go_goroutines: 50 } };
    const { article, json } = exportedMetrics(head, scrape, saved);
    const text = toMarkdown(article);
    expect(text).toContain('go\\_goroutines is 90, and its threshold 50.');
    expect(text).toContain('| go\\_goroutines |  | 90 |  | gauge | a\\|b |');
    expect(text).not.toContain('go\\_threads');
    expect(json).toMatchObject({ families: [{ name: 'go_goroutines' }], thresholds: { go_goroutines: 50 } });
  });

  test('no name of a program gets out of its place', () => {
    const evil = '</pre><script>x()</script>';
    const picture = { title: evil, url: 'data:,"', width: 1, legend: [{ name: evil, color: '"', dash: '' }] };
    const html = toHtml(
      {
        title: evil,
        summary: evil,
        notes: [evil],
        sections: [
          {
            title: evil,
            texts: [evil],
            stacks: [{ title: evil, frames: [frame(evil, 1)] }],
            table: { columns: [{ label: evil }], rows: [[evil]] },
          },
        ],
      },
      [picture],
    );
    expect(html).not.toContain('<script');
    expect(html.match(/&lt;script&gt;/g)).toHaveLength(13);
    expect(html).toContain('src="data:,&quot;"');
    expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  });

  test('a long table is cut', () => {
    const rows = Array.from({ length: 6_000 }, (_, at) => [String(at)]);
    const article = {
      ...{ title: '', summary: '', notes: [] },
      sections: [{ title: 't', table: { columns: [{ label: 'n' }], rows } }],
    };
    expect(toMarkdown(article)).toContain('… and 5,900 more');
    expect(toHtml(article, [])).toContain('… and 1,000 more');
  });
});
