import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/engine.ts';
import { Modules } from './modules.ts';

const disk = memoryFiles({
  'file:///w/go.mod': `module example.com/w
require (
	github.com/Azure/two v0.1.0
	example.com/one v1.2.3
	example.com/one/nested v1.0.0
	example.com/three v1.0.0
)
replace example.com/one => ../one
replace example.com/three => example.com/fork v2.0.0
replace example.com/share => //host/share
`,
  'file:///w/inner/go.mod': 'module example.com/inner\n',
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
  [
    'example.com/three/x',
    ['file:///w/vendor/example.com/three/x', 'file:///cache/example.com/fork%40v2.0.0/x'],
  ],
  [
    'github.com/Azure/two/z',
    ['file:///w/vendor/github.com/Azure/two/z', 'file:///cache/github.com/%21azure/two%40v0.1.0/z'],
  ],
  ['net/http', []],
  ['example.com/share/x', ['file:///w/vendor/example.com/share/x']],
  ['example.com/wide', ['file:///w/vendor/example.com/wide']],
])('%s lies in %j', async (path, folders) => {
  const module = await modules.moduleOf('file:///w');
  expect(modules.foldersOf(module!, path)).toEqual(folders);
});
