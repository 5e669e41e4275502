import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { Go } from './toolchain.ts';

const sources = inRoot('test/oracle/artefacts');

/** Programs that leave artefacts behind, and other parsers of them, built into a temporary folder. */
export class Artefacts {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'unpark-artefacts-'));
  private readonly go: Go;
  private readonly built = new Map<string, string | null>();

  constructor(go: Go) {
    this.go = go;
  }

  /** The program of a package of test/oracle/artefacts; `null` where this toolchain can't build it so. */
  program(name: string, { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> } = {}) {
    const key = [name, ...flags, JSON.stringify(env)].join(' ');
    const known = this.built.get(key);
    if (known !== undefined) return known;
    const file = path.join(
      this.folder,
      `${name}-${this.built.size}${process.platform === 'win32' ? '.exe' : ''}`,
    );
    const { status } = spawnSync(this.go.command, ['build', ...flags, '-o', file, `./${name}`], {
      cwd: sources,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const program = status === 0 ? file : null;
    this.built.set(key, program);
    return program;
  }

  /** What a program prints, both streams one after the other. */
  run(program: string, args: readonly string[], env: Record<string, string> = {}): string {
    const { stdout, stderr } = spawnSync(program, args, {
      cwd: this.folder,
      env: { ...process.env, GOTRACEBACK: '', ...env },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    return stdout + stderr;
  }

  /** What `go test` prints of a package. */
  test(name: string, ...flags: string[]): string {
    const { stdout, stderr } = spawnSync(this.go.command, ['test', ...flags, `./${name}`], {
      cwd: sources,
      encoding: 'utf8',
    });
    return stdout + stderr;
  }
}
