/**
 * The files that the engine may read, whatever holds them: a disk, an editor's virtual workspace, a test's map.
 * Every method resolves, for a missing file or folder too.
 */
export interface FileSystem {
  /** Names of the Go files directly in a folder, sorted; empty where it can't be read. */
  readDirectory(uri: string): Promise<string[]>;
  /** The file's text, or `null` where it can't be read or is too large to analyse. */
  readFile(uri: string): Promise<string | null>;
}
