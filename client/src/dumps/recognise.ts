import * as vscode from 'vscode';
import { dumpLanguage, headLines, languageOf, raceLanguage, schedtraceLanguage } from './languages.ts';

/** Languages that say nothing of what a text is. */
const general = new Set(['plaintext', 'log']);
const own = new Set([dumpLanguage, raceLanguage, schedtraceLanguage]);

/**
 * Gives texts that start as a dump, a race report or a scheduler trace their language. package.json's `firstLine` does
 * so for names that no other language claims; `.txt` and `.log` are claimed.
 */
export function recogniseDumps(): vscode.Disposable {
  /** Whoever chose another language for a document is not contradicted. */
  const seen = new Set<string>();
  const look = (document: vscode.TextDocument) => {
    const key = document.uri.toString();
    if (own.has(document.languageId)) seen.add(key);
    if (!general.has(document.languageId) || document.uri.scheme === 'output' || seen.has(key)) return;
    const count = Math.min(document.lineCount, headLines);
    const language = languageOf(Array.from({ length: count }, (_, at) => document.lineAt(at).text));
    if (!language) return;
    seen.add(key);
    void vscode.languages.setTextDocumentLanguage(document, language);
  };
  for (const document of vscode.workspace.textDocuments) look(document);
  return vscode.workspace.onDidOpenTextDocument(look);
}
