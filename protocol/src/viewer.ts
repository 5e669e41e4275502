/** A place in source that a stack frame names. */
export interface FramePlace {
  /** The path as the profile has it: absolute, `-trimpath` or relative. */
  file: string;
  /** From 1. */
  line: number;
  /** The function's full name, `pkg/path.(*T).Method`, where known. */
  function: string;
}

/** Goroutines with one stack and state, as far as the source is concerned. */
export interface ReportedGroup {
  count: number;
  /** They wait for something that only other goroutines can bring, and no part of Go itself does so. */
  isBlocked: boolean;
  /** The longest wait, in whole minutes; `null` where the file does not say. */
  waitMinutes: number | null;
  /** The program's own calls, innermost first. */
  frames: readonly FramePlace[];
  /** `isInside`: the line is one of the closure that was started; the call that started it stands before. */
  startedAt: (FramePlace & { isInside: boolean }) | null;
}

/** What the lines of a file weigh in a profile, in columns, by rising line. */
export interface HeatFile {
  /** As the profile has it. */
  file: string;
  line: Float64Array;
  /** What the line's own code weighs. */
  flat: Float64Array;
  /** With all that it called. */
  cum: Float64Array;
}

/** What a profile says of lines of source. */
export interface Heat {
  /** The profile's name, and which of its sample types it is. */
  name: string;
  type: string;
  unit: string;
  /** What shares are of. */
  total: number;
  files: readonly HeatFile[];
}

/** Lines of a file, from 1, both ends within. */
export interface LineRange {
  from: number;
  to: number;
}

/** What a file in another viewer says of the program's own code. */
export interface ElsewhereFile {
  id: string;
  name: string;
  groups: readonly ReportedGroup[];
}

/** A moment of an execution trace that somebody wants to find again. */
export interface Bookmark {
  /** Nanoseconds since the trace's begin. */
  time: number;
  text: string;
  /** Id of the goroutine that it is about. */
  goroutine: number | null;
}

/** What the viewer's page asks of the extension host. A file's `id` is its URI, as the host named it. */
export type ToHost =
  /** The page is there and wants to know what to show. `added`: ids of the snapshots that it showed before. */
  | { type: 'ready'; added: readonly string[] }
  /** Open the source of a frame: in the group beside, or in the page's own. */
  | { type: 'openFrame'; place: FramePlace; beside: boolean }
  | { type: 'openAsText' }
  /** The page could not fetch a file by itself; send its bytes. */
  | { type: 'sendBytes'; id: string }
  /** Tell the line of source that a frame names. The answer has the same number. */
  | { type: 'sourceLine'; request: number; place: FramePlace }
  /** Tell these lines of a file, as the profile names it. The answer has the same number. */
  | { type: 'sourceText'; request: number; file: string; ranges: readonly LineRange[] }
  /** Ask which file that is, or which folder it is in. */
  | { type: 'locateSource'; file: string }
  /** Show this in the editors; `null`: nothing any more. */
  | { type: 'heat'; heat: Heat | null }
  /** Put this into the clipboard. */
  | { type: 'copy'; text: string }
  /** Ask where this is to be saved. */
  | { type: 'save'; name: string; text: string }
  /** Ask for more files, to compare them. */
  | { type: 'addSnapshot' }
  /** What the newest file says of the program's own code, whenever one was read. `id` is that file's. */
  | { type: 'report'; id: string; name: string; groups: readonly ReportedGroup[] }
  | { type: 'removeSnapshot'; id: string }
  /** Keep these bookmarks of a file, and no others. */
  | { type: 'keepBookmarks'; id: string; bookmarks: readonly Bookmark[] };

/** What the extension host tells the page. */
export type ToPage =
  /** Show this file. Told again whenever it has changed. */
  | {
      type: 'load';
      id: string;
      /** The editor's own file; others are compared with it. */
      isMain: boolean;
      name: string;
      /** Where the page can fetch it. */
      uri: string;
      /** Bytes; 0 where unknown. */
      size: number;
      /** Milliseconds since 1970; 0 where unknown. */
      modified: number;
      /** Where the script can be fetched that draws plots. */
      plot: string;
      /** Those that were kept of this file. */
      bookmarks: readonly Bookmark[];
      /** English message → translation. */
      l10n: Record<string, string | { message: string; comment: string[] }> | undefined;
    }
  /** A piece of a file, in order; the last one says so. */
  | { type: 'bytes'; id: string; bytes: Uint8Array; last: boolean }
  | { type: 'failed'; id: string; message: string }
  /** What other viewers have open, whenever that changes. */
  | { type: 'elsewhere'; files: readonly ElsewhereFile[] }
  /** Show only groups with these words. */
  | { type: 'search'; text: string }
  /** `null`: it is not sure which line that is. */
  | { type: 'sourceLine'; request: number; text: string | null }
  /**
   * The lines of each range, as far as the file goes; `null` where it is not sure which file it is. `isUnclear`: it may
   * be one of several.
   */
  | { type: 'sourceText'; request: number; text: readonly (readonly string[])[] | null; isUnclear: boolean }
  /** What was said of files' places may be otherwise now. */
  | { type: 'sourcesChanged' }
  /** Tell what the lines weigh (`heat`), if a profile is shown. */
  | { type: 'sendHeat' }
  /** Whether the editors show what this page's profile says. */
  | { type: 'heatShown'; isShown: boolean };

/** Files above this size in bytes are refused: neither page nor worker could hold them. */
export const maxProfileSize = 1024 * 1024 * 1024;
