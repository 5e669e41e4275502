// npm run fuzz [-- count [seed]]: spoils files of every format and has them read, 10,000 a format if nobody says otherwise.
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode24, withNode } from './lib/node24.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  await ensureDependencies();
  const node = await ensureNode24();
  const [count = '10000', seed] = process.argv.slice(2);
  const files = ['test/fuzz/formats.test.ts', 'profile/src/executionTrace/fuzz.test.ts'];
  const { code } = await run(node, [inRoot('node_modules/vitest/vitest.mjs'), 'run', ...files], {
    cwd: root,
    env: { ...withNode(node), UNPARK_FUZZ: count, ...(seed ? { UNPARK_FUZZ_SEED: seed } : {}) },
    show: true,
    timeout: 4 * 60 * 60_000,
  });
  process.exitCode = code === 0 ? 0 : 1;
});
