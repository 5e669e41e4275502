import { URI, Utils } from 'vscode-uri';
import type { FileSystem } from '../fileSystem.ts';
import { escapePath, type GoMod, parseGoMod, type Replacement } from './goMod.ts';
import { parseGoWork, vendoredIn } from './goWork.ts';

/** A module that code of the workspace belongs to. */
export interface Module extends GoMod {
  /** URI of the folder that holds its go.mod. */
  root: string;
  /** The go.work that names it, where there is one. */
  work: Work | null;
  vendor: Vendor | null;
}

/** Modules that are worked on together (https://go.dev/ref/mod#workspaces). */
export interface Work {
  /** URI of the folder that holds the go.work. */
  root: string;
  modules: readonly (GoMod & { root: string })[];
  replaces: ReadonlyMap<string, Replacement>;
  vendor: Vendor | null;
}

/** Copies of packages that stand in for modules. */
interface Vendor {
  /** URI of the folder `vendor`. */
  folder: string;
  /** The import paths that are there. */
  packages: ReadonlySet<string>;
}

/** What stands in for modules, by path or `path@version`; folders are relative to `root`. */
interface Replaces {
  root: string;
  by: ReadonlyMap<string, Replacement>;
}

/** Folders further up are not looked through for a go.mod or go.work. */
const maxParents = 40;

/** Of a go.work more modules than these are not looked at. */
const maxUses = 500;

/** Which module a folder belongs to, and where the packages lie that it imports. */
export class Modules {
  private readonly files: FileSystem;
  private readonly cache: string | null;
  /** By folder; a folder without a go.mod of its own is its parent's. */
  private readonly known = new Map<string, Promise<Module | null>>();
  private readonly works = new Map<string, Promise<Work | null>>();

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

  /** A go.mod, go.work or modules.txt came, went or changed. */
  forget(): void {
    this.known.clear();
    this.works.clear();
  }

  /**
   * The folders that may hold a package, the likeliest first: of the modules that its path begins with, the one of the
   * longest path, where a `replace`, `vendor` or the module cache says it is. None for packages of the standard library.
   */
  foldersOf(module: Module, path: string): string[] {
    const mains = module.work?.modules ?? [module];
    const replaces = replacesOf(module);
    const names = new Set([
      module.module,
      ...mains.map((main) => main.module),
      ...module.requires.keys(),
      ...(module.work?.modules ?? []).flatMap((main) => [...main.requires.keys()]),
      ...replaces.flatMap(({ by }) => [...by.keys()].map((key) => key.replace(/@.*$/, ''))),
    ]);
    const folders: string[] = [];
    const vendor = module.work ? module.work.vendor : module.vendor;
    const vendored = vendor?.packages.has(path) ? [joined(vendor.folder, path)] : [];
    for (const name of [...names].sort((a, b) => b.length - a.length)) {
      const rest = restOf(name, path);
      if (rest === undefined) continue;
      const main = module.module === name ? module : mains.find((other) => other.module === name);
      if (main) {
        folders.push(joined(main.root, rest));
        continue;
      }
      const required = mains.find((other) => other.requires.has(name)) ?? module;
      const version = module.requires.get(name) ?? required.requires.get(name) ?? '';
      const replaced = replacementFor(replaces, name, version);
      if (!replaced) folders.push(...vendored, ...this.cached(name, version, rest));
      else if (isFolder(replaced.by.path))
        folders.push(joined(folderIn(replaced.root, replaced.by.path), rest));
      else folders.push(...vendored, ...this.cached(replaced.by.path, replaced.by.version, rest));
    }
    return [...new Set([...folders, ...vendored])];
  }

  private cached(path: string, version: string, rest: string): string[] {
    if (this.cache === null || !version) return [];
    return [joined(this.cache, `${escapePath(path)}@${escapePath(version)}`, rest)];
  }

  private async find(dir: string, depth: number): Promise<Module | null> {
    const goMod = await this.goModIn(dir);
    if (!goMod) {
      const parent = Utils.dirname(URI.parse(dir)).toString();
      return parent === dir || depth > maxParents ? null : this.moduleOf(parent, depth + 1);
    }
    const work = await this.workOf(dir, 0);
    return {
      ...goMod,
      root: dir,
      // A module that the go.work does not name can't be built in its workspace.
      work: work?.modules.some(({ root }) => root === dir) ? work : null,
      vendor: await this.vendorIn(dir),
    };
  }

  private workOf(dir: string, depth: number): Promise<Work | null> {
    const known = this.works.get(dir);
    if (known) return known;
    const found = this.findWork(dir, depth);
    this.works.set(dir, found);
    return found;
  }

  private async findWork(dir: string, depth: number): Promise<Work | null> {
    const text = await this.files.readFile(joined(dir, 'go.work'));
    if (text === null) {
      const parent = Utils.dirname(URI.parse(dir)).toString();
      return parent === dir || depth > maxParents ? null : this.workOf(parent, depth + 1);
    }
    const { uses, replaces } = parseGoWork(text);
    const modules: (GoMod & { root: string })[] = [];
    for (const use of uses.slice(0, maxUses)) {
      const root = folderIn(dir, use);
      const goMod = await this.goModIn(root);
      if (goMod) modules.push({ ...goMod, root });
    }
    return { root: dir, modules, replaces, vendor: await this.vendorIn(dir) };
  }

  private async goModIn(dir: string): Promise<GoMod | null> {
    const text = await this.files.readFile(joined(dir, 'go.mod'));
    return text === null ? null : parseGoMod(text);
  }

  private async vendorIn(dir: string): Promise<Vendor | null> {
    const folder = joined(dir, 'vendor');
    const text = await this.files.readFile(joined(folder, 'modules.txt'));
    return text === null ? null : { folder, packages: vendoredIn(text) };
  }
}

/** What stands in for modules: what a go.work says comes first, then the module itself, then the others of the go.work. */
function replacesOf({ root, replaces, work }: Module): Replaces[] {
  const own: Replaces = { root, by: replaces };
  if (!work) return [own];
  const others = work.modules.filter((other) => other.root !== root);
  return [
    { root: work.root, by: work.replaces },
    own,
    ...others.map((other): Replaces => ({ root: other.root, by: other.replaces })),
  ];
}

/** What stands in for a version of a module: the one for that version comes before the one for all. */
function replacementFor(
  replaces: readonly Replaces[],
  name: string,
  version: string,
): { root: string; by: Replacement } | undefined {
  for (const { root, by } of replaces) {
    // Of a module that is required by others only the version is not known.
    const versioned = version
      ? by.get(`${name}@${version}`)
      : [...by].find(([key]) => key.startsWith(`${name}@`))?.[1];
    const found = versioned ?? by.get(name);
    if (found) return { root, by: found };
  }
  return undefined;
}

const isFolder = (target: string): boolean => /^(?:\.{1,2}(?:\/|$)|\/(?!\/))/.test(target);

/** URI of a folder that a file in another folder names. */
function folderIn(root: string, target: string): string {
  const base = URI.parse(root);
  const folder = target.startsWith('/') ? base.with({ path: target }) : Utils.joinPath(base, target);
  return folder.toString().replace(/\/$/, '');
}

const joined = (folder: string, ...rest: string[]): string =>
  Utils.joinPath(URI.parse(folder), ...rest).toString();

/** What follows from a module's path in a package's; `undefined` where the package lies elsewhere. */
function restOf(module: string, path: string): string | undefined {
  if (path === module) return '';
  return module && path.startsWith(`${module}/`) ? path.slice(module.length + 1) : undefined;
}
