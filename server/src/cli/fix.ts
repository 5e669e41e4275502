import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { URI } from 'vscode-uri';
import { applyEdits, compatibleFixes } from '../applyFixes.ts';
import { nodeAssets } from '../assets.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { FileSystem } from '../fileSystem.ts';
import { diskFiles } from '../files/disk.ts';
import type { Finding } from '../findings.ts';
import { moduleCache } from '../modules/cache.ts';
import { checkEach } from './checkFiles.ts';
import { exit, type Io } from './io.ts';
import { displayPath, goFiles, UsageError } from './targets.ts';

/** A fix may uncover the next one; more rounds than this means that fixes undo each other. */
const maxRounds = 10;

/** `unpark fix`: applies the preferred fixes, or with `--dry-run` prints them as a diff. */
export async function fixCommand(args: string[], io: Io): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
    const uris = await goFiles(positionals, io);
    const { fixed, count, unreadable } = await fixFiles(uris);
    for (const uri of unreadable)
      io.err(`unpark: ${displayPath(uri, io)}: can't be read, or is over the size limit\n`);
    for (const [uri, { before, after }] of fixed) {
      const name = displayPath(uri, io).replaceAll('\\', '/');
      if (values['dry-run']) io.out(createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', ''));
      else await write(uri, after);
    }
    const verb = values['dry-run'] ? 'would be applied' : 'applied';
    io.err(
      `${count} ${count === 1 ? 'fix' : 'fixes'} ${verb} in ${fixed.size} ${fixed.size === 1 ? 'file' : 'files'}\n`,
    );
    return unreadable.length ? exit.usage : exit.clean;
  } catch (error) {
    if (!(error instanceof UsageError || (error instanceof TypeError && 'code' in error))) throw error;
    io.err(`unpark fix: ${error.message}\n`);
    return exit.usage;
  }
}

interface Fixed {
  before: string;
  after: string;
}

/** Works on texts in memory until no preferred fix is left; nothing is written. */
async function fixFiles(uris: readonly string[]) {
  const texts = new Map<string, string>();
  const overlay: FileSystem = {
    readDirectory: (uri) => diskFiles.readDirectory(uri),
    readFile: async (uri) => texts.get(uri) ?? diskFiles.readFile(uri),
  };
  const engine = await createEngine(await nodeAssets(), overlay, moduleCache());
  const fixed = new Map<string, Fixed>();
  const unreadable = new Set<string>();
  const allowed = new Set(uris);
  let count = 0;
  const progress: Progress = new Map();
  let pending: readonly string[] = uris;
  for (let round = 0; round < maxRounds && pending.length; round++) {
    const applied = await fixOnce(engine, pending, allowed, overlay, unreadable, progress);
    count += applied.count;
    for (const [uri, { before, after }] of applied.changed) {
      fixed.set(uri, { before: fixed.get(uri)?.before ?? before, after });
      texts.set(uri, after);
    }
    engine.invalidate([...applied.changed.keys()]);
    // Only what shares a folder with a change can have new findings.
    const folders = new Set([...applied.changed.keys()].map((uri) => uri.slice(0, uri.lastIndexOf('/'))));
    pending = uris.filter((uri) => folders.has(uri.slice(0, uri.lastIndexOf('/'))));
  }
  engine.dispose();
  return { fixed, count, unreadable: [...unreadable] };
}

/** How many findings of a rule in a file could be fixed when it was last looked at, by «rule uri». */
type Progress = Map<string, number>;

/** The findings, without those of a rule in a file whose last fixes did not make them fewer. */
function stillMoving(findings: readonly Finding[], progress: Progress): Finding[] {
  const keyOf = ({ rule, uri }: Finding) => `${rule} ${uri}`;
  const counts: Progress = new Map();
  for (const finding of findings) {
    if (finding.fixes.some((fix) => fix.preferred))
      counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  }
  const stuck = new Set(
    [...counts].filter(([key, n]) => n >= (progress.get(key) ?? n + 1)).map(([key]) => key),
  );
  for (const [key, n] of counts) progress.set(key, n);
  return findings.filter((finding) => !stuck.has(keyOf(finding)));
}

async function fixOnce(
  engine: Engine,
  uris: readonly string[],
  allowed: ReadonlySet<string>,
  files: FileSystem,
  unreadable: Set<string>,
  progress: Progress,
): Promise<{ count: number; changed: Map<string, Fixed> }> {
  const result = await checkEach(engine, uris);
  for (const uri of result.unreadable) unreadable.add(uri);
  const findings = stillMoving(
    result.reports.flatMap((report) => report.findings),
    progress,
  );
  // A fix that reaches a file that was not asked for is left alone: half of it would not compile.
  const fixes = compatibleFixes(findings).filter((fix) => fix.edits.every((edit) => allowed.has(edit.uri)));
  const changed = new Map<string, Fixed>();
  for (const uri of new Set(fixes.flatMap((fix) => fix.edits.map((edit) => edit.uri)))) {
    const before = (await files.readFile(uri)) ?? '';
    const edits = fixes.flatMap((fix) => fix.edits.filter((edit) => edit.uri === uri));
    changed.set(uri, { before, after: applyEdits(before, edits) });
  }
  return { count: fixes.length, changed };
}

/** Keeps a byte order mark, which reading takes off. */
async function write(uri: string, text: string): Promise<void> {
  const path = URI.parse(uri).fsPath;
  const start = (await readFile(path)).subarray(0, 3);
  const mark = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? '\uFEFF' : '';
  await writeFile(path, mark + text);
}
