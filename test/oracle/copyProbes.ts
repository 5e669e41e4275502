// node test/oracle/copyProbes.ts FOLDER [PATTERN…]: what a type holds decides whether its copy is told. Copies a module,
// lets every function and method of it copy what its pointer parameters and receiver point to, and compares what
// `go vet -copylocks` and we say of these copies (Node 24). FOLDER stays as it is.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findGo } from '../../scripts/lib/go.mjs';
import { F, K } from '../../server/src/syntax/kinds.ts';
import { parseAll, testParser } from '../../server/src/testing/engine.ts';
import { parametersOf } from '../../server/src/types/package.ts';
import type { SourceFile } from '../../server/src/types/sourceFile.ts';
import { judgeCopies } from './copies.ts';
import { inEmpty } from './go.ts';
import { Go } from './toolchain.ts';

/** A file's text with a copy of each pointer parameter's value at the start of each body; lines stay what they are. */
function probed(file: SourceFile): string {
  const { tree } = file;
  let text = '';
  let done = 0;
  const functions = [K.function_declaration, K.method_declaration].flatMap((kind) => [...file.nodesOf(kind)]);
  for (const fn of functions.sort((a, b) => a - b)) {
    const code = probesOf(file, fn);
    const at = tree.start[tree.child(fn, F.body)] + 1;
    if (!code) continue;
    text += tree.source.slice(done, at) + code;
    done = at;
  }
  return text + tree.source.slice(done);
}

function probesOf(file: SourceFile, fn: number): string {
  const { tree } = file;
  if (!tree.child(fn, F.body) || tree.isBroken(fn)) return '';
  const names = [F.receiver, F.parameters]
    .flatMap((field) => parametersOf(file, tree.child(fn, field)))
    .filter((p) => p.name && !p.variadic && tree.kind[p.type] === K.pointer_type)
    .map((p) => tree.text(p.name));
  return names.map((name, i) => ` unpark${i} := *${name}; _ = &unpark${i};`).join('');
}

const [from, ...patterns] = process.argv.slice(2);
const go = findGo();
if (!from || !go) throw new Error('usage: copyProbes.ts FOLDER [PATTERN…], with go on PATH');
const parser = await testParser();
await inEmpty(async (dir) => {
  cpSync(from, dir, { recursive: true });
  let probes = 0;
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.go') || /(?:^|\/)(?:vendor|testdata|\.git)\//.test(name)) continue;
    const file = path.join(dir, name);
    const text = probed(parseAll(parser, readFileSync(file, 'utf8')));
    probes += text.split(/ unpark\d+ := \*/).length - 1;
    writeFileSync(file, text);
  }
  const { agree, missed, beyond, leftOut } = await judgeCopies(
    new Go(go),
    dir,
    patterns.length ? patterns : ['./...'],
  );
  console.log(`${probes} probes; told by both: ${agree}`);
  for (const [reason, list] of leftOut) console.log(`left out, ${reason}: ${list.length}`);
  for (const [title, list] of Object.entries({ missed, beyond })) {
    console.log(`${title}: ${list.length}`);
    for (const { file, line, column, message } of list)
      console.log(`  ${file}:${line}:${column}: ${message}`);
  }
});
