/** A place in source that a stack frame names. */
export interface FramePlace {
  /** The path as the profile has it: absolute, `-trimpath` or relative. */
  file: string;
  /** From 1. */
  line: number;
  /** The function's full name, `pkg/path.(*T).Method`, where known. */
  function: string;
}

/** What the viewer's page asks of the extension host. */
export type ToHost =
  /** The page is there and wants to know what to show. */
  | { type: 'ready' }
  /** Open the source of a frame: in the group beside, or in the page's own. */
  | { type: 'openFrame'; place: FramePlace; beside: boolean }
  | { type: 'openAsText' }
  /** The page could not fetch the file by itself; send its bytes. */
  | { type: 'sendBytes' };

/** What the extension host tells the page. */
export type ToPage =
  /** Show this file. Told again whenever it has changed. */
  | {
      type: 'load';
      name: string;
      /** Where the page can fetch it. */
      uri: string;
      /** Bytes; 0 where unknown. */
      size: number;
      /** Where the worker's script can be fetched. */
      worker: string;
      /** English message → translation. */
      l10n: Record<string, string | { message: string; comment: string[] }> | undefined;
    }
  /** A piece of the file, in order; the last one says so. */
  | { type: 'bytes'; bytes: Uint8Array; last: boolean }
  | { type: 'failed'; message: string };

/** Files above this size in bytes are refused: neither page nor worker could hold them. */
export const maxProfileSize = 1024 * 1024 * 1024;
