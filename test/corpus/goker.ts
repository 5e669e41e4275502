import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import { memoryFiles, testEngine } from '../../server/src/testing/engine.ts';

/** What is said of one kernel: a bug of a real project, cut down to one file. */
export interface Kernel {
  name: string;
  /** `line rule`, of warnings and information by the model's rules. */
  findings: string[];
}

const modelRules = /^(?:channel|select|mutex|once)-/;

/** The findings in each of the files, each looked at as a package of its own. */
export async function kernels(files: readonly string[]): Promise<Kernel[]> {
  const all: Kernel[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const uri = `file:///kernel/${path.basename(file)}`;
    const engine = await testEngine(memoryFiles({ [uri]: text }));
    const report = await engine.check(uri);
    engine.dispose();
    const lines = new LineIndex(text);
    const findings = (report?.findings ?? [])
      .filter(({ rule, severity }) => modelRules.test(rule) && /^(?:warning|information)$/.test(severity))
      .map(({ rule, start }) => `${lines.position(start).line + 1} ${rule}`);
    all.push({ name: path.basename(file, '.go'), findings });
  }
  return all;
}

/** Prints a table, kernel by kernel: `node test/corpus/goker.ts FILE…` */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const all = await kernels(process.argv.slice(2));
  for (const { name, findings } of all) console.log(`${name.padEnd(20)} ${findings.join(', ') || 'missed'}`);
  const found = all.filter(({ findings }) => findings.length > 0).length;
  console.log(`${found} of ${all.length} found`);
}
