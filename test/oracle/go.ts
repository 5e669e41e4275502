import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'vitest';
import { findGo } from '../../scripts/lib/go.mjs';
import { Go } from './toolchain.ts';

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

/** Runs `use` in a temporary copy of a folder, with a go.mod where it has none, and removes the copy. */
export function inCopy(folder: string, use: (dir: string) => void | Promise<void>): Promise<void> {
  return inEmpty((dir) => {
    writeFileSync(path.join(dir, 'go.mod'), 'module fixture\n\ngo 1.22\n');
    cpSync(folder, dir, { recursive: true });
    return use(dir);
  });
}

/** Runs `use` in an empty temporary folder, and removes it. */
export async function inEmpty<T>(use: (dir: string) => T | Promise<T>): Promise<T> {
  const dir = mkdtempSync(path.join(tmpdir(), 'unpark-'));
  try {
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
