// npm run package: a production build in a .vsix, checked for size and contents.
import { ensureDependencies } from './lib/dependencies.mjs';
import { Advice, runMain, say } from './lib/say.mjs';
import { flawsOf, packageExtension } from './lib/vsix.mjs';

await runMain(async () => {
  await ensureDependencies();
  const { file, ...contents } = await packageExtension();
  const flaws = flawsOf(contents);
  if (flaws.length > 0) throw new Advice(`${file} is not fit to be published:\n${flaws.join('\n')}`);
  say(`${file}: ${contents.names.length} files, ${(contents.bytes / 1000).toFixed(0)} kB`);
});
