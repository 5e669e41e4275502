import type { ServerSettings } from '#protocol';
import type { FileSystem } from './fileSystem.ts';
import type { Finding } from './findings.ts';

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
  /** The text that the offsets of `findings` refer to. */
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
  /** The current text of an open document, or `undefined`. */
  text(uri: string): string | undefined;
  dispose(): void;
}

export declare function createEngine(assets: ParserAssets, files: FileSystem): Promise<Engine>;
