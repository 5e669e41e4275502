import { URI, Utils } from 'vscode-uri';
import type { FileSystem } from '../fileSystem.ts';
import { escapePath, type GoMod, parseGoMod } from './goMod.ts';

/** A module that code of the workspace belongs to. */
export interface Module extends GoMod {
  /** URI of the folder that holds its go.mod. */
  root: string;
}

/** Folders further up are not looked through for a go.mod. */
const maxParents = 40;

/** Which module a folder belongs to, and where the packages lie that it imports. */
export class Modules {
  private readonly files: FileSystem;
  private readonly cache: string | null;
  /** By folder; a folder without a go.mod of its own is its parent's. */
  private readonly known = new Map<string, Promise<Module | null>>();

  /** @param cache URI of the module cache (GOMODCACHE), where there is one */
  constructor(files: FileSystem, cache: string | null) {
    this.files = files;
    this.cache = cache;
  }

  /** The module that a folder lies in; `null` outside of any. */
  moduleOf(dir: string, depth = 0): Promise<Module | null> {
    const known = this.known.get(dir);
    if (known) return known;
    const found = this.find(dir, depth);
    this.known.set(dir, found);
    return found;
  }

  /** A go.mod came, went or changed. */
  forget(): void {
    this.known.clear();
  }

  /**
   * The folders that may hold a package, the likeliest first: the module's own, one that a `replace` names, `vendor`,
   * the module cache. None for packages of the standard library.
   */
  foldersOf(module: Module, path: string): string[] {
    const root = URI.parse(module.root);
    const inside = restOf(module.module, path);
    if (inside !== undefined) return [Utils.joinPath(root, inside).toString()];
    const folders: string[] = [];
    const replaced = longest([...module.replaces.keys()], path);
    const { path: target, version } = module.replaces.get(replaced) ?? { path: replaced, version: '' };
    const rest = restOf(replaced, path) ?? '';
    if (replaced && /^(?:\.{1,2}(?:\/|$)|\/(?!\/))/.test(target)) {
      const base = target.startsWith('/') ? root.with({ path: target }) : Utils.joinPath(root, target);
      return [Utils.joinPath(base, rest).toString()];
    }
    if (/^[^/]*\./.test(path)) folders.push(Utils.joinPath(root, 'vendor', path).toString());
    if (replaced && version) folders.push(...this.cached(target, version, rest));
    const required = longest([...module.requires.keys()], path);
    if (!replaced && required)
      folders.push(
        ...this.cached(required, module.requires.get(required) ?? '', restOf(required, path) ?? ''),
      );
    return folders;
  }

  private cached(path: string, version: string, rest: string): string[] {
    if (this.cache === null) return [];
    const folder = `${escapePath(path)}@${escapePath(version)}`;
    return [Utils.joinPath(URI.parse(this.cache), folder, rest).toString()];
  }

  private async find(dir: string, depth: number): Promise<Module | null> {
    const uri = URI.parse(dir);
    const text = await this.files.readFile(Utils.joinPath(uri, 'go.mod').toString());
    const goMod = text === null ? null : parseGoMod(text);
    if (goMod) return { ...goMod, root: dir };
    const parent = Utils.dirname(uri).toString();
    return parent === dir || depth > maxParents ? null : this.moduleOf(parent, depth + 1);
  }
}

/** What follows a module's path in a package's; `undefined` where the package lies elsewhere. */
function restOf(module: string, path: string): string | undefined {
  if (path === module) return '';
  return module && path.startsWith(`${module}/`) ? path.slice(module.length + 1) : undefined;
}

/** The longest of the modules that a package may lie in; empty where there is none. */
const longest = (modules: readonly string[], path: string): string =>
  modules
    .filter((module) => restOf(module, path) !== undefined)
    .reduce((best, module) => (module.length > best.length ? module : best), '');
