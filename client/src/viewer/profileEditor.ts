import * as vscode from 'vscode';
import { maxProfileSize, type ToHost, type ToPage } from '#protocol';
import { openFrame } from './openFrame.ts';
import { pageHtml } from './page.ts';

/** For files that are surely profiles. */
export const viewType = 'unpark.profile';
/** For any file that somebody wants to see as one. */
export const viewTypeForAny = 'unpark.profileAny';

const chunkSize = 4 * 1024 * 1024;
/** A program that is writing a file changes it many times. */
const settleMs = 300;

interface ProfileDocument extends vscode.CustomDocument {
  readonly uri: vscode.Uri;
}

/** Shows a profile in a webview. The page fetches and parses the file by itself; here only its requests are served. */
export class ProfileEditorProvider implements vscode.CustomReadonlyEditorProvider<ProfileDocument> {
  private readonly extension: vscode.Uri;
  private readonly log: vscode.LogOutputChannel;

  constructor(extension: vscode.Uri, log: vscode.LogOutputChannel) {
    this.extension = extension;
    this.log = log;
  }

  openCustomDocument(uri: vscode.Uri): ProfileDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor({ uri }: ProfileDocument, panel: vscode.WebviewPanel): void {
    const assets = vscode.Uri.joinPath(this.extension, 'dist', 'webview');
    const folder = vscode.Uri.joinPath(uri, '..');
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [assets, folder] };

    const load = async () => {
      const size = await vscode.workspace.fs.stat(uri).then(
        (status) => status.size,
        () => 0,
      );
      const message: ToPage = {
        type: 'load',
        name: uri.path.slice(uri.path.lastIndexOf('/') + 1),
        // The page may have an older version of the file in its cache.
        uri: webview
          .asWebviewUri(uri)
          .with({ query: `${Date.now()}` })
          .toString(),
        size,
        worker: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'worker.js')).toString(),
        l10n: vscode.l10n.bundle,
      };
      await webview.postMessage(message);
    };
    // The name may hold signs that a pattern gives a meaning to: watch the folder, and compare.
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
    let settling: ReturnType<typeof setTimeout> | undefined;
    const reload = (changed: vscode.Uri) => {
      if (changed.toString() !== uri.toString()) return;
      clearTimeout(settling);
      settling = setTimeout(() => void load(), settleMs);
    };
    const subscriptions = [
      watcher,
      watcher.onDidChange(reload),
      watcher.onDidCreate(reload),
      webview.onDidReceiveMessage((message: ToHost) => this.serve(message, uri, panel, load)),
    ];
    panel.onDidDispose(() => {
      clearTimeout(settling);
      for (const subscription of subscriptions) subscription.dispose();
    });
    webview.html = pageHtml(webview, assets);
  }

  private async serve(
    message: ToHost,
    uri: vscode.Uri,
    panel: vscode.WebviewPanel,
    load: () => Promise<void>,
  ): Promise<void> {
    switch (message.type) {
      case 'ready':
        return load();
      case 'openFrame':
        return openFrame(
          message.place,
          message.beside ? vscode.ViewColumn.Beside : panel.viewColumn,
          this.log,
        );
      case 'openAsText':
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default', panel.viewColumn);
        return;
      case 'sendBytes':
        return sendBytes(uri, panel.webview);
      default:
        this.log.warn(
          `The viewer's page sent a message that is not known: ${JSON.stringify(message).slice(0, 100)}`,
        );
    }
  }
}

/** For file systems that a webview can't fetch from. */
async function sendBytes(uri: vscode.Uri, webview: vscode.Webview): Promise<void> {
  const post = (message: ToPage) => webview.postMessage(message);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxProfileSize) {
      await post({ type: 'failed', message: vscode.l10n.t('The file is larger than 1 GiB.') });
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    let at = 0;
    do {
      const end = Math.min(at + chunkSize, bytes.length);
      // A copy, of the plain type: a Buffer would arrive as an object, with all of the file behind each piece.
      const piece = new Uint8Array(bytes.subarray(at, end));
      await post({ type: 'bytes', bytes: piece, last: end === bytes.length });
      at = end;
    } while (at < bytes.length);
  } catch (error) {
    await post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}
