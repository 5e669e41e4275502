import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'vitest';
import { findGo } from '../../scripts/lib/go.mjs';

/**
 * Tests that take the Go toolchain as the judge. Without a `go` on PATH they are skipped, loudly; in CI they fail.
 */
export function describeWithGo(name: string, define: (go: Go) => void): void {
  const go = findGo();
  if (go) {
    describe(name, () => define(new Go(go)));
  } else if (process.env.CI === 'true') {
    test(`${name}: needs Go`, () => {
      throw new Error('In CI, Go judges our results: put go on PATH');
    });
  } else {
    console.warn(`SKIPPED: ${name}, as there is no go on PATH to judge it`);
    test.skip(`${name} (no go on PATH)`, () => {});
  }
}

/** A finding of `go vet`. `line` and `column` start at 1; `column` counts bytes. */
export interface VetFinding {
  file: string;
  line: number;
  column: number;
  analyzer: string;
  message: string;
}

/** The Go toolchain. */
export class Go {
  private readonly command: string;

  constructor(command: string) {
    this.command = command;
  }

  /** Runs `go …` in a folder; throws with what it printed when it fails. */
  run(dir: string, ...args: string[]): string {
    return execFileSync(this.command, args, {
      cwd: dir,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 1 << 28,
    });
  }

  /** GOROOT/src. */
  get source(): string {
    return path.join(this.run('.', 'env', 'GOROOT').trim(), 'src');
  }

  /** The files that gofmt would change. */
  unformatted(dir: string): string[] {
    const gofmt = path.join(this.run('.', 'env', 'GOROOT').trim(), 'bin/gofmt');
    return execFileSync(gofmt, ['-l', '.'], { cwd: dir, encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  /** What `go vet -json` says of the packages; `file` is relative to `dir`. Throws where they don't compile. */
  vet(dir: string, flags: readonly string[], packages: readonly string[] = ['.']): VetFinding[] {
    const printed = execFileSync(this.command, ['vet', '-json', ...flags, ...packages], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
    const objects = printed
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n');
    return objects
      .split(/^(?=\{)/m)
      .filter((text) => text.trim())
      .flatMap((text) => findingsOf(dir, JSON.parse(text)));
  }
}

type VetJson = Record<string, Record<string, { posn: string; message: string }[] | { error: string }>>;

const findingsOf = (dir: string, packages: VetJson): VetFinding[] =>
  Object.values(packages).flatMap((analyzers) =>
    Object.entries(analyzers).flatMap(([analyzer, found]) => {
      if (!Array.isArray(found)) throw new Error(`${analyzer}: ${found.error}`);
      return found.map(({ posn, message }) => {
        const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(posn)!;
        return {
          file: path.relative(dir, file),
          line: Number(line),
          column: Number(column),
          analyzer,
          message,
        };
      });
    }),
  );

/** Runs `use` in a temporary copy of a folder, with a go.mod where it has none, and removes the copy. */
export async function inCopy(folder: string, use: (dir: string) => void | Promise<void>): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'unpark-'));
  try {
    writeFileSync(path.join(dir, 'go.mod'), 'module fixture\n\ngo 1.22\n');
    cpSync(folder, dir, { recursive: true });
    await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
