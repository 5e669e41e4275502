import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OpenDocument } from '../documents.ts';
import { memoryFiles, parseAll, testEngine, testParser } from '../testing/engine.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type FlatTree, flatten } from './flatTree.ts';
import { interestIn } from './interest.ts';
import { F, fieldName, K, kindName } from './kinds.ts';
import { LineIndex } from './lines.ts';
import type { GoParser } from './parser.ts';

const source = `package p

import "sync"

// group counts.
var group sync.WaitGroup

func plain(a, b int) int { return a*b + 1 }

func starts(tasks []func()) {
	for _, task := range tasks {
		group.Add(1)
		go func() {
			defer group.Done() // at the end
			task()
		}()
	}
	group.Wait()
}
`;

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** Kind, field and place of every node, by depth: what two trees must agree on, whatever slots they leave free. */
function outline(tree: FlatTree): string[] {
  const lines: string[] = [];
  const visit = (n: number, depth: number) => {
    const place = `@${tree.start[n]}-${tree.end[n]}${tree.isBroken(n) ? ' broken' : ''}`;
    lines.push(`${' '.repeat(depth)}${kindName(tree.kind[n])}.${fieldName(tree.field[n])}${place}`);
    const children = tree.children(n);
    for (const child of children) {
      expect(tree.parent[child]).toBe(n);
      visit(child, depth + 1);
    }
    if (n) expect(tree.last(n)).toBe(children.length ? tree.last(children.at(-1)!) : n);
  };
  visit(0, 0);
  return lines;
}

/** Where what each identifier means is defined, and what else is looked up by name or kind. */
function meanings(file: SourceFile): string[] {
  const { tree } = file;
  const at = (nodes: readonly number[]) => nodes.map((n) => tree.start[n]).join();
  return file.nodesOf(K.identifier).map((n) => {
    const name = tree.text(n);
    const definition = file.definition(n);
    const uses = definition ? file.uses(definition) : file.usesOfOuter(name);
    return `${name}@${tree.start[n]}: ${definition && tree.start[definition]}, ${at(uses)}, ${at(file.mentions(name))}`;
  });
}

describe('FlatTree', () => {
  test('holds what tree-sitter has, named nodes only, in document order', () => {
    const { tree } = parseAll(parser, source);
    const wasm = parser.parse(source)!;
    const named: string[] = [];
    const visit = (node: import('web-tree-sitter').Node, depth: number) => {
      if (node.type === 'comment') return;
      named.push(`${' '.repeat(depth)}${node.type}@${node.startIndex}-${node.endIndex}`);
      if (/string_literal$/.test(node.type)) return; // their inside is not copied
      for (const child of node.namedChildren) if (child) visit(child, depth + 1);
    };
    visit(wasm.rootNode, 0);
    wasm.delete();
    expect(outline(tree).map((line) => line.replace(/\.\w*@/, '@'))).toEqual(named);
  });

  test('links parents, children and siblings both ways', () => {
    const { tree } = parseAll(parser, source);
    for (let n = 1; n < tree.size; n++) {
      expect(tree.children(tree.parent[n])).toContain(n);
      expect(tree.within(n, tree.parent[n])).toBe(true);
      expect(tree.last(n)).toBeGreaterThanOrEqual(n);
    }
    const fn = tree.children(0).filter((n) => tree.kind[n] === K.function_declaration)[1];
    expect(tree.text(tree.child(fn, F.name))).toBe('starts');
  });

  test('leaves bodies without a word of concurrency opaque, and keeps comments apart', () => {
    const wasm = parser.parse(source)!;
    const tree = flatten(wasm, source, parser.tables, interestIn(source));
    wasm.delete();
    const bodies = tree.children(0).flatMap((n) => tree.child(n, F.body) || []);
    expect(bodies.map((body) => tree.isOpaque(body))).toEqual([true, false]);
    expect(tree.comments.length).toBe(4);
    expect(source.slice(tree.comments[2], tree.comments[3])).toBe('// at the end');
  });

  test('marks the ancestors of syntax errors, and nothing else', () => {
    const { tree } = parseAll(parser, 'package p\n\nfunc good() { a() }\n\nfunc bad() { a( }\n');
    const functions = tree.children(0).filter((n) => tree.kind[n] === K.function_declaration);
    expect(functions.map((n) => tree.isBroken(n))).toEqual([false, true]);
  });

  test('an edited document has the tree of its text parsed afresh', () => {
    const piece = fc.constantFrom(
      'go ',
      'wg.Add(1)\n',
      '{',
      '}',
      'é😀',
      '\r\n',
      'func f() {\n}\n',
      '',
      '"',
      '// c\n',
    );
    const edit = fc.record({ at: fc.nat(source.length), length: fc.nat(12), text: piece });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const document = new OpenDocument('file:///a.go', source);
        const first = document.file(parser, true)!;
        for (const n of first.tree.children(0)) first.uses(n); // what is indexed has to be kept up
        for (const { at, length, text } of edits) {
          const lines = new LineIndex(document.text);
          document.change([{ range: { start: lines.position(at), end: lines.position(at + length) }, text }]);
          document.editBody(parser);
        }
        const edited = document.file(parser, true)!;
        const fresh = parseAll(parser, document.text);
        // Error recovery may differ between the two; well-formed text may not.
        if (!fresh.tree.isBroken(0)) {
          expect(outline(edited.tree)).toEqual(outline(fresh.tree));
          expect(edited.tree.comments).toEqual(fresh.tree.comments);
          expect(meanings(edited)).toEqual(meanings(fresh));
        }
        expect(edited.text).toBe(document.text);
        document.dispose();
      }),
      { numRuns: 150 },
    );
  });
});

describe('hostile text', () => {
  test.each([
    ['deep nesting', `package p\nfunc f() { x := ${'('.repeat(20_000)}1${')'.repeat(20_000)} ; go x() }\n`],
    [
      'a long sum',
      `package p\nvar x = ${'1+'.repeat(20_000)}1\nfunc f() { go g(); var wg sync.WaitGroup; wg.Add(1) }\n`,
    ],
    ['no package clause', 'go func() { wg.Add(1) }()'],
    ['nothing', ''],
    ['zero bytes', '\0'.repeat(1000)],
    ['lone surrogates', 'package p\nvar s = "\ud800"\nfunc f() { go s() }'],
  ])('%s gives a report', async (_, text) => {
    const engine = await testEngine(memoryFiles({ 'file:///p/a.go': text }));
    const report = await engine.check('file:///p/a.go');
    expect(report?.findings).toEqual([]);
    engine.dispose();
  });
});
