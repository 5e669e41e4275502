// node scripts/stdlib.mjs: asks the Go toolchain what its standard library and golang.org/x/sync say of the types that
// rules ask about, and writes server/src/types/stdlib.ts.
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
  const stubs = Object.entries(JSON.parse(ask('run', inRoot('scripts/stdlib/main.go')))).map(
    ([path, text]) => `  '${path}': \`${text}\`,\n`,
  );
  const file = inRoot('server/src/types/stdlib.ts');
  await writeFile(
    file,
    `/**
 * What the standard library of ${version} and golang.org/x/sync say of the types that rules ask about, by import
 * path: Go source without bodies and parameters. Made by \`node scripts/stdlib.mjs\`.
 */
export const stdlib: Readonly<Record<string, string>> = {
${stubs.join('')}};
`,
  );
  say(`${stubs.length} packages written to ${file}`);
});
