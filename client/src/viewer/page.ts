import * as vscode from 'vscode';

/** The page around the viewer's script. Nothing of the profile gets into it: it comes by message. */
export function pageHtml(webview: vscode.Webview, assets: vscode.Uri): string {
  const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(assets, name)).toString();
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `connect-src ${webview.cspSource}`,
    'worker-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${at('codicon.css')}">
<link rel="stylesheet" href="${at('main.css')}">
<title>Unpark</title>
</head>
<body>
<unpark-viewer></unpark-viewer>
<script nonce="${nonce}" src="${at('main.js')}"></script>
</body>
</html>`;
}
