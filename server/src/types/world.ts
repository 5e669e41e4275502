import type { GoVersion } from '../modules/goMod.ts';
import { tableScheme } from './declared.ts';
import { Types } from './infer.ts';
import { Package } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { stdlib } from './stdlib.ts';

/**
 * The packages that a module's packages import, as far as they can be seen: the standard library's, and those that
 * were handed over. Who asks for another is told `undefined`, and the question is noted.
 */
export class World {
  /** The module's language version as [major, minor]; `null` outside of modules. */
  readonly go: GoVersion | null;
  /** The paths of the modules that its go.mod requires. */
  readonly requires: ReadonlySet<string>;
  /** Grows as packages come and go: what was found out by way of this world holds as long as it stays the same. */
  version = 0;
  /** Whether what takes long may wait for packages that were asked for in vain, as all is going to be asked again. */
  isPatient = false;
  /** Something has waited. */
  hasWaited = false;
  private readonly parse: (text: string, uri: string) => SourceFile | null;
  private readonly loaded = new Map<string, { folder: string; files: readonly SourceFile[] }>();
  private readonly wanted = new Set<string>();
  private readonly asked = new Set<string>();
  private consulted = new Set<string>();
  /** What follows from `loaded`. */
  private known = new Map<string, Types>();
  private owners = new WeakMap<SourceFile, Types>();

  /** @param parse parses a file of the standard library's at once */
  constructor(
    parse: (text: string, uri: string) => SourceFile | null,
    go: GoVersion | null = null,
    requires: Iterable<string> = [],
  ) {
    this.parse = parse;
    this.go = go;
    this.requires = new Set(requires);
  }

  /** The types of the package of an import path; `undefined` where it can't be seen. */
  types(path: string): Types | undefined {
    this.consulted.add(path);
    const known = this.known.get(path);
    if (known) return known;
    const files = this.filesOf(path);
    if (!files) return undefined;
    const types = new Types(new Package(files, path), this);
    this.known.set(path, types);
    for (const file of files) this.owners.set(file, types);
    return types;
  }

  /** How a package calls itself, where it has been handed over already: nobody is asked to bring it for that. */
  nameOf(path: string): string | undefined {
    const files = this.loaded.get(path)?.files;
    if (files) this.consulted.add(path);
    return files?.[0]?.packageName;
  }

  /** The types of the package that a file belongs to, where it is one of these packages. */
  ownerOf(file: SourceFile): Types | undefined {
    return this.owners.get(file);
  }

  /** Whether a package was asked for before, and could not be brought. */
  isMissing(path: string): boolean {
    return this.asked.has(path) && !this.wanted.has(path) && !this.loaded.has(path);
  }

  /** Whether to put off what takes long. */
  waits(): boolean {
    if (!this.isPatient || !this.wanted.size) return false;
    this.hasWaited = true;
    return true;
  }

  /** The import paths that were asked for in vain since the last time. */
  takeWanted(): string[] {
    const wanted = [...this.wanted];
    this.wanted.clear();
    return wanted;
  }

  /** The import paths that were asked for since the last time, in vain or not. */
  takeConsulted(): Set<string> {
    const { consulted } = this;
    this.consulted = new Set();
    return consulted;
  }

  /** The import path of the package of a folder, and those of all that import it, one way or another. */
  dependentsOf(folder: string): Set<string> {
    const dependents = new Set([...this.loaded].filter(([, p]) => p.folder === folder).map(([path]) => path));
    for (let before = -1; before < dependents.size; ) {
      before = dependents.size;
      if (!before) break;
      for (const [path, { files }] of this.loaded) {
        if (files.some((file) => [...file.importPaths].some((other) => dependents.has(other))))
          dependents.add(path);
      }
    }
    return dependents;
  }

  /** Hands a package over. */
  add(path: string, folder: string, files: readonly SourceFile[]): void {
    this.loaded.set(path, { folder, files });
    this.reset();
  }

  /** A folder's files changed: what was known of its package is no more. */
  forget(folder: string): void {
    for (const [path, { folder: other }] of this.loaded) {
      if (other !== folder) continue;
      this.loaded.delete(path);
      this.asked.delete(path);
      this.reset();
    }
  }

  private filesOf(path: string): readonly SourceFile[] | undefined {
    const loaded = this.loaded.get(path)?.files;
    if (loaded) return loaded;
    if (Object.hasOwn(stdlib, path)) {
      const file = this.parse(stdlib[path], `${tableScheme}${path}`);
      if (file) this.loaded.set(path, { folder: '', files: [file] });
      return file ? [file] : undefined;
    }
    // The standard library's other packages lead to nothing that is asked for.
    if (!this.asked.has(path) && /^[^/]*\./.test(path)) this.wanted.add(path);
    this.asked.add(path);
    return undefined;
  }

  /** Types refer to each other across packages: all are worked out anew. */
  private reset(): void {
    this.version++;
    this.known = new Map();
    this.owners = new WeakMap();
  }
}
