import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FindGoFilesParams,
  type FindGoFilesResult,
  findGoFilesRequest,
  maxFileSize,
  type ReadDirectoryParams,
  type ReadDirectoryResult,
  type ReadFileParams,
  type ReadFileResult,
  readDirectoryRequest,
  readFileRequest,
} from '#protocol';

/** Folders that the go command skips, and one that is full of other people's files. */
const skipped = '**/{vendor,testdata,node_modules,.*,_*}/**';

/** Answers the server's questions about files that only VS Code can reach: virtual workspaces, the browser. */
export function answerFileRequests(client: BaseLanguageClient): void {
  const { fs } = vscode.workspace;
  client.onRequest(readFileRequest, async ({ uri }: ReadFileParams): Promise<ReadFileResult> => {
    try {
      const file = vscode.Uri.parse(uri, true);
      const { size, type } = await fs.stat(file);
      if (!(type & vscode.FileType.File) || size > maxFileSize) return null;
      return new TextDecoder().decode(await fs.readFile(file));
    } catch {
      return null;
    }
  });
  client.onRequest(
    readDirectoryRequest,
    async ({ uri }: ReadDirectoryParams): Promise<ReadDirectoryResult> => {
      try {
        const entries = await fs.readDirectory(vscode.Uri.parse(uri, true));
        return entries
          .filter(
            ([name, type]) => type & vscode.FileType.File && name.endsWith('.go') && !/^[._]/.test(name),
          )
          .map(([name]) => name)
          .sort();
      } catch {
        return [];
      }
    },
  );
  client.onRequest(
    findGoFilesRequest,
    async ({ uri, limit }: FindGoFilesParams, token): Promise<FindGoFilesResult> => {
      const pattern = new vscode.RelativePattern(vscode.Uri.parse(uri, true), '**/*.go');
      const found = await vscode.workspace.findFiles(pattern, skipped, limit, token);
      return found.map((file) => file.toString()).sort();
    },
  );
}
