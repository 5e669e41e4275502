import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
  /** The `go` command. */
  readonly command: string;

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

  /** The folder of a module such as `example.org/m@v1.2.3`, which the toolchain downloads where it isn't there yet. */
  moduleDir(module: string): string {
    return JSON.parse(this.run(tmpdir(), 'mod', 'download', '-json', module)).Dir;
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
