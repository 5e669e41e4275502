import { describe, expect, test } from 'vitest';
import { group } from '../../testing/group.ts';
import { bundle } from '../bundles.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';

const page = (parts: Parameters<typeof group>[0], name = 'a.txt') => ({
  name,
  format: 'goroutine dump',
  goroutines: 5,
  bundles: bundle(
    [group({ count: 5, waitMinutes: { min: 1, max: 12 }, reason: 'They wait.', ...parts })],
    'stack',
  ),
  compared: new Map(),
});

describe('exports', () => {
  test('Markdown', () => {
    expect(toMarkdown(page({}))).toBe(
      [
        '# Goroutines of a.txt',
        'goroutine dump · 5 goroutines · 1 group',
        '## 5 × chan send, ≥ 12 min: `main.collect (main.go:41)`',
        'They wait.',
        [
          '```text',
          'sync.(*WaitGroup).Wait',
          '\t/go/src/sync/waitgroup.go:9',
          'main.collect',
          '\tC:\\app\\main.go:41',
          'created by main.run',
          '\t/app/run.go:7',
          '```',
        ].join('\n'),
        '',
      ].join('\n\n'),
    );
  });

  test('no name of a program gets out of its place in Markdown', () => {
    const evil = { function: 'main.```\n# x', file: '', line: 0 };
    const text = toMarkdown(page({ stack: [evil], state: '<b>*x*' }, '[a](b)'));
    expect(text).toContain('# Goroutines of \\[a\\](b)');
    expect(text).toContain('\\<b\\>\\*x\\*');
    expect(text).toContain('````text\nmain.```\n# x\n');
  });

  test('no name of a program gets out of its place in HTML', () => {
    const evil = { function: '</pre><script>x()</script>', file: '"&\'', line: 1 };
    const html = toHtml(page({ stack: [evil], state: '<i>', reason: '<u>' }, '</title><b>'));
    expect(html).not.toMatch(/<(?:script|i|u)>|<\/title><b>/);
    expect(html).toContain('&lt;/pre&gt;&lt;script&gt;x()&lt;/script&gt;\n\t&quot;&amp;&#39;:1');
  });

  test('the report opens with its worst group open', () => {
    const html = toHtml(page({}));
    expect(html).toContain('<details class="suspicious" open>');
    expect(html).toContain("default-src 'none'");
  });
});
