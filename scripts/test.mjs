// npm test [-- stage…]: sets up, then runs the stages (all, or those named) under a Node that the tools accept.
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode24, withNode } from './lib/node24.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  await ensureDependencies();
  const node = await ensureNode24();
  const args = [inRoot('scripts/test/main.mjs'), ...process.argv.slice(2)];
  const { code } = await run(node, args, {
    cwd: root,
    env: withNode(node),
    show: true,
    timeout: 60 * 60_000,
  });
  process.exitCode = code === 0 ? 0 : 1;
});
