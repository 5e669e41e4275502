import type { DeclaredTypes } from './declared.ts';
import type { SourceFile } from './sourceFile.ts';
import type { World } from './world.ts';

/** The import path of the package that a file calls by a name, where the name stands for one. */
export function importNamed(types: DeclaredTypes, file: SourceFile, name: string): string | undefined {
  const { pkg, world } = types;
  const path = file.imports.get(name);
  if (path !== undefined && !isGuessed(file, path)) return path;
  // What the package declares is not called like an import that gives its name away.
  if (pkg.has(name)) return undefined;
  if (!world) return path;
  if (path !== undefined && (world.nameOf(path) ?? name) === name) return path;
  return unnamedImport(world, file, name);
}

/** Whether the name of an import is what its path suggests, and the package may call itself otherwise. */
const isGuessed = (file: SourceFile, path: string): boolean =>
  isForeign(path) && file.unnamedImports.includes(path);

/** Not of the standard library, whose packages are called as their paths suggest. */
const isForeign = (path: string): boolean => /^[^/]*\./.test(path);

/**
 * The import that turns out to be of a package of that name. Packages are asked for only here, where a name means
 * nothing else: first those whose path has something of the name, then the others.
 */
function unnamedImport(world: World, file: SourceFile, name: string): string | undefined {
  const foreign = file.unnamedImports.filter(isForeign);
  const likely = foreign.filter((path) => isLikely(path, name));
  for (const paths of [likely, foreign.filter((path) => !likely.includes(path))]) {
    let isOpen = false;
    for (const path of paths) {
      const types = world.types(path);
      if (types?.pkg.files[0]?.packageName === name) return path;
      if (!types && !world.isMissing(path)) isOpen = true;
    }
    if (isOpen) return undefined;
  }
  return undefined;
}

/** Whether one of a path's last two elements and a name have to do with each other: `client/v3` and `clientv3`. */
function isLikely(path: string, name: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = bare(name);
  return path
    .split('/')
    .slice(-2)
    .map(bare)
    .some((element) => element.length > 1 && (element.includes(wanted) || wanted.includes(element)));
}

/** The path of the dot import that a name comes from; where that can't be seen, of the only one, if it may. */
export function dotImportOf(world: World | undefined, file: SourceFile, name: string): string | undefined {
  if (!file.dotImports.length || !/^\p{Lu}/u.test(name)) return undefined;
  const found = file.dotImports.find((path) => world?.types(path)?.pkg.has(name));
  return found ?? (file.dotImports.length === 1 ? file.dotImports[0] : undefined);
}
