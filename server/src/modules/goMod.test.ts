import { expect, test } from 'vitest';
import { escapePath, parseGoMod } from './goMod.ts';
import { parseGoWork, vendoredIn } from './goWork.ts';

test('a go.mod says what it requires and replaces', () => {
  const goMod = parseGoMod(`// The service.
module "example.com/service" // ours

go 1.26
require example.com/one v1.2.3
require (
	github.com/Azure/two v0.1.0 // indirect
	three.org/x/y v2.0.0+incompatible
)
replace example.com/one => ../one
replace (
	three.org/x/y v2.0.0+incompatible => example.com/fork v1.0.0
)
exclude ( a v1.0.0 )
`);
  expect(goMod?.module).toBe('example.com/service');
  expect([...(goMod?.requires ?? [])]).toEqual([
    ['example.com/one', 'v1.2.3'],
    ['github.com/Azure/two', 'v0.1.0'],
    ['three.org/x/y', 'v2.0.0+incompatible'],
  ]);
  expect([...(goMod?.replaces ?? [])]).toEqual([
    ['example.com/one', { path: '../one', version: '' }],
    ['three.org/x/y@v2.0.0+incompatible', { path: 'example.com/fork', version: 'v1.0.0' }],
  ]);
});

test('what is no go.mod is none', () => {
  expect(parseGoMod('')).toBeNull();
  expect(parseGoMod('go 1.26\nreplace => =>\n(((\n')).toBeNull();
});

test('the module cache spells capitals with a mark', () => {
  expect(escapePath('github.com/Azure/azure-sdk')).toBe('github.com/!azure/azure-sdk');
});

test('the language version is that of the go line, and 1.16 without one', () => {
  expect(parseGoMod('module m\n\ngo 1.22.3\n')?.go).toEqual([1, 22]);
  expect(parseGoMod('module m\ngo 1.25rc1 // next\n')?.go).toEqual([1, 25]);
  expect(parseGoMod('module m\n')?.go).toEqual([1, 16]);
});

test('a go.work says where its modules are', () => {
  expect(
    parseGoWork(`go 1.23.0
use ./one
use (
	.
	"../two words" // theirs
)
replace example.com/x v1.0.0 => ./x
toolchain go1.24.0
`),
  ).toEqual({
    go: [1, 23],
    uses: ['./one', '.', '../two words'],
    replaces: new Map([['example.com/x@v1.0.0', { path: './x', version: '' }]]),
  });
  expect(parseGoWork('use )\nreplace =>\n')).toEqual({ go: null, uses: [')'], replaces: new Map() });
});

test('a modules.txt lists packages', () => {
  const text = '# example.com/x v1.0.0 => ./x\n## explicit; go 1.20\nexample.com/x\nexample.com/x/y\n';
  expect([...vendoredIn(text)]).toEqual(['example.com/x', 'example.com/x/y']);
});
