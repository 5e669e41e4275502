import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OurFinding, ours } from './ours.ts';

/** What another checker's test data expects, and what we say of it; each as `file:line text of the line`. */
export interface Expected {
  /** The lines that it expects a finding at. */
  theirs: string[];
  missed: string[];
  beyond: string[];
}

/** The lines of Go files below a folder that a comment expects a finding at: `// want …` or `//@ diag(…)`. */
function wanted(dir: string): string[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.go'),
  );
  return files.flatMap((file) =>
    linesOf(dir, file).flatMap((text, i) =>
      /\/\/ want ["`]|\/\/@ diag\(/.test(text) ? [`${file}:${i + 1}`] : [],
    ),
  );
}

const linesOf = (dir: string, file: string): string[] =>
  readFileSync(path.join(dir, file), 'utf8').split('\n');

/** Compares what test data expects with what some of our rules find in it; by lines. */
export async function compareExpected(dir: string, rules: readonly string[]): Promise<Expected> {
  const theirs = wanted(dir);
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.go'),
  );
  const found = await ours(
    dir,
    files.map((file) => pathToFileURL(path.join(dir, file)).href),
    rules,
  );
  const lineOf = ({ file, line }: OurFinding) => `${file}:${line}`;
  const lines = new Set(found.map(lineOf));
  const told = (at: string) => {
    const [file, line] = at.split(':');
    const code = linesOf(dir, file)[Number(line) - 1].replace(/\/\/.*$/, '');
    return `${at} ${code.trim()}`;
  };
  return {
    theirs,
    missed: theirs.filter((at) => !lines.has(at)).map(told),
    beyond: [...lines].filter((at) => !theirs.includes(at)).map(told),
  };
}

/** Copies test data to a folder of ours, and unpacks the archives in it (https://pkg.go.dev/golang.org/x/tools/txtar). */
export function unpack(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.txtar')) continue;
    const dir = path.join(to, name.slice(0, -'.txtar'.length));
    mkdirSync(dir);
    const parts = readFileSync(path.join(to, name), 'utf8').split(/^-- (.+) --\n/m);
    for (let i = 1; i < parts.length; i += 2) writeFileSync(path.join(dir, parts[i]), parts[i + 1]);
  }
}
