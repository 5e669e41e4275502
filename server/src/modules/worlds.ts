import { parseDeclarations, parseOnce } from '../documents.ts';
import type { FileSystem } from '../fileSystem.ts';
import type { GoParser } from '../syntax/parser.ts';
import { World } from '../types/world.ts';
import { Library } from './library.ts';
import { type Module, Modules } from './modules.ts';

/** What an analysis saw of other packages. */
export interface View {
  world: World;
  /** The import paths that were looked at. */
  uses: ReadonlySet<string>;
}

/** A package is looked at so often, as what it imports comes into sight. */
const maxRounds = 6;

/** The worlds of the modules that are looked at: one a module, made and kept up as files change. */
export class Worlds {
  private readonly parser: GoParser;
  private readonly modules: Modules;
  private readonly library: Library;
  /** By the module's root; the one of '' is outside of any. */
  private readonly worlds = new Map<string, World>();

  /**
   * @param files as they are now, open documents included
   * @param moduleCache URI of the module cache, where there is one
   */
  constructor(parser: GoParser, files: FileSystem, moduleCache: string | null) {
    this.parser = parser;
    this.modules = new Modules(files, moduleCache);
    this.library = new Library(files, this.modules, (text, uri) => parseDeclarations(parser, uri, text));
  }

  /** Runs an analysis of a folder's package, and again when packages that it asked for have been read. */
  async look<T>(
    dir: string,
    analyse: (world: World) => T,
    isStale: () => boolean,
  ): Promise<{ result: T; view: View }> {
    const module = await this.modules.moduleOf(dir);
    const world = this.worldOf(module);
    const uses = new Set<string>();
    for (let round = 1; ; round++) {
      const isLast = !module || round === maxRounds;
      world.isPatient = !isLast;
      world.hasWaited = false;
      const result = analyse(world);
      const { hasWaited } = world;
      for (const path of world.takeConsulted()) uses.add(path);
      const again = !isLast && ((await this.library.serve(world, module)) || hasWaited);
      if (!again || isStale()) return { result, view: { world, uses } };
    }
  }

  /** The world of a folder's module. */
  async of(dir: string): Promise<World> {
    return this.worldOf(await this.modules.moduleOf(dir));
  }

  /** A file changed, for others to see. Tells which views no longer hold. */
  forget(uri: string): (view: View) => boolean {
    if (/\/(?:go\.mod|go\.work|vendor\/modules\.txt)$/.test(uri)) {
      this.modules.forget();
      this.worlds.clear();
      return () => true;
    }
    const dir = uri.slice(0, uri.lastIndexOf('/'));
    this.library.forget(dir);
    const changed = new Map<World, Set<string>>();
    for (const world of this.worlds.values()) {
      changed.set(world, world.dependentsOf(dir));
      world.forget(dir);
    }
    return ({ world, uses }) => {
      const paths = changed.get(world);
      return paths !== undefined && paths.size > 0 && [...uses].some((path) => paths.has(path));
    };
  }

  private worldOf(module: Module | null): World {
    const root = module?.root ?? '';
    const known = this.worlds.get(root);
    if (known) return known;
    const world = new World(
      (text, uri) => parseOnce(this.parser, uri, text, true),
      module?.go,
      module?.requires.keys(),
    );
    this.worlds.set(root, world);
    return world;
  }
}
