import * as vscode from 'vscode';
import { type FramePlace, maxFileSize } from '#protocol';
import { locate } from './locate.ts';

const longest = 300;

/** The line of source that a frame names, without its indentation; `null` where it is not sure which one that is. */
export async function sourceLine({ file, line }: FramePlace): Promise<string | null> {
  if (typeof file !== 'string' || !file || !Number.isInteger(line) || line < 1) return null;
  try {
    const located = await locate(file);
    const text = located.file && (await textOf(located.file));
    return text?.split('\n', line)[line - 1]?.trim().slice(0, longest) || null;
  } catch {
    return null;
  }
}

/** An open document's text, which may not be saved, or the file's. Opening it would start what looks at documents. */
async function textOf(uri: vscode.Uri): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  if ((await vscode.workspace.fs.stat(uri)).size > maxFileSize) return null;
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
