import { describe, expect, test } from 'vitest';
import { diffProfiles, open } from '#profile';
import type { FlameAsk } from './messages.ts';
import { factsOf, ProfileSession } from './session.ts';

/** A heap profile as text: `main.serve` allocates by itself and through a library, `main.idle` little. */
const text = `heap profile: 3: 700 [3: 700] @ heapprofile
1: 400 [1: 400] @ 0x10 0x20 0x30
#	0x10	example.com/lib/buf.Grow+0x1	/root/go/pkg/mod/example.com/lib@v1.2.3/buf.go:7
#	0x20	main.serve+0x1	/app/main.go:11
#	0x30	runtime.goexit+0x1	/usr/local/go/src/runtime/asm.s:1
1: 200 [1: 200] @ 0x21 0x30
#	0x21	main.serve+0x2	/app/main.go:14
#	0x30	runtime.goexit+0x1	/usr/local/go/src/runtime/asm.s:1
1: 100 [1: 100] @ 0x40 0x30
#	0x40	main.idle+0x1	/app/idle.go:3
#	0x30	runtime.goexit+0x1	/usr/local/go/src/runtime/asm.s:1
`;

const { profile } = await open(new TextEncoder().encode(text));
if (!profile) throw new Error('no profile');
const space = profile.sampleTypes.findIndex(({ type }) => type === 'space');
const view = { type: space, label: null };
const session = new ProfileSession(profile);

type Session = InstanceType<typeof ProfileSession>;
const ask = <K extends Parameters<Session['answer']>[0]>(query: K) => session.answer(query);
const flame = (asked: Partial<FlameAsk> = {}) => {
  const reply = ask({
    kind: 'flame',
    view,
    inverted: false,
    by: null,
    order: 'weight',
    search: '',
    range: null,
    pixels: 700,
    depthFrom: 0,
    depthTo: 50,
    ...asked,
  });
  if (!('labels' in reply)) throw new Error('not boxes');
  const names = Array.from(reply.label, (label) => reply.labels[label]?.name ?? '');
  return { ...reply, names };
};

describe('a profile and the questions about it', () => {
  test('tells its sample types', () => {
    expect(factsOf(profile).types.map(({ type }) => type)).toContain('space');
    expect(factsOf(profile).labels).toEqual([{ key: 'bytes', values: ['400', '200', '100'] }]);
  });

  test('knows its total and what a search finds of it', () => {
    expect(ask({ kind: 'overview', view, search: 'SERVE main' })).toEqual({
      total: 700,
      sum: 700,
      found: { functions: 1, weight: 600 },
    });
    expect(ask({ kind: 'overview', view, search: ' ' })).toMatchObject({
      found: { functions: 0, weight: 0 },
    });
  });

  test('looks only at samples with a label', () => {
    const small = { type: space, label: { key: 'bytes', value: '100' } };
    expect(ask({ kind: 'overview', view: small, search: 'main' })).toEqual({
      total: 100,
      sum: 100,
      found: { functions: 1, weight: 100 },
    });
  });

  test('draws boxes, the heaviest left', () => {
    const { names, from, to, depth, depths, width, labels } = flame();
    expect(names).toEqual(['', 'runtime.goexit', 'main.serve', 'main.idle', 'example.com/lib/buf.Grow']);
    expect([...depth]).toEqual([0, 1, 2, 2, 3]);
    expect([...from]).toEqual([0, 0, 0, 600, 0]);
    expect([...to]).toEqual([700, 700, 600, 700, 400]);
    expect([width, depths]).toEqual([700, 4]);
    expect(labels.map(({ origin }) => origin)).toEqual(['go', 'own', 'own', 'library']);
  });

  test('draws only what is in sight and a pixel wide', () => {
    expect(flame({ range: { from: 600, to: 700 } }).names).toEqual(['', 'runtime.goexit', 'main.idle']);
    expect(flame({ pixels: 6 }).names).not.toContain('main.idle');
    expect(flame({ depthFrom: 2, depthTo: 3 }).names).toEqual(['main.serve', 'main.idle']);
    expect(flame({ depthFrom: 2, depthTo: 3 }).depths).toBe(4);
  });

  test('splits by a label, whose frames are no functions', () => {
    const { names, to, labels } = flame({ by: 'bytes' });
    expect(names.slice(0, 4)).toEqual(['', 'bytes = 400', 'bytes = 200', 'bytes = 100']);
    expect([...to].slice(1, 4)).toEqual([400, 600, 700]);
    const { frame } = labels.find(({ name }) => name === 'bytes = 400')!;
    expect(ask({ kind: 'place', view, frame })).toMatchObject({ file: '' });
    expect(ask({ kind: 'neighbours', view, frame })).toMatchObject({
      self: { name: 'example.com/lib/buf.Grow' },
    });
  });

  test('tells what the lines of a function weigh, and of all files', () => {
    const source = ask({ kind: 'source', view, frame: null });
    if (!('files' in source) || !('self' in source)) throw new Error('no source');
    expect(source.self).toMatchObject({ name: 'main.serve' });
    expect(source.files.map(({ file, lines }) => [file, [...lines.line], [...lines.cum]])).toEqual([
      ['/app/main.go', [11, 14], [400, 200]],
    ]);
    const heat = ask({ kind: 'heat', view });
    if (!('files' in heat)) throw new Error('no heat');
    expect(heat.files.map(({ file }) => file).slice(0, 2)).toEqual([
      '/usr/local/go/src/runtime/asm.s',
      '/root/go/pkg/mod/example.com/lib@v1.2.3/buf.go',
    ]);
  });

  test('marks what a search finds, and turns round', () => {
    const { names, matches } = flame({ inverted: true, search: 'serve' });
    expect(names.filter((_, i) => matches[i] === 1)).toEqual(['main.serve', 'main.serve']);
    expect(names[1]).toBe('example.com/lib/buf.Grow');
  });

  test('sorts and filters its table', () => {
    const top = (asked: object) => {
      const reply = ask({
        kind: 'top',
        view,
        order: 'self',
        rising: false,
        search: '',
        from: 0,
        to: 9,
        ...asked,
      });
      if (!('rows' in reply)) throw new Error('not rows');
      return { count: reply.count, names: reply.rows.map(({ name }) => name) };
    };
    expect(top({}).names).toEqual(['example.com/lib/buf.Grow', 'main.serve', 'main.idle', 'runtime.goexit']);
    expect(top({ order: 'total' }).names[0]).toBe('runtime.goexit');
    expect(top({ order: 'name', rising: true }).names[1]).toBe('main.idle');
    expect(top({ order: 'name', rising: false }).names[0]).toBe('runtime.goexit');
    expect(top({ rising: true }).names[0]).toBe('runtime.goexit');
    expect(top({ search: 'main.' })).toEqual({ count: 2, names: ['main.serve', 'main.idle'] });
    expect(top({ from: 1, to: 2 })).toEqual({ count: 4, names: ['main.serve'] });
  });

  test('opens its tree along the heaviest calls, and as it is told', () => {
    const tree = (open: number[] | null) => {
      const reply = ask({ kind: 'tree', view, inverted: false, by: null, search: '', open, from: 0, to: 99 });
      if (!('open' in reply)) throw new Error('not a tree');
      return { lines: reply.rows.map(({ name, level }) => `${level} ${name}`), open: reply.open };
    };
    const hot = tree(null);
    expect(hot.lines).toEqual([
      '1 runtime.goexit',
      '2 main.serve',
      '3 example.com/lib/buf.Grow',
      '2 main.idle',
    ]);
    expect(tree([]).lines).toEqual(['1 runtime.goexit']);
    expect(tree(hot.open.slice(0, 1)).lines).toEqual(['1 runtime.goexit', '2 main.serve', '2 main.idle']);
  });

  test('knows callers and callees; without a function, of the heaviest', () => {
    const near = (frame: number | null) => {
      const reply = ask({ kind: 'neighbours', view, frame });
      if (!('callers' in reply)) throw new Error('no neighbours');
      return reply;
    };
    const { self, callers } = near(null);
    expect(self).toMatchObject({ name: 'example.com/lib/buf.Grow', self: 400, total: 400 });
    expect(callers).toMatchObject([{ name: 'main.serve', weight: 400 }]);
    const serve = near(callers[0].frame);
    expect(serve.self).toMatchObject({ self: 200, total: 600 });
    expect(serve.callees).toMatchObject([{ name: 'example.com/lib/buf.Grow', weight: 400 }]);
  });

  test('opens the line that weighs most', () => {
    const serve = flame().labels.find(({ name }) => name === 'main.serve')?.frame ?? -1;
    expect(ask({ kind: 'place', view, frame: serve })).toEqual({
      file: '/app/main.go',
      line: 11,
      function: 'main.serve',
    });
  });

  test('tells a difference', async () => {
    const less = text
      .replace('1: 400 [1: 400]', '1: 100 [1: 100]')
      .replace('1: 100 [1: 100] @ 0x40', '1: 150 [1: 150] @ 0x40');
    const base = await open(new TextEncoder().encode(less));
    if (!base.profile) throw new Error('no profile');
    const difference = diffProfiles(profile, base.profile, true);
    expect(factsOf(difference, true)).toMatchObject({ isDifference: true });
    expect(factsOf(difference, true).labels.map(({ key }) => key)).toEqual(['bytes']);
    const asked = { kind: 'overview', view, search: 'idle' } as const;
    expect(new ProfileSession(difference).answer(asked)).toEqual({
      total: 450,
      sum: 250,
      found: { functions: 1, weight: -50 },
    });
  });

  test('refuses a sample type that is not there', () => {
    expect(() => ask({ kind: 'overview', view: { type: 99, label: null }, search: '' })).toThrow(RangeError);
  });
});
