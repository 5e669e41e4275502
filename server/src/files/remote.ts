import {
  type FindGoFilesParams,
  type FindGoFilesResult,
  findGoFilesRequest,
  type ReadDirectoryParams,
  type ReadDirectoryResult,
  type ReadFileParams,
  type ReadFileResult,
  readDirectoryRequest,
  readFileRequest,
} from '#protocol';
import type { WorkspaceFiles } from './workspaceFiles.ts';

/** The part of a connection that asks the client. */
export interface Requests {
  sendRequest<R>(method: string, params: unknown): Promise<R>;
}

/** Files that only the client can reach, asked for one by one. */
export function remoteFiles(client: Requests): WorkspaceFiles {
  const ask = <P, R>(method: string, params: P, otherwise: R): Promise<R> =>
    client.sendRequest<R>(method, params).catch(() => otherwise);
  return {
    readDirectory: (uri) => ask<ReadDirectoryParams, ReadDirectoryResult>(readDirectoryRequest, { uri }, []),
    readFile: (uri) => ask<ReadFileParams, ReadFileResult>(readFileRequest, { uri }, null),
    findGoFiles: (uri, limit) =>
      ask<FindGoFilesParams, FindGoFilesResult>(findGoFilesRequest, { uri, limit }, []),
  };
}

/** No files at all: what the client has open is then all there is. */
export const noFiles: WorkspaceFiles = {
  readDirectory: async () => [],
  readFile: async () => null,
  findGoFiles: async () => [],
};
