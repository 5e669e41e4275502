import { URI, Utils } from 'vscode-uri';
import type { RuleSetting, ServerSettings } from '#protocol';
import { Analysis } from './analysis.ts';
import { OpenDocument, parseOnce } from './documents.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Finding } from './findings.ts';
import { type Folder, forget, newFolder, type Traits, traitsOf } from './folder.ts';
import { Worlds } from './modules/worlds.ts';
import { GoParser } from './syntax/parser.ts';
import type { SourceFile } from './types/sourceFile.ts';
import type { World } from './types/world.ts';

/** The two WebAssembly files that parsing needs, as bytes: each door finds them in its own way. */
export interface ParserAssets {
  /** web-tree-sitter.wasm */
  runtime: Uint8Array;
  /** tree-sitter-go.wasm */
  grammar: Uint8Array;
}

/** An incremental change as LSP has it (lines and UTF-16 columns from 0), or the whole new text. */
export interface ContentChange {
  range?: { start: { line: number; character: number }; end: { line: number; character: number } };
  text: string;
}

/** What the engine found in one file. */
export interface FileReport {
  uri: string;
  /** The text that the offsets of `findings` refer to; empty where there are none. */
  text: string;
  findings: Finding[];
  /** Same text, same package, same settings: same id. Serves as LSP's resultId. */
  resultId: string;
}

/**
 * The analysis engine behind all three doors. Holds the open documents and the packages that it has read.
 * Not reentrant across `check` calls on one package, but safe to call from several requests: work is queued.
 */
export interface Engine {
  configure(settings: ServerSettings): void;
  open(uri: string, text: string): void;
  /** Applies changes one by one, in order, to an open document and re-parses it incrementally. */
  change(uri: string, changes: ContentChange[]): void;
  close(uri: string): void;
  /** Files on disk that were created, changed or deleted. */
  invalidate(uris: string[]): void;
  /** Findings of one Go file (its whole package is the context). `null` where the file can't be read. */
  check(uri: string, cancelled?: () => boolean): Promise<FileReport | null>;
  /**
   * Calls when there are other findings than `check` has told, though nothing was edited: in folders with open
   * documents it does not wait for what takes long.
   */
  onDeepened(listener: () => void): void;
  /** What the go.mod of a file's module says. */
  moduleOf(uri: string): Promise<Pick<World, 'go' | 'requires'>>;
  /** The current text of an open document, or `undefined`. */
  text(uri: string): string | undefined;
  dispose(): void;
}

export interface EngineOptions {
  /** So many folders keep their parsed files; of the others only the reports stay. 40, unless said otherwise. */
  foldersKept?: number;
  /** Nobody types: what takes long is found out at once in files that are open, too. */
  isPatient?: boolean;
}

/** @param moduleCache URI of Go's module cache, where there is one */
export async function createEngine(
  assets: ParserAssets,
  files: FileSystem,
  moduleCache: string | null = null,
  options: EngineOptions = {},
): Promise<Engine> {
  return new PackageEngine(await GoParser.load(assets), files, moduleCache, options);
}

/** So many files are read at the same time. */
const readAtOnce = 64;
/** Files that come and go unannounced are noticed after so long. */
const listAgainMs = 1_000;
/** The engine works for so long before it lets other requests in. */
const sliceMs = 25;
/** What takes long begins when nothing was edited for so long, and lets other requests in after so long. */
const deepenAfterMs = 250;
const deepenSliceMs = 4;

class PackageEngine implements Engine {
  private readonly parser: GoParser;
  private readonly files: FileSystem;
  private readonly worlds: Worlds;
  private readonly foldersKept: number;
  private readonly isPatient: boolean;
  private readonly documents = new Map<string, OpenDocument>();
  /** By folder, least recently used first. */
  private readonly folders = new Map<string, Folder>();
  private rules: Record<string, RuleSetting> = {};
  private lastId = 0;
  private deepened: (() => void) | undefined;
  private isDisposed = false;
  /** The folder that was asked for last. */
  private lastDir: string | undefined;

  constructor(parser: GoParser, files: FileSystem, moduleCache: string | null, options: EngineOptions) {
    this.foldersKept = options.foldersKept ?? 40;
    this.isPatient = options.isPatient ?? false;
    this.parser = parser;
    this.files = files;
    const current: FileSystem = {
      readDirectory: (dir) => files.readDirectory(dir),
      readFile: async (uri) => this.documents.get(uri)?.text ?? files.readFile(uri),
    };
    this.worlds = new Worlds(parser, current, moduleCache);
  }

  configure({ rules }: ServerSettings): void {
    this.rules = rules;
    for (const folder of this.folders.values()) forget(folder);
  }

  open(uri: string, text: string): void {
    this.documents.get(uri)?.dispose();
    this.documents.set(uri, new OpenDocument(uri, text));
    this.invalidate([uri]);
  }

  change(uri: string, changes: ContentChange[]): void {
    const document = this.documents.get(uri);
    if (!document) return;
    // An edit within a body changes nothing for those who import the package.
    if (document.change(changes)) this.invalidate([uri]);
    const folder = this.folders.get(folderOf(uri));
    if (!folder) return;
    folder.stale = true;
    folder.edited?.add(uri);
  }

  close(uri: string): void {
    this.documents.get(uri)?.dispose();
    this.documents.delete(uri);
    this.invalidate([uri]);
  }

  invalidate(uris: string[]): void {
    for (const uri of uris) {
      this.forgetPackage(uri);
      this.markStale(uri);
    }
  }

  private markStale(uri: string): void {
    const folder = this.folders.get(folderOf(uri));
    if (!folder) return;
    forget(folder);
    folder.loaded.delete(uri);
  }

  /** Others may have looked at the package of a file that changes, or by way of a go.mod. */
  private forgetPackage(uri: string): void {
    const isGone = this.worlds.forget(uri);
    for (const folder of this.folders.values()) if (folder.view && isGone(folder.view)) forget(folder);
  }

  async check(uri: string, cancelled: () => boolean = () => false): Promise<FileReport | null> {
    const dir = folderOf(uri);
    const folder = this.folder(dir);
    while ((folder.stale || folder.running) && !cancelled()) {
      folder.running ??= this.refresh(dir, folder).finally(() => {
        folder.running = null;
      });
      await folder.running;
    }
    return folder.stale || folder.running ? null : (folder.reports.get(uri) ?? null);
  }

  onDeepened(listener: () => void): void {
    this.deepened = listener;
  }

  moduleOf(uri: string): Promise<Pick<World, 'go' | 'requires'>> {
    return this.worlds.of(folderOf(uri));
  }

  text(uri: string): string | undefined {
    return this.documents.get(uri)?.text;
  }

  dispose(): void {
    this.isDisposed = true;
    for (const document of this.documents.values()) document.dispose();
    this.documents.clear();
    this.folders.clear();
    this.parser.dispose();
  }

  private folder(dir: string): Folder {
    const known = this.folders.get(dir) ?? newFolder();
    if (dir === this.lastDir) return known;
    this.lastDir = dir;
    this.folders.delete(dir);
    this.folders.set(dir, known);
    let surplus = this.folders.size - this.foldersKept;
    for (const folder of this.folders.values()) {
      if (surplus-- <= 0) break;
      if (folder.running) continue;
      folder.loaded.clear();
      folder.analysis = null;
    }
    return known;
  }

  /** Brings a folder's reports up to date. An edit meanwhile leaves it stale, and `check` calls again. */
  private async refresh(dir: string, folder: Folder): Promise<void> {
    folder.stale = false;
    const names = await this.list(dir, folder);
    if (folder.edited && names === folder.listing.names) return this.analyse(dir, folder);
    folder.edited = null;
    folder.analysis = null;
    folder.listing = { names, at: performance.now() };
    const sources = await this.read(dir, folder, names ? names.split('/') : []);
    if (!sources) return;
    if (sources.length) return this.analyse(dir, folder, sources);
    const uris = [...folder.loaded.keys(), ...this.openIn(dir)];
    this.publish(folder, new Map(uris.map((uri) => [uri, []])));
  }

  /** The names of the files in a folder, with slashes between them; not looked up anew for each edit. */
  private async list(dir: string, { edited, listing }: Folder): Promise<string> {
    if (edited && performance.now() - listing.at < listAgainMs) return listing.names;
    const names = (await this.files.readDirectory(dir)).join('/');
    listing.at = performance.now();
    return names;
  }

  /** Reads and parses what is not known yet; `null` where an edit came between. */
  private async read(dir: string, folder: Folder, names: string[]): Promise<SourceFile[] | null> {
    const pause = slicer(sliceMs);
    const base = URI.parse(dir);
    const onDisk = names.map((name) => Utils.joinPath(base, name).toString());
    const uris = [...new Set([...onDisk, ...this.openIn(dir)])].sort();
    for (const uri of folder.loaded.keys()) if (!uris.includes(uri)) folder.loaded.delete(uri);
    const missing = uris.filter((uri) => !this.documents.has(uri) && !folder.loaded.has(uri));
    for (let i = 0; i < missing.length; i += readAtOnce) {
      const load = async (uri: string) => {
        const text = await this.files.readFile(uri);
        if (text !== null) folder.loaded.set(uri, { text, file: undefined, traits: traitsOf(text) });
      };
      await Promise.all(missing.slice(i, i + readAtOnce).map(load));
    }
    if (folder.stale) return null;
    const { isInteresting, wantsAllBodies } = this.traits(dir, folder);
    const sources: SourceFile[] = [];
    for (const uri of isInteresting ? uris : []) {
      const file = this.parse(uri, folder, wantsAllBodies);
      if (file) sources.push(file);
      await pause();
      if (folder.stale) return null;
    }
    return sources;
  }

  /** The files of a folder that somebody waits for; `null` where nobody does. */
  private hurried(dir: string): ReadonlySet<string> | null {
    const open = this.openIn(dir);
    return this.isPatient || !open.length ? null : new Set(open);
  }

  private openIn(dir: string): string[] {
    return [...this.documents.keys()].filter((uri) => folderOf(uri) === dir);
  }

  private traits(dir: string, folder: Folder): Traits {
    const open = this.openIn(dir).map((uri) => this.documents.get(uri)!.text);
    const all = [...open.map(traitsOf), ...[...folder.loaded.values()].map(({ traits }) => traits)];
    return {
      isInteresting: all.some((traits) => traits.isInteresting),
      wantsAllBodies: all.some((traits) => traits.wantsAllBodies),
    };
  }

  /** Analyses a folder: its `sources` from scratch, or else what was edited since. */
  private async analyse(dir: string, folder: Folder, sources?: SourceFile[]): Promise<void> {
    const { result: analysis, view } = await this.worlds.look(
      dir,
      (world) =>
        sources
          ? new Analysis(sources, this.rules, world, this.hurried(dir))
          : this.update(dir, folder, world),
      () => folder.stale,
    );
    if (!analysis) forget(folder);
    if (folder.stale) return;
    const seen = sources ? view.uses : new Set([...(folder.view?.uses ?? []), ...view.uses]);
    folder.view = { world: view.world, uses: seen };
    const isEdited = this.openIn(dir).length > 0;
    folder.analysis = isEdited ? analysis : null;
    folder.edited = isEdited ? new Set() : null;
    this.publishAll(folder, analysis!);
    folder.turn++;
    if (isEdited && !this.isPatient) void this.deepen(folder, analysis!, folder.turn);
  }

  /** Finds out what has been left to be able to answer soon, as long as nothing is edited. */
  private async deepen(folder: Folder, analysis: Analysis, turn: number): Promise<void> {
    const isOver = () => this.isDisposed || folder.turn !== turn || folder.stale || folder.running !== null;
    await new Promise((resolve) => setTimeout(resolve, deepenAfterMs));
    const pause = slicer(deepenSliceMs);
    const steps = analysis.deepening();
    while (!isOver()) {
      const { done, value: isOther } = steps.next();
      if (!done) await pause();
      else {
        if (!isOther) return;
        this.publishAll(folder, analysis);
        return this.deepened?.();
      }
    }
  }

  private publishAll(folder: Folder, analysis: Analysis): void {
    this.publish(folder, new Map(analysis.files.map((file) => [file.uri, analysis.findings(file)])));
  }

  /** The folder's analysis, brought up to date; `null` where more than bodies has changed. */
  private update(dir: string, folder: Folder, world: World): Analysis | null {
    const { analysis, edited } = folder;
    if (!analysis || !edited) return null;
    const { isInteresting, wantsAllBodies } = this.traits(dir, folder);
    if (!isInteresting || analysis.files.some((file) => file.complete < wantsAllBodies)) return null;
    for (const uri of edited) {
      const edit = this.documents.get(uri)?.editBody(this.parser);
      if (!edit) return null;
      edited.delete(uri);
      if (!analysis.update(edit)) return null;
    }
    return analysis.holdsIn(world)
      ? analysis
      : new Analysis(analysis.files, this.rules, world, this.hurried(dir));
  }

  private publish(folder: Folder, findings: ReadonlyMap<string, Finding[]>): void {
    const reports = new Map<string, FileReport>();
    for (const [uri, found] of findings) {
      const old = folder.reports.get(uri);
      const isSame = old?.findings === found || (old && !old.findings.length && !found.length);
      const text = this.documents.get(uri)?.text ?? folder.loaded.get(uri)?.text ?? '';
      reports.set(uri, isSame ? old : this.report(uri, text, found, old));
    }
    folder.reports = reports;
  }

  private parse(uri: string, folder: Folder, allBodies: boolean): SourceFile | null {
    const document = this.documents.get(uri);
    if (document) return document.file(this.parser, allBodies);
    const loaded = folder.loaded.get(uri);
    if (!loaded) return null;
    if (loaded.file === undefined || (loaded.file && loaded.file.complete < allBodies)) {
      loaded.file = parseOnce(this.parser, uri, loaded.text, allBodies);
    }
    return loaded.file;
  }

  /** Keeps the old report, and with it its id, where nothing that it says has changed. */
  private report(uri: string, text: string, findings: Finding[], old: FileReport | undefined): FileReport {
    // Without findings nobody asks for the text's offsets, and other folders' texts need not be kept.
    const kept = findings.length ? text : '';
    if (old && old.text === kept && JSON.stringify(old.findings) === JSON.stringify(findings)) return old;
    return { uri, text: kept, findings, resultId: `${++this.lastId}` };
  }
}

/** A function that lets other work in once a slice of time is used up. */
function slicer(sliceMs: number): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = performance.now();
  };
}

const folderOf = (uri: string): string => uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));
