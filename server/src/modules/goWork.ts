import { directivesOf, type GoVersion, goVersion, type Replacement, replacementOf } from './goMod.ts';

/** What a go.work says of where modules are (https://go.dev/ref/mod#go-work-file). */
export interface GoWork {
  /** The language version of its `go` line; `null` where it has none. */
  go: GoVersion | null;
  /** The folders of its modules, as they are written: relative to its own, or absolute. */
  uses: readonly string[];
  /** They come before those of the modules' go.mod. By module path, or `path@version`. */
  replaces: ReadonlyMap<string, Replacement>;
}

/** Reads a go.work; lines that it does not know are left out. */
export function parseGoWork(text: string): GoWork {
  let go: GoVersion | null = null;
  const uses: string[] = [];
  const replaces = new Map<string, Replacement>();
  for (const [verb, ...rest] of directivesOf(text)) {
    if (verb === 'go') go = goVersion(rest[0] ?? '') ?? go;
    else if (verb === 'use' && rest[0]) uses.push(rest[0]);
    else if (verb === 'replace') {
      const replace = replacementOf(rest);
      if (replace) replaces.set(replace.key, replace.by);
    }
  }
  return { go, uses, replaces };
}

/** The packages that a vendor/modules.txt lists (https://go.dev/ref/mod#go-mod-vendor), by import path. */
export function vendoredIn(text: string): Set<string> {
  const packages = new Set<string>();
  for (const line of text.split('\n')) {
    const path = line.trim();
    if (path && !path.startsWith('#')) packages.add(path);
  }
  return packages;
}
