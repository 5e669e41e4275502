// Runs the stages and counts. Started by scripts/test.mjs, which has set up what this needs.
import { Advice, runMain, say } from '../lib/say.mjs';
import { buildStage, lintStage, typesStage } from './checks.mjs';
import { integrationStage } from './integration.mjs';
import { failed, strict, summarise } from './outcome.mjs';
import { packageStage } from './package.mjs';
import { e2eStage, unitStage } from './vitest.mjs';
import { webStage } from './web.mjs';

/** @type {import('./outcome.mjs').Stage[]} */
const stages = [typesStage, lintStage, unitStage, integrationStage, e2eStage, webStage, packageStage];

/** @param {import('./outcome.mjs').Stage} stage */
async function runStage(stage) {
  say(`\n── ${stage.name}: ${stage.what}`);
  const began = performance.now();
  /** @type {import('./outcome.mjs').Outcome[]} */
  let outcomes;
  try {
    outcomes = await stage.run();
  } catch (error) {
    outcomes = [
      failed(
        stage.name,
        error instanceof Advice
          ? error.message
          : error instanceof Error
            ? String(error.stack)
            : String(error),
      ),
    ];
  }
  const { passed, failed: failures, skips } = summarise(outcomes, strict);
  say(
    `   ${passed} passed, ${failures} failed, ${skips.length} skipped in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  return outcomes;
}

await runMain(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new Advice(
      `No stage is named ${unknown.join(', ')}: choose from ${stages.map(({ name }) => name).join(', ')}.`,
    );
  }
  const chosen = names.length > 0 ? stages.filter(({ name }) => names.includes(name)) : stages;

  const outcomes = [];
  let built = true;
  if (chosen.some(({ needsBuild }) => needsBuild)) {
    const build = await runStage(buildStage);
    built = build.every(({ state }) => state === 'passed');
    outcomes.push(...build);
  }
  for (const stage of chosen) {
    if (stage.needsBuild && !built) outcomes.push(failed(stage.name, 'not run, as the build failed'));
    else outcomes.push(...(await runStage(stage)));
  }

  const total = summarise(outcomes, strict);
  for (const { name, detail } of total.skips) say(`\nSKIPPED ${name}: ${detail}`);
  for (const { name, detail } of total.failures)
    say(`\nFAILED ${name}\n${(detail ?? '').replace(/^/gm, '  ')}`);
  say(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
});
