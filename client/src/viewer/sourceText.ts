import * as vscode from 'vscode';
import { type FramePlace, type LineRange, maxFileSize, type ToPage } from '#protocol';
import { locate } from './locate.ts';

/** Of a line that is shown alone, and of one in its place. */
const longestAlone = 300;
const longest = 1_000;

/** Lines that one question may ask for, and ranges. */
const mostLines = 5_000;
const mostRanges = 1_000;

/** The line of source that a frame names, without its indentation; `null` where it is not sure which one that is. */
export async function sourceLine({ file, line }: FramePlace): Promise<string | null> {
  if (typeof file !== 'string' || !file || !Number.isInteger(line) || line < 1) return null;
  try {
    const located = await locate(file);
    const text = located.file && (await textOf(located.file));
    return text?.split('\n', line)[line - 1]?.trim().slice(0, longestAlone) || null;
  } catch {
    return null;
  }
}

/** Lines of a file that a profile names, as `sourceText` of the protocol has them. */
export async function sourceLines(
  file: string,
  ranges: readonly LineRange[],
): Promise<Omit<Extract<ToPage, { type: 'sourceText' }>, 'type' | 'request'>> {
  try {
    const located = await locate(file);
    const text = located.file && (await textOf(located.file));
    const isUnclear = !located.file && located.choices.length > 0;
    if (text === null) return { text: null, isUnclear };
    const lines = text.split(/\r?\n/);
    let left = mostLines;
    const cut = ranges.slice(0, mostRanges).map(({ from, to }) => {
      const part = lines.slice(Math.max(from - 1, 0), Math.max(Math.min(to, from + left - 1), 0));
      left -= part.length;
      return part.map((line) => line.slice(0, longest));
    });
    return { text: cut, isUnclear };
  } catch {
    return { text: null, isUnclear: false };
  }
}

/** An open document's text, which may not be saved, or the file's. Opening it would start what looks at documents. */
async function textOf(uri: vscode.Uri): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  if ((await vscode.workspace.fs.stat(uri)).size > maxFileSize) return null;
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
