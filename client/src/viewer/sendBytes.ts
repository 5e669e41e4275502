import * as vscode from 'vscode';
import { maxProfileSize, type ToPage } from '#protocol';

const chunkSize = 4 * 1024 * 1024;

/** Sends a file to the page in pieces: for file systems and folders that a webview can't fetch from. */
export async function sendBytes(uri: vscode.Uri, webview: vscode.Webview): Promise<void> {
  const id = uri.toString();
  const post = (message: ToPage) => webview.postMessage(message);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxProfileSize) {
      await post({ type: 'failed', id, message: vscode.l10n.t('The file is larger than 1 GiB.') });
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    let at = 0;
    do {
      const end = Math.min(at + chunkSize, bytes.length);
      // A copy, of the plain type: a Buffer would arrive as an object, with all of the file behind each piece.
      const piece = new Uint8Array(bytes.subarray(at, end));
      await post({ type: 'bytes', id, bytes: piece, last: end === bytes.length });
      at = end;
    } while (at < bytes.length);
  } catch (error) {
    await post({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}
