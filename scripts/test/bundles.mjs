/** Which of the project's folders a bundle may hold code of, by the folder of its entry. @type {Record<string, string[]>} */
const allowed = {
  client: ['client', 'protocol', 'profile'],
  server: ['server', 'protocol', 'profile'],
  webview: ['webview', 'protocol', 'profile'],
};

/**
 * Where a bundle holds what it must not: another side's code, or `vscode` outside the client. One line each.
 * @param {import('esbuild').Metafile['outputs']} outputs
 */
export function misplacedIn(outputs) {
  return Object.entries(outputs).flatMap(([file, { entryPoint, inputs, imports }]) => {
    if (!entryPoint) return []; // a source map
    const side = entryPoint.split('/')[0];
    const own = new Set(allowed[side] ?? []);
    const strangers = Object.keys(inputs).filter(
      (input) => !input.startsWith('node_modules/') && !own.has(input.split('/')[0]),
    );
    const editor = side !== 'client' && imports.some(({ path }) => path === 'vscode');
    return [
      ...strangers.map((input) => `${file} holds ${input}`),
      ...(editor ? [`${file} requires vscode`] : []),
    ];
  });
}
