import type { TextEdit as LspTextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { TextEdit } from '../findings.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';

/** Edits of several files as LSP has them, with the versions of open documents; `null` where a file is gone. */
export async function toWorkspaceEdit(
  { client, documents }: Session,
  texts: Texts,
  edits: readonly TextEdit[],
): Promise<WorkspaceEdit | null> {
  const byFile = new Map<string, LspTextEdit[]>();
  for (const { uri, text, ...span } of edits) {
    const range = await texts.range(uri, span);
    if (!range) return null;
    const file = byFile.get(uri) ?? [];
    byFile.set(uri, file);
    file.push({ range, newText: text });
  }
  const files = [...byFile].map(([uri, fileEdits]) => ({
    textDocument: { uri: documents.clientUri(uri), version: documents.version(uri) },
    edits: fileEdits,
  }));
  if (client.documentChanges) return { documentChanges: files };
  return { changes: Object.fromEntries(files.map((file) => [file.textDocument.uri, file.edits])) };
}
