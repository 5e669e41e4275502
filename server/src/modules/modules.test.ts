import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../testing/engine.ts';
import { Modules } from './modules.ts';

const disk = memoryFiles({
  'file:///w/go.mod': `module example.com/w
require (
	github.com/Azure/two v0.1.0
	example.com/one v1.2.3
	example.com/one/nested v1.0.0
	example.com/three v1.0.0
	example.com/four v1.0.0
	example.com/five v1.0.0
	example.com/w/sub v1.0.0
)
replace example.com/one => ../one
replace example.com/three => example.com/fork v2.0.0
replace example.com/share => //host/share
replace example.com/four => ./all
replace example.com/four v1.0.0 => ./only
replace example.com/five v2.0.0 => ./five
`,
  'file:///w/inner/go.mod': 'module example.com/inner\n',
  'file:///v/go.mod': 'module example.com/v\nrequire example.com/x v1.0.0\nrequire example.com/y v1.0.0\n',
  'file:///v/vendor/modules.txt': '# example.com/x v1.0.0\n## explicit\nexample.com/x/a\nexample.com/x/b\n',
});

const modules = new Modules(disk, 'file:///cache');

test('a folder belongs to the nearest go.mod', async () => {
  expect((await modules.moduleOf('file:///w/a/b'))?.module).toBe('example.com/w');
  expect((await modules.moduleOf('file:///w/inner/a'))?.module).toBe('example.com/inner');
  expect(await modules.moduleOf('file:///elsewhere/a')).toBeNull();
});

test.each([
  ['example.com/w', ['file:///w']],
  ['example.com/w/a/b', ['file:///w/a/b']],
  ['example.com/one/x', ['file:///one/x']],
  ['example.com/one/nested/x', ['file:///cache/example.com/one/nested%40v1.0.0/x', 'file:///one/nested/x']],
  ['example.com/three/x', ['file:///cache/example.com/fork%40v2.0.0/x']],
  ['example.com/four/x', ['file:///w/only/x']],
  ['example.com/five', ['file:///cache/example.com/five%40v1.0.0']],
  ['example.com/w/sub/x', ['file:///cache/example.com/w/sub%40v1.0.0/x', 'file:///w/sub/x']],
  ['github.com/Azure/two/z', ['file:///cache/github.com/%21azure/two%40v0.1.0/z']],
  ['net/http', []],
  ['example.com/share/x', []],
  ['example.com/wide', []],
])('%s lies in %j', async (path, folders) => {
  const module = await modules.moduleOf('file:///w');
  expect(modules.foldersOf(module!, path)).toEqual(folders);
});

test.each([
  ['example.com/v/a', ['file:///v/a']],
  ['example.com/x/a', ['file:///v/vendor/example.com/x/a', 'file:///cache/example.com/x%40v1.0.0/a']],
  ['example.com/y', ['file:///cache/example.com/y%40v1.0.0']],
])('with a modules.txt, %s lies in %j', async (path, folders) => {
  const module = await modules.moduleOf('file:///v/a');
  expect(modules.foldersOf(module!, path)).toEqual(folders);
});

describe('a go.work', () => {
  const work = new Modules(
    memoryFiles({
      'file:///w/go.work': `go 1.24
use (
	./app
	./lib
	./missing
)
replace example.com/both v1.0.0 => ./ours
replace example.com/all => example.com/fork v3.0.0
`,
      'file:///w/app/go.mod': `module example.com/app
go 1.21
require example.com/lib v1.0.0
require example.com/both v1.0.0
require example.com/all v1.0.0
replace example.com/both => ../theirs
replace example.com/lib => ../old
`,
      'file:///w/lib/go.mod': `module example.com/lib
require example.com/deep v1.5.0
replace example.com/deep => ./deep
`,
      'file:///w/alone/go.mod': 'module example.com/alone\nrequire example.com/lib v1.0.0\n',
    }),
    'file:///cache',
  );

  test.each([
    ['example.com/app/cmd', ['file:///w/app/cmd']],
    ['example.com/lib/x', ['file:///w/lib/x']],
    ['example.com/both/x', ['file:///w/ours/x']],
    ['example.com/all', ['file:///cache/example.com/fork%40v3.0.0']],
    ['example.com/deep/x', ['file:///w/lib/deep/x']],
  ])('%s lies in %j', async (path, folders) => {
    const module = await work.moduleOf('file:///w/app/cmd');
    expect(work.foldersOf(module!, path)).toEqual(folders);
    expect(module!.go).toEqual([1, 21]);
  });

  test('says nothing to a module that it does not name', async () => {
    const module = await work.moduleOf('file:///w/alone');
    expect(module!.work).toBeNull();
    expect(work.foldersOf(module!, 'example.com/lib/x')).toEqual([
      'file:///cache/example.com/lib%40v1.0.0/x',
    ]);
  });
});
