import path from 'node:path';
import { development, type Kernel, kernels } from './goker.ts';

const usage = `npm run corpus -- goker DIR [--held-out]

Prints what is found in GoBench's kernels, for example in $(go env GOROOT)/src/runtime/testdata/testgoroutineleakprofile/goker.
Those of the projects that the rules are not developed by are looked at with --held-out only, and then without what was found.`;

const [what, folder, ...flags] = process.argv.slice(2);
const isAsked = what === 'goker' && folder !== undefined && flags.every((flag) => flag === '--held-out');
if (!isAsked) {
  console.error(usage);
  process.exit(2);
}
const dir = path.resolve(folder);
const table = await kernels(dir, (name) => development.test(name));
for (const kernel of table) console.log(lineOf(kernel));
console.log(totals('development', table));
if (flags.length > 0) {
  const rest = await kernels(dir, (name) => !development.test(name));
  // What is said of them is not printed: it would be developed by.
  for (const { name, verdict } of rest) console.log(`${name.padEnd(18)}${verdict}`);
  console.log(totals('held out', rest));
}

function lineOf({ name, verdict, findings }: Kernel): string {
  const said = findings.map(({ line, rule, isBlamed }) => `${line} ${rule}${isBlamed ? '' : ' (beside)'}`);
  return `${name.padEnd(18)}${verdict.padEnd(11)}${said.join(', ')}`.trimEnd();
}

function totals(group: string, all: readonly Kernel[]): string {
  const count = (verdict: Kernel['verdict']) => all.filter((kernel) => kernel.verdict === verdict).length;
  const beside = all.map(({ findings }) => findings.filter(({ isBlamed }) => !isBlamed).length);
  const share = Math.round((100 * count('found')) / all.length);
  return `${group}: ${count('found')} of ${all.length} found (${share} %), ${count('elsewhere')} found elsewhere, ${count('missed')} missed; at most ${Math.max(0, ...beside)} findings beside the bug`;
}
