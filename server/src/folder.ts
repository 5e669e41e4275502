import type { Analysis } from './analysis.ts';
import type { FileReport } from './engine.ts';
import type { View } from './modules/worlds.ts';
import { isInteresting, wantsAllBodies } from './syntax/interest.ts';
import type { SourceFile } from './types/sourceFile.ts';

/** A file as last read. Parsed only when its package turns out to matter. */
export interface Loaded {
  text: string;
  file: SourceFile | null | undefined;
  traits: Traits;
}

/** Why a file's package has to be looked at. */
export interface Traits {
  isInteresting: boolean;
  wantsAllBodies: boolean;
}

export const traitsOf = (text: string): Traits => ({
  isInteresting: isInteresting(text),
  wantsAllBodies: wantsAllBodies(text),
});

/** What is known of one folder. */
export interface Folder {
  /** Something changed since `reports` were made. */
  stale: boolean;
  reports: Map<string, FileReport>;
  loaded: Map<string, Loaded>;
  running: Promise<void> | null;
  /** What `reports` follow from besides the folder's own files. */
  view: View | null;
  /** How often it was analysed. */
  turn: number;
  /** Kept up as bodies change, in folders with open documents. */
  analysis: Analysis | null;
  /** The open documents whose bodies have changed since; `null` where more may have. */
  edited: Set<string> | null;
  /** The Go files on disk, and when they were last listed. */
  listing: { names: string; at: number };
}

export const newFolder = (): Folder => ({
  stale: true,
  reports: new Map(),
  loaded: new Map(),
  running: null,
  view: null,
  turn: 0,
  analysis: null,
  edited: null,
  listing: { names: '', at: 0 },
});

/** What is known of a folder may no longer hold. */
export function forget(folder: Folder): void {
  folder.stale = true;
  folder.edited = null;
}
