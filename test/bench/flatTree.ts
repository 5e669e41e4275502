/**
 * The cost of copying syntax trees into typed arrays, beside a plain recursive walk of tree-sitter's own nodes.
 *
 * Usage: node test/bench/flatTree.ts [folder of Go files…]   (Node 24; default: GOROOT/src/net and runtime)
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import { flatten } from '../../server/src/syntax/flatTree.ts';
import { interestIn } from '../../server/src/syntax/interest.ts';
import { testParser } from '../../server/src/testing/engine.ts';

const folders = process.argv.slice(2);
if (!folders.length) {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  folders.push(path.join(goroot, 'src/net'), path.join(goroot, 'src/runtime'));
}
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.go') && !name.includes('testdata'))
    .map((name) => path.join(folder, name)),
);

const parser = await testParser();
const spent = { parse: 0, walk: 0, copyAll: 0, copyInterest: 0, walkArrays: 0 };
let bytes = 0;
let nodes = 0;
let kept = 0;
let checksum = 0;

function timed<T>(name: keyof typeof spent, work: () => T): T {
  const since = performance.now();
  const result = work();
  spent[name] += performance.now() - since;
  return result;
}

/** What one rule would read of each node. */
function walk(node: Node): void {
  checksum += node.typeId + node.startIndex + node.endIndex;
  for (const child of node.namedChildren) if (child) walk(child);
}

for (const file of files) {
  const source = readFileSync(file, 'utf8');
  bytes += source.length;
  const tree = timed('parse', () => parser.parse(source));
  if (!tree) continue;
  timed('walk', () => walk(tree.rootNode));
  const all = timed('copyAll', () => flatten(tree, source, parser.tables, null));
  nodes += all.size;
  kept += timed('copyInterest', () => flatten(tree, source, parser.tables, interestIn(source))).size;
  timed('walkArrays', () => {
    for (let n = 0; n < all.size; n++) checksum += all.kind[n] + all.start[n] + all.end[n] + all.parent[n];
  });
  tree.delete();
}

const row = (name: string, milliseconds: number, count: number) =>
  console.log(
    `${name.padEnd(44)} ${milliseconds.toFixed(0).padStart(6)} ms  ${((milliseconds * 1e6) / count).toFixed(0).padStart(4)} ns/node  ${(milliseconds / spent.parse).toFixed(2)} × parse`,
  );
console.log(
  `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${nodes} named nodes (checksum ${checksum})`,
);
row('parse', spent.parse, nodes);
row('one walk of the nodes (type, start, end)', spent.walk, nodes);
row('copy of all bodies', spent.copyAll, nodes);
row(`copy of bodies of interest (${kept} nodes)`, spent.copyInterest, nodes);
row('one walk of the arrays', spent.walkArrays, nodes);
