import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import { placeInOutput } from './places.ts';

interface FrameLink extends vscode.TerminalLink {
  place: FramePlace;
}

/**
 * Makes the frames of a panic in a terminal clickable, also those whose file is named by import path or as it was on
 * another machine: those VS Code can't find by itself.
 */
export function registerTerminalLinks(open: (place: FramePlace) => Promise<void>): vscode.Disposable {
  const provider: vscode.TerminalLinkProvider<FrameLink> = {
    provideTerminalLinks({ line }) {
      const found = placeInOutput(line);
      if (!found) return [];
      const { start, end, file, line: number } = found;
      const place: FramePlace = { file, line: number, function: '' };
      return [{ startIndex: start, length: end - start, tooltip: vscode.l10n.t('Open Source'), place }];
    },
    handleTerminalLink: ({ place }) => open(place),
  };
  return vscode.window.registerTerminalLinkProvider(provider);
}
