// npm run bench -- name [argument…]: one of the benchmarks in test/bench, under a Node that runs TypeScript.
import { existsSync } from 'node:fs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode24, withNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { Advice, runMain } from './lib/say.mjs';

const names = ['check', 'edit', 'flatTree', 'goroutineDump', 'pprof', 'timeline', 'trace'];

await runMain(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (!names.includes(name)) throw new Advice(`Usage: npm run bench -- ${names.join('|')} [argument…]`);
  await ensureDependencies();
  if (['check', 'edit'].includes(name) && !existsSync(inRoot('dist/server/cli.js')))
    throw new Advice('It measures what was built: npm run build');
  const node = await ensureNode24();
  // Files are named from where the user stands.
  const { code } = await run(node, ['--no-warnings', inRoot('test/bench', `${name}.ts`), ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: withNode(node),
    show: true,
  });
  process.exitCode = code === 0 ? 0 : 1;
});
