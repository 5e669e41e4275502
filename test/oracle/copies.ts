// node test/oracle/copies.ts FOLDER [PATTERN…]: compares our copies of locks with those of `go vet -copylocks` over the
// packages that patterns name in a module (Node 24), and prints a table and every difference.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findGo } from '../../scripts/lib/go.mjs';
import { type OurFinding, ours } from './ours.ts';
import { Go, type VetFinding } from './toolchain.ts';

/** The rules that tell of copies. */
export const copyRules = ['waitgroup-passed-by-value', 'mutex-passed-by-value'];

export interface CopiesCompared {
  agree: number;
  /** vet's finds that we leave out on purpose, by the reason. */
  leftOut: Map<string, VetFinding[]>;
  missed: VetFinding[];
  beyond: OurFinding[];
}

/** Compares findings by their lines. */
export function compareCopies(
  dir: string,
  theirs: readonly VetFinding[],
  found: readonly OurFinding[],
): CopiesCompared {
  const lineOf = ({ file, line }: { file: string; line: number }) => `${file}:${line}`;
  const left = new Map<string, OurFinding[]>();
  for (const finding of found) left.set(lineOf(finding), [...(left.get(lineOf(finding)) ?? []), finding]);
  const result: CopiesCompared = { agree: 0, leftOut: new Map(), missed: [], beyond: [] };
  const unmatched: VetFinding[] = [];
  for (const finding of theirs) {
    if (left.get(lineOf(finding))?.shift()) result.agree++;
    else unmatched.push(finding);
  }
  for (const finding of unmatched) {
    const reason = reasonOf(dir, finding, found);
    if (reason) result.leftOut.set(reason, [...(result.leftOut.get(reason) ?? []), finding]);
    else result.missed.push(finding);
  }
  result.beyond = [...left.values()].flat();
  return result;
}

/** Why we say nothing of a finding of vet's on purpose; empty where there is no reason. */
function reasonOf(dir: string, { file, message }: VetFinding, found: readonly OurFinding[]): string {
  if (message.startsWith('assignment copies lock value to _:')) return 'assigned to the blank identifier';
  const callee = /^call of (.*) copies lock value/.exec(message)?.[1];
  const name = callee?.startsWith('func(') ? 'func' : callee?.slice(callee.lastIndexOf('.') + 1);
  const isTold = found.some(
    (f) => f.message.includes(' is a copy of the caller’s ') && isParameterOf(dir, f, name ?? ''),
  );
  if (name && isTold) return 'told at the parameter that takes it';
  const text = readFileSync(path.join(dir, file), 'utf8');
  return /^\/\/ Code generated .* DO NOT EDIT\.$/m.test(text) ? 'in a generated file' : '';
}

/** Whether a finding lies in the head of a function of that name. */
function isParameterOf(dir: string, { file, line }: OurFinding, name: string): boolean {
  const lines = readFileSync(path.join(dir, file), 'utf8').split('\n');
  const head = lines.slice(0, line).findLast((text) => /\bfunc\b/.test(text)) ?? '';
  return head.includes(`${name}(`) || head.includes(`${name} := func(`);
}

/** Both, over packages of a module. */
export async function judgeCopies(go: Go, dir: string, patterns: readonly string[]): Promise<CopiesCompared> {
  const format =
    '{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}{{range .CgoFiles}}{{$d}}/{{.}}\n{{end}}' +
    '{{range .TestGoFiles}}{{$d}}/{{.}}\n{{end}}{{range .XTestGoFiles}}{{$d}}/{{.}}\n{{end}}';
  const files = go
    .run(dir, 'list', '-f', format, ...patterns)
    .split('\n')
    .filter(Boolean);
  const found = await ours(
    dir,
    [...new Set(files)].map((file) => pathToFileURL(file).href),
    copyRules,
  );
  return compareCopies(dir, unique(go.vet(dir, ['-copylocks'], patterns)), found);
}

/** A file that belongs to a package and to its test variant is judged twice. */
function unique(findings: readonly VetFinding[]): VetFinding[] {
  return [...new Map(findings.map((f) => [`${f.file}:${f.line}:${f.column}:${f.message}`, f])).values()];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dir, ...patterns] = process.argv.slice(2);
  const go = findGo();
  if (!dir || !go) throw new Error('usage: copies.ts FOLDER [PATTERN…], with go on PATH');
  const folder = path.resolve(dir);
  const { agree, leftOut, missed, beyond } = await judgeCopies(
    new Go(go),
    folder,
    patterns.length ? patterns : ['./...'],
  );
  const print = (title: string, list: readonly (VetFinding | OurFinding)[]) => {
    console.log(`${title}: ${list.length}`);
    for (const { file, line, column, message } of list)
      console.log(`  ${file}:${line}:${column}: ${message}`);
  };
  console.log(`told by both: ${agree}`);
  for (const [reason, list] of leftOut) print(`left out, ${reason}`, list);
  print('missed', missed);
  print('beyond', beyond);
}
