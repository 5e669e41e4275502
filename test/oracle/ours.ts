import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskFiles } from '../../server/src/files/disk.ts';
import { moduleCache } from '../../server/src/modules/cache.ts';
import { testEngine } from '../../server/src/testing/engine.ts';

/** One of our findings, in the way in which Go's tools tell theirs: lines and columns from 1, columns in bytes. */
export interface OurFinding {
  /** Relative to the folder. */
  file: string;
  line: number;
  column: number;
  rule: string;
  message: string;
}

/** What Unpark finds by some rules in files of a folder. */
export async function ours(
  dir: string,
  uris: readonly string[],
  rules: readonly string[],
): Promise<OurFinding[]> {
  const engine = await testEngine(diskFiles, moduleCache());
  const found: OurFinding[] = [];
  for (const uri of uris) {
    const report = await engine.check(uri);
    for (const { start, rule, message } of report?.findings ?? []) {
      if (!rules.includes(rule)) continue;
      const before = report!.text.slice(0, start).split('\n');
      const column = Buffer.byteLength(before.at(-1)!) + 1;
      const file = path.relative(dir, fileURLToPath(uri));
      found.push({ file, line: before.length, column, rule, message });
    }
  }
  engine.dispose();
  return found;
}
