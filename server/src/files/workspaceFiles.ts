import type { FileSystem } from '../fileSystem.ts';

/** A file system that can also list what a workspace holds. */
export interface WorkspaceFiles extends FileSystem {
  /**
   * URIs of the Go files below a folder, at most `limit`, without those that the go command skips: `vendor`,
   * `testdata`, and names that begin with `.` or `_`. Resolves, as everything here, for a missing folder too.
   */
  findGoFiles(folder: string, limit: number, cancelled?: () => boolean): Promise<string[]>;
}

/** Whether the go command would look into a folder of this name. */
export const isPackageFolder = (name: string): boolean =>
  !/^[._]/.test(name) && name !== 'vendor' && name !== 'testdata' && name !== 'node_modules';
