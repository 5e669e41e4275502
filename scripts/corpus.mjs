// npm run corpus -- goker DIR: looks at programs with known bugs, and prints which are found.
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode24, withNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  await ensureDependencies();
  const node = await ensureNode24();
  // `test/corpus` is TypeScript without a build: what Node says of that is not for whoever reads the table.
  const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', inRoot('test/corpus/main.ts')];
  const { code } = await run(node, [...args, ...process.argv.slice(2)], {
    env: withNode(node),
    show: true,
    timeout: 10 * 60_000,
  });
  process.exitCode = code === 0 ? 0 : 1;
});
