import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { memoryFiles, testEngine } from '../testing/engine.ts';

const used = 'file:///w/used/used.go';
const user = 'file:///w/cmd/main.go';

describe('packages of the module', () => {
  let disk: Record<string, string>;
  let reads: string[];
  let engine: Engine;

  const rules = async () => (await engine.check(user))!.findings.map(({ rule }) => rule);

  beforeEach(async () => {
    reads = [];
    disk = {
      'file:///w/go.mod': 'module example.com/w\n\ngo 1.26\n',
      [used]: `package used

import "example.com/w/deeper"

type Server struct{ deeper.Base }

func New() *Server { return nil }
`,
      'file:///w/deeper/base.go':
        'package deeper\n\nimport "sync"\n\ntype Base struct{ Group sync.WaitGroup }\n',
      [user]: `package main

import (
	"fmt"

	"example.com/w/used"
)

func main() {
	server := used.New()
	fmt.Println(*server)
	go server.Group.Wait()
}
`,
    };
    engine = await testEngine({
      readDirectory: (dir) => memoryFiles(disk).readDirectory(dir),
      readFile: (uri) => {
        reads.push(uri);
        return memoryFiles(disk).readFile(uri);
      },
    });
  });

  afterEach(() => engine.dispose());

  test('are seen by way of each other', async () => {
    expect(await rules()).toEqual(['waitgroup-passed-by-value']);
  });

  test('are read once', async () => {
    await rules();
    const before = reads.length;
    engine.open(user, `${disk[user]}\n`);
    await rules();
    expect(reads.slice(before)).toEqual([]);
  });

  test('are seen as they are being edited', async () => {
    await rules();
    engine.open(used, disk[used].replace('struct{ deeper.Base }', 'struct{ Group interface{ Wait() } }'));
    expect(await rules()).toEqual([]);
    engine.close(used);
    expect(await rules()).toEqual(['waitgroup-passed-by-value']);
  });

  test('of an edit that only bodies see the others do not hear', async () => {
    await rules();
    engine.open(used, disk[used]);
    const { resultId } = (await engine.check(user))!;
    const before = reads.length;
    const at = { line: 6, character: 30 }; // in New
    engine.change(used, [{ range: { start: at, end: at }, text: ' ' }]);
    expect((await engine.check(user))!.resultId).toBe(resultId);
    expect(reads.slice(before)).toEqual([]);
  });

  test('hear of a change two packages away', async () => {
    await rules();
    disk['file:///w/deeper/base.go'] = 'package deeper\n\ntype Base struct{ Group interface{ Wait() } }\n';
    engine.invalidate(['file:///w/deeper/base.go']);
    expect(await rules()).toEqual([]);
  });

  test('are unknown outside of a module, until there is a go.mod', async () => {
    const goMod = disk['file:///w/go.mod'];
    delete disk['file:///w/go.mod'];
    expect(await rules()).toEqual([]);
    disk['file:///w/go.mod'] = goMod;
    engine.invalidate(['file:///w/go.mod']);
    expect(await rules()).toEqual(['waitgroup-passed-by-value']);
  });
});

test('a package that is not called as its path says is found by its name', async () => {
  const disk: Record<string, string> = {
    'file:///w/go.mod': 'module example.com/w\n\ngo 1.26\n',
    'file:///w/client/v3/client.go':
      'package clientv3\n\nimport "sync"\n\ntype Client struct{ Group sync.WaitGroup }\n\nfunc New() *Client { return nil }\n',
    'file:///w/unused/unused.go': 'package unused\n',
    [user]: `package main

import (
	"fmt"

	"example.com/w/client/v3"
	"example.com/w/unused"
)

func main() {
	client := clientv3.New()
	fmt.Println(*client, unused.Value)
	go client.Group.Wait()
}
`,
  };
  const engine = await testEngine(memoryFiles(disk));
  const rules = async () => (await engine.check(user))!.findings.map(({ rule }) => rule);
  expect(await rules()).toEqual(['waitgroup-passed-by-value']);
  disk['file:///w/client/v3/client.go'] = disk['file:///w/client/v3/client.go'].replace('clientv3', 'other');
  engine.invalidate(['file:///w/client/v3/client.go']);
  expect(await rules()).toEqual([]);
  engine.dispose();
});

test('a go.work leads to its other modules, and is followed as it changes', async () => {
  const disk: Record<string, string> = {
    'file:///w/go.work': 'go 1.26\nuse ./app\n',
    'file:///w/app/go.mod': 'module example.com/app\n\ngo 1.26\n',
    'file:///w/lib/go.mod': 'module example.com/lib\n\ngo 1.26\n',
    'file:///w/lib/lib.go':
      'package lib\n\nimport "sync"\n\ntype Box[T any] struct{ V T; mu sync.WaitGroup }\n',
    'file:///w/app/main.go': `package main

import (
	"fmt"
	"sync"

	"example.com/lib"
)

func main() {
	var box lib.Box[*sync.WaitGroup]
	box.V.Add(1)
	fmt.Println(box)
}
`,
  };
  const engine = await testEngine(memoryFiles(disk));
  const rules = async () =>
    (await engine.check('file:///w/app/main.go'))!.findings
      .map(({ rule }) => rule)
      .filter((rule) => rule.endsWith('by-value'));
  expect(await rules()).toEqual([]);
  disk['file:///w/go.work'] = 'go 1.26\nuse (\n\t./app\n\t./lib\n)\n';
  engine.invalidate(['file:///w/go.work']);
  expect(await rules()).toEqual(['waitgroup-passed-by-value']);
  engine.dispose();
});
