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
 * Whether a match is sure enough to open unasked. An import path (built with -trimpath, or a library's file under
 * pkg/mod or GOROOT) must agree as a whole: many modules have an `http/server.go`. Of the path where the program was
 * built, the folder must agree at least: the bare name `main.go` says nothing.
 */
export function isClear(file: string, match: Candidate): boolean {
  const { path, isImport } = importPath(file);
  const segments = segmentsOf(path).length;
  return match.segments >= (isImport ? segments : Math.min(2, segments));
}

/** The module path that a go.mod declares (https://go.dev/ref/mod#go-mod-file-module). */
export function moduleOf(goMod: string): string | undefined {
  const match = /^[ \t]*module[ \t]+(?:"([^"\n]+)"|`([^`\n]+)`|([^\s"`(]+))/m.exec(goMod);
  return match?.slice(1).find(Boolean);
}

/** The file's path inside a module, where its name begins with the module's path. */
export function insideModule(file: string, module: string): string | undefined {
  const { path, isImport } = importPath(file);
  const segments = segmentsOf(path);
  const own = segmentsOf(module);
  const isInside =
    isImport && segments.length > own.length && own.every((segment, i) => segment === segments[i]);
  return isInside && !segments.includes('..') ? segments.slice(own.length).join('/') : undefined;
}

/** Whether a path may be looked up as it is. Network shares may not: a profile must not make the machine call out. */
export function isLocalPath(file: string): boolean {
  return /^(?:\/(?!\/)|[A-Za-z]:\/)/.test(file.replaceAll('\\', '/'));
}

/**
 * The import path of a file of Go itself or of a module's version, which lies at that path below GOROOT's `src` or the
 * module cache.
 */
export function importPathOf(file: string): string | undefined {
  const { path, isImport } = importPath(file);
  // Programs that a toolchain of the module cache built.
  return isImport ? path.replace(/^golang\.org\/toolchain@[^/]+\/src\//, '') : undefined;
}

/** The import path in a file's name, where it has one: all of it, or what follows the module cache or GOROOT. */
function importPath(file: string): { path: string; isImport: boolean } {
  const path = file.replaceAll('\\', '/');
  const library = /^.*\/(?:pkg\/mod\/(?=.*@v)|[Gg]o[\w.-]*\/src\/(?=\w+\/))/.exec(path)?.[0] ?? '';
  return { path: path.slice(library.length), isImport: library !== '' || !/^(?:\/|[A-Za-z]:)/.test(path) };
}

function commonSuffix(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}
