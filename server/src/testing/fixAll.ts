import { applyEdits, compatibleFixes } from '../applyFixes.ts';
import type { Finding } from '../findings.ts';
import { memoryFiles, testEngine } from './engine.ts';

/**
 * For tests: the texts of a package's files, by name, with fixes applied until none is left. A `go.mod` among them is
 * the package's.
 *
 * @param offered Id of a rule whose first fix is applied as well where it is only offered, as if a user had chosen it; one
 * that is off is turned on.
 */
export async function fixAll(
  texts: Record<string, string>,
  offered?: string,
): Promise<Record<string, string>> {
  const uri = (name: string) => `memory://test/p/${name}`;
  let files = texts;
  for (let round = 0; round < 5; round++) {
    const engine = await testEngine(
      memoryFiles(Object.fromEntries(Object.entries(files).map(([name, text]) => [uri(name), text]))),
    );
    engine.configure({ rules: offered ? { [offered]: 'information' } : {} });
    const findings: Finding[] = [];
    for (const name of Object.keys(files).filter((file) => file.endsWith('.go'))) {
      findings.push(...((await engine.check(uri(name)))?.findings ?? []));
    }
    engine.dispose();
    const wanted = findings.map((f) => (f.rule === offered ? chosen(f) : f));
    const edits = compatibleFixes(wanted).flatMap((fix) => fix.edits);
    if (!edits.length) return files;
    const editsOf = (name: string) => edits.filter((edit) => edit.uri === uri(name));
    files = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, applyEdits(text, editsOf(name))]),
    );
  }
  throw new Error('the fixes do not come to an end');
}

const chosen = (finding: Finding): Finding => ({
  ...finding,
  fixes: finding.fixes.slice(0, 1).map((fix) => ({ ...fix, preferred: true })),
});
