import { URI, Utils } from 'vscode-uri';
import type { FileSystem } from '../fileSystem.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { World } from '../types/world.ts';
import type { Module, Modules } from './modules.ts';

/** More packages than this one does not import by way of all that it imports. */
const maxPackages = 2000;

/** Brings the packages that a world has asked for: found by the module's go.mod, parsed without their bodies. */
export class Library {
  private readonly files: FileSystem;
  private readonly modules: Modules;
  private readonly parse: (text: string, uri: string) => SourceFile | null;
  /** By folder. */
  private readonly packages = new Map<string, Promise<SourceFile[]>>();

  constructor(files: FileSystem, modules: Modules, parse: (text: string, uri: string) => SourceFile | null) {
    this.files = files;
    this.modules = modules;
    this.parse = parse;
  }

  /** Hands the packages over that the world asked for; whether it has any that it did not have. */
  async serve(world: World, module: Module): Promise<boolean> {
    let news = false;
    for (const path of world.takeWanted()) {
      if (this.packages.size > maxPackages) break;
      for (const folder of this.modules.foldersOf(module, path)) {
        const files = await this.load(folder);
        if (!files.length) continue;
        world.add(path, folder, files);
        news = true;
        break;
      }
    }
    return news;
  }

  /** A folder's files changed. */
  forget(folder: string): void {
    this.packages.delete(folder);
  }

  private load(folder: string): Promise<SourceFile[]> {
    const known = this.packages.get(folder);
    if (known) return known;
    const loading = this.read(folder);
    this.packages.set(folder, loading);
    return loading;
  }

  /** The files of the package in a folder that others can import: no tests, and one package only. */
  private async read(folder: string): Promise<SourceFile[]> {
    const names = (await this.files.readDirectory(folder)).filter((name) => !name.endsWith('_test.go'));
    const base = URI.parse(folder);
    const byName = new Map<string, SourceFile[]>();
    const uris = names.map((name) => Utils.joinPath(base, name).toString());
    const texts = await Promise.all(uris.map((uri) => this.files.readFile(uri)));
    for (const [i, text] of texts.entries()) {
      const uri = uris[i];
      const file = text === null ? null : this.parse(text, uri);
      if (!file) continue;
      const members = byName.get(file.packageName) ?? [];
      byName.set(file.packageName, members);
      members.push(file);
    }
    byName.delete('main');
    // Files that are never built name any package they like.
    return [...byName.values()].reduce((most, files) => (files.length > most.length ? files : most), []);
  }
}
