import * as vscode from 'vscode';

const limitMs = 15_000;

/** A file of the workspace folder. */
export const inWorkspace = (...parts: string[]): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, ...parts);

/** Opens a file of the workspace in an editor. */
export async function open(...parts: string[]): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(...parts));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The text of a file of the workspace, as the disk has it. */
export async function textOf(...parts: string[]): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(inWorkspace(...parts)));
}

/**
 * Resolves with what `read` gives as soon as that is defined: asked at once, then after each event.
 * Rejects after 15 s, and says what was waited for.
 */
export function when<T>(
  what: string,
  event: vscode.Event<unknown>,
  read: () => T | undefined,
  state: () => string = () => '',
): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      const value = read();
      if (value === undefined) return false;
      listener.dispose();
      clearTimeout(timer);
      resolve(value);
      return true;
    };
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`waited 15 s for ${what}; ${state()}`));
    }, limitMs);
    const listener = event(finish);
    finish();
  });
}

/** The rule that a diagnostic comes from. */
export const ruleOf = ({ code }: vscode.Diagnostic): string =>
  String(typeof code === 'object' ? code.value : (code ?? ''));

/** Unpark's diagnostics of a document. */
export const found = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'unpark');

const rulesIn = (uri: vscode.Uri): string => found(uri).map(ruleOf).sort().join(', ');

/** Waits until the rules found in a document are exactly these, each as often as it is named. */
export async function foundRules(uri: vscode.Uri, ...rules: string[]): Promise<vscode.Diagnostic[]> {
  const wanted = [...rules].sort().join(', ');
  return when(
    `[${wanted}] in ${uri.path}`,
    vscode.languages.onDidChangeDiagnostics,
    () => (rulesIn(uri) === wanted ? found(uri) : undefined),
    () => `it has [${rulesIn(uri)}]`,
  );
}

/**
 * The quick fixes offered where a diagnostic stands, with their edits. (VS Code does not tell what they mend.)
 * VS Code drops a question that is under way while an extension registers code actions, as some do when it has
 * just started: then it is asked again, at most for 15 s.
 */
export async function fixesFor(uri: vscode.Uri, { range }: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  const since = Date.now();
  for (;;) {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      10,
    );
    if (actions.length > 0 || Date.now() - since > limitMs) return actions;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Applies the edit of a code action. */
export async function applyAction({ title, edit }: vscode.CodeAction): Promise<void> {
  if (!edit) throw new Error(`«${title}» has no edit`);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('VS Code refused the edit');
}

/** Applies the preferred quick fix of a document's only finding of a rule. */
export async function applyFix(uri: vscode.Uri, rule: string): Promise<void> {
  const diagnostic = found(uri).find((d) => ruleOf(d) === rule);
  if (!diagnostic) throw new Error(`no ${rule} in ${uri.path}, but [${rulesIn(uri)}]`);
  const preferred = (await fixesFor(uri, diagnostic)).filter(({ isPreferred }) => isPreferred);
  if (preferred.length !== 1) throw new Error(`${preferred.length} preferred fixes for ${rule}`);
  await applyAction(preferred[0]);
}
