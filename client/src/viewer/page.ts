import * as vscode from 'vscode';

/**
 * The page around a script, `main` for the viewer, and its one element. Nothing that is shown gets into it: it comes by
 * message.
 */
export function pageHtml(
  webview: vscode.Webview,
  assets: vscode.Uri,
  script = 'main',
  element = 'unpark-viewer',
): string {
  const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(assets, name)).toString();
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const policy = [
    "default-src 'none'",
    // The viewer's worker goes through execution traces by WebAssembly, which its own script carries.
    `script-src 'nonce-${nonce}'${script === 'main' ? " 'wasm-unsafe-eval'" : ''}`,
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
<link rel="stylesheet" href="${at(`${script}.css`)}">
<title>Unpark</title>
</head>
<body>
<${element}></${element}>
<script nonce="${nonce}" src="${at(`${script}.js`)}"></script>
</body>
</html>`;
}
