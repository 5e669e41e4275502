/** Which of the project's folders a bundle may hold code of, by the folder of its entry. @type {Record<string, string[]>} */
const allowed = {
  client: ['client', 'protocol', 'profile'],
  server: ['server', 'protocol', 'profile'],
  webview: ['webview', 'protocol', 'profile'],
};

const folders = ['client', 'server', 'webview', 'protocol', 'profile', 'test', 'scripts'];

/**
 * Where a bundle holds what it must not: another side's code, or `vscode` outside the client. One line each.
 * @param {import('esbuild').Metafile['outputs']} outputs
 */
export function misplacedIn(outputs) {
  return Object.entries(outputs).flatMap(([file, { entryPoint, inputs, imports }]) => {
    if (!entryPoint) return []; // a source map
    const side = entryPoint.split('/')[0];
    const others = folders.filter((folder) => !allowed[side]?.includes(folder));
    const strangers = Object.keys(inputs).filter((input) => others.includes(input.split('/')[0]));
    const editor = side !== 'client' && imports.some(({ path }) => path === 'vscode');
    return [
      ...strangers.map((input) => `${file} holds ${input}`),
      ...(editor ? [`${file} requires vscode`] : []),
    ];
  });
}
