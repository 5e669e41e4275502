/** What a go.mod says of where packages are (https://go.dev/ref/mod#go-mod-file). */
export interface GoMod {
  /** The module's path. */
  module: string;
  /** The language version of its `go` line as [major, minor]; Go 1.16 where it has none (https://go.dev/ref/mod#go-mod-file-go). */
  go: GoVersion;
  /** Versions by module path. */
  requires: ReadonlyMap<string, string>;
  /** What stands in for modules: by path, or by `path@version` where it stands in for that version only. */
  replaces: ReadonlyMap<string, Replacement>;
}

/** What stands in for a module: a folder (`./x`, `../x`, absolute), or another module with its version. */
export interface Replacement {
  path: string;
  /** Empty of a folder. */
  version: string;
}

/** A language version: 1.22 is [1, 22]. */
export type GoVersion = readonly [major: number, minor: number];

/** Reads a go.mod; lines that it does not know are left out. `null` where no module is declared. */
export function parseGoMod(text: string): GoMod | null {
  let module = '';
  let go: GoVersion = [1, 16];
  const requires = new Map<string, string>();
  const replaces = new Map<string, Replacement>();
  for (const [verb, ...rest] of directivesOf(text)) {
    if (verb === 'module') module = rest[0] ?? '';
    else if (verb === 'go') go = goVersion(rest[0] ?? '') ?? go;
    else if (verb === 'require' && rest.length >= 2) requires.set(rest[0], rest[1]);
    else if (verb === 'replace') {
      const replace = replacementOf(rest);
      if (replace) replaces.set(replace.key, replace.by);
    }
  }
  return module ? { module, go, requires, replaces } : null;
}

/** The lines of a go.mod or go.work as verbs with their words; those of a block one by one. */
export function* directivesOf(text: string): Iterable<readonly string[]> {
  let block = '';
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (words[0] === ')') block = '';
    else if (words[1] === '(') block = words[0];
    else yield block ? [block, ...words] : words;
  }
}

/** What stands behind `replace`: `path [version] => path [version]`. */
export function replacementOf(words: readonly string[]): { key: string; by: Replacement } | undefined {
  const arrow = words.indexOf('=>');
  const [path = '', version = ''] = words.slice(arrow + 1);
  if (arrow < 1 || !path) return undefined;
  return { key: arrow > 1 ? `${words[0]}@${words[1]}` : words[0], by: { path, version } };
}

/** `1.22`, `1.22.3`, `1.25rc1`. */
export function goVersion(text: string): GoVersion | null {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return major ? [Number(major), Number(minor)] : null;
}

/** The words of a line without its comment, quotes taken off. */
const wordsOf = (line: string): string[] =>
  (line.replace(/\/\/.*$/, '').match(/"[^"]*"|`[^`]*`|\(|\)|[^\s()]+/g) ?? []).map((word) =>
    /^["`]/.test(word) ? word.slice(1, -1) : word,
  );

/** A module path or version as the module cache spells it (https://go.dev/ref/mod#module-cache): `!x` for `X`. */
export const escapePath = (path: string): string =>
  path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
