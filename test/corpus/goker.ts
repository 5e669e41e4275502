import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import type { GoParser } from '../../server/src/syntax/parser.ts';
import { memoryFiles, parseAll, testEngine, testParser } from '../../server/src/testing/engine.ts';
import { blamedLines } from './blame.ts';
import { leaksIn } from './leaks.ts';

/**
 * GoBench's kernels (Yuan et al., CGO 2021), as Go's tree holds them: bugs of real projects, each cut down to one file,
 * with the leaked stacks that it must show (runtime/testdata/testgoroutineleakprofile/goker).
 *
 * Kernels of these projects are what the rules are developed by. Those of all others are held out: nobody looks at
 * them, or at what is said of them, so that a figure over them means something.
 */
export const development = /^(?:cockroach|grpc|kubernetes)\d/;

/** What is said of one kernel. */
export interface Kernel {
  name: string;
  /** `elsewhere`: by findings that are all at lines that its leaked stacks do not blame. */
  verdict: 'found' | 'elsewhere' | 'missed';
  /** Warnings and information. */
  findings: { line: number; rule: string; isBlamed: boolean }[];
}

/** Looks at the kernels of a folder whose names match, each as a package of its own. */
export async function kernels(folder: string, isWanted: (name: string) => boolean): Promise<Kernel[]> {
  const expectations = path.join(folder, '../../../goroutineleakprofile_test.go');
  if (!existsSync(expectations))
    throw new Error(`${expectations} is missing, which tells what the kernels of ${folder} leak`);
  const leaks = leaksIn(readFileSync(expectations, 'utf8'));
  const parser = await testParser();
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.go') && leaks.has(path.basename(name, '.go')))
    .map((name) => path.basename(name, '.go'))
    .filter(isWanted)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const all: Kernel[] = [];
  for (const name of names)
    all.push(
      await kernel(name, readFileSync(path.join(folder, `${name}.go`), 'utf8'), leaks.get(name)!, parser),
    );
  parser.dispose();
  return all;
}

async function kernel(
  name: string,
  text: string,
  leaks: readonly RegExp[],
  parser: GoParser,
): Promise<Kernel> {
  const blamed = blamedLines(parseAll(parser, text), leaks);
  const findings = (await findingsIn(name, text)).map(({ line, rule }) => ({
    line,
    rule,
    isBlamed: blamed.has(line),
  }));
  const isFound = findings.some(({ isBlamed }) => isBlamed);
  return { name, verdict: isFound ? 'found' : findings.length ? 'elsewhere' : 'missed', findings };
}

/** The warnings and information about a file that is a package of its own, with their lines from 1. */
export async function findingsIn(name: string, text: string): Promise<{ line: number; rule: string }[]> {
  const uri = `file:///kernel/${name}.go`;
  const engine = await testEngine(memoryFiles({ [uri]: text }));
  const report = await engine.check(uri);
  engine.dispose();
  const lines = new LineIndex(text);
  return (report?.findings ?? [])
    .filter(({ severity }) => severity === 'warning' || severity === 'information')
    .map(({ rule, start }) => ({ line: lines.position(start).line + 1, rule }));
}
