import * as vscode from 'vscode';
import { showRuleCommand } from '#protocol';

/** Registers the command that shows a rule's page, which the extension brings along. */
export function rulePages(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(showRuleCommand, async (rule: unknown) => {
    // Whoever runs the command: only a page of ours is opened.
    if (typeof rule !== 'string' || !/^[a-z][a-z-]*$/.test(rule)) return;
    const page = vscode.Uri.joinPath(extension, 'docs', 'rules', `${rule}.md`);
    await vscode.commands.executeCommand('markdown.showPreview', page);
  });
}
