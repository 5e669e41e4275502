/**
 * dumps: what a Go runtime prints, where it is text: in an editor or in a terminal.
 *
 * languages.ts   pure: which language a text starts as
 * outline.ts     pure: goroutines, races and frames in a text
 * places.ts      pure: the place in source that a line names
 * providers.ts   outline, folding, links and code lens
 * recognise.ts   gives `.txt` and `.log` files their language
 * terminal.ts    links in a terminal
 */
import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import { openFrame } from '../viewer/openFrame.ts';
import { openFrameCommand, registerProviders } from './providers.ts';
import { recogniseDumps } from './recognise.ts';
import { registerTerminalLinks } from './terminal.ts';

/** Registers all that is done for dumps outside of the viewer. */
export function registerDumps(log: vscode.LogOutputChannel): vscode.Disposable {
  const open = (place: FramePlace) => openFrame(place, undefined, log);
  return vscode.Disposable.from(
    vscode.commands.registerCommand(openFrameCommand, open),
    registerProviders(),
    recogniseDumps(),
    registerTerminalLinks(open),
  );
}
