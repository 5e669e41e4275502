import * as vscode from 'vscode';
import type { ProfileEditorProvider } from './profileEditor.ts';

/**
 * Compares files: those that are selected in the explorer, or else that a dialog asks for.
 *
 * @param clicked the file that the menu was opened on
 * @param selected all that are selected, with that one among them
 */
export async function compareSnapshots(
  provider: ProfileEditorProvider,
  clicked?: unknown,
  selected?: unknown,
): Promise<void> {
  const isUri = (value: unknown): value is vscode.Uri => value instanceof vscode.Uri;
  let files = Array.isArray(selected) ? selected.filter(isUri) : isUri(clicked) ? [clicked] : [];
  if (files.length < 2) {
    const chosen = await vscode.window.showOpenDialog({
      canSelectMany: true,
      openLabel: vscode.l10n.t('Compare'),
      title: vscode.l10n.t('Snapshots to compare'),
    });
    if (!chosen) return;
    const known = new Set(files.map(String));
    files = [...files, ...chosen.filter((uri) => !known.has(String(uri)))];
  }
  const [first, ...others] = files;
  if (first) await provider.compare(first, others);
}
