// node scripts/stdlib.mjs: asks the Go toolchain what its standard library and golang.org/x/sync say of the types that
// rules ask about, and writes server/src/types/stdlib.ts and server/src/types/stdlibLocks.ts.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { findGo } from './lib/go.mjs';
import { inRoot } from './lib/paths.mjs';
import { Advice, runMain, say } from './lib/say.mjs';

await runMain(async () => {
  const go = findGo();
  if (!go) throw new Advice('Go is not on PATH: install it from https://go.dev/dl to read its library.');
  const ask = (/** @type {string[]} */ ...args) => execFileSync(go, args, { encoding: 'utf8' });
  const version = ask('env', 'GOVERSION').trim();
  const sources = ['main.go', 'locks.go'].map((name) => inRoot('scripts/stdlib', name));
  /** @type {{ stubs: Record<string, string>, locks: Record<string, Record<string, string>> }} */
  const said = JSON.parse(ask('run', ...sources));
  const stubs = Object.entries(said.stubs).map(([path, text]) => `  '${path}': \`${text}\`,\n`);
  const file = inRoot('server/src/types/stdlib.ts');
  await writeFile(
    file,
    `/**
 * What the standard library of ${version} and golang.org/x/sync say of the types that rules ask about, by import
 * path: Go source without bodies, and with parameters of generic functions only. Made by \`node scripts/stdlib.mjs\`.
 */
export const stdlib: Readonly<Record<string, string>> = {
${stubs.join('')}};
`,
  );
  const locks = Object.entries(said.locks).map(([path, types]) => {
    const fields = Object.entries(types).map(([name, lock]) => `${name}: '${lock}'`);
    return `  '${path}': { ${fields.join(', ')} },\n`;
  });
  await writeFile(
    inRoot('server/src/types/stdlibLocks.ts'),
    `/**
 * The types of the standard library of ${version} that must not be copied, by import path, and the lock that each
 * holds. Made by \`node scripts/stdlib.mjs\`.
 */
export const stdlibLocks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${locks.join('')}};
`,
  );
  say(`${stubs.length} packages written to ${file}`);
});
