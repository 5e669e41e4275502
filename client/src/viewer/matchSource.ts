/** What a frame's file may be in the workspace. */
export interface Candidate {
  /** Path of the file, `/`-separated. */
  path: string;
  /** How many path segments at the end agree. */
  segments: number;
}

/** Splits a frame's file as profiles spell it: `C:\go\x.go`, `/app/x.go`, `mod@v1.2.3/pkg/x.go`. */
export function segmentsOf(file: string): string[] {
  return file
    .replaceAll('\\', '/')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .map((segment) => segment.replace(/@v\d+\..*$/, ''));
}

/** The file's own name, to search the workspace for. */
export const baseName = (file: string): string => segmentsOf(file).at(-1) ?? '';

/**
 * The files that agree with a frame's path on the longest run of segments at the end. Several: it is not clear which
 * one is meant.
 */
export function bestMatches(file: string, paths: readonly string[]): Candidate[] {
  const wanted = segmentsOf(file);
  let best: Candidate[] = [];
  for (const path of paths) {
    const segments = commonSuffix(wanted, segmentsOf(path));
    if (segments === 0) continue;
    if (segments > (best[0]?.segments ?? 0)) best = [];
    if (segments >= (best[0]?.segments ?? 0)) best.push({ path, segments });
  }
  return best;
}

/**
 * Whether a match is sure enough to open unasked: all of the frame's path below its module agrees, or at least the
 * folder does. The bare name `main.go` says nothing.
 */
export function isClear(file: string, match: Candidate): boolean {
  return match.segments >= Math.min(2, segmentsOf(file).length);
}

function commonSuffix(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}
