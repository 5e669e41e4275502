import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import { dumpLanguage, raceLanguage, schedtraceLanguage } from './languages.ts';
import { framesIn, type GoroutineSection, type Section, sectionsOf } from './outline.ts';

/** Opens a frame's source. Argument: a `FramePlace`. Document links name it. */
export const openFrameCommand = 'unpark.openFrame';

/** Neither outline nor links are of use beyond; VS Code takes all of them at once. */
const mostSections = 10_000;
const mostLinks = 20_000;

const selector = [dumpLanguage, raceLanguage, schedtraceLanguage];

/** Outline, folding, links and a code lens for what is open as text: dumps, race reports, scheduler traces. */
export function registerProviders(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(selector, { provideDocumentSymbols: symbols }),
    vscode.languages.registerFoldingRangeProvider(selector, { provideFoldingRanges: folds }),
    vscode.languages.registerDocumentLinkProvider(selector, { provideDocumentLinks: links }),
    vscode.languages.registerCodeLensProvider(selector, { provideCodeLenses: lenses }),
  );
}

const linesOf = (document: vscode.TextDocument): string[] => document.getText().split(/\r?\n/);

function symbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  const lines = linesOf(document);
  const symbol = (name: string, detail: string, kind: vscode.SymbolKind, first: number, last: number) =>
    new vscode.DocumentSymbol(
      name,
      detail,
      kind,
      new vscode.Range(first, 0, last, lines[last].length),
      new vscode.Range(first, 0, first, lines[first].length),
    );
  const toSymbol = (section: Section): vscode.DocumentSymbol => {
    const { first, last } = section;
    if (section.kind === 'goroutine')
      return symbol(goroutineTitle(section), section.where, vscode.SymbolKind.Event, first, last);
    if (section.kind === 'record') {
      const title = vscode.l10n.t('{0} goroutines', section.count.toLocaleString());
      return symbol(title, section.where, vscode.SymbolKind.Event, first, last);
    }
    if (section.kind === 'moment') {
      const title = vscode.l10n.t('{0} ms', section.ms.toLocaleString());
      return symbol(title, section.where, vscode.SymbolKind.Event, first, last);
    }
    const [access] = section.parts;
    const result = symbol(
      vscode.l10n.t('Data race'),
      access?.where ?? '',
      vscode.SymbolKind.Event,
      first,
      last,
    );
    result.children = section.parts.map((part) =>
      symbol(part.title, part.where, vscode.SymbolKind.Function, part.first, part.last),
    );
    return result;
  };
  return sectionsOf(lines).slice(0, mostSections).map(toSymbol);
}

/** `goroutine 7 · chan send · 5 min`: the runtime's words, as the dump has them. */
function goroutineTitle({ header }: GoroutineSection): string {
  const parts = [`goroutine ${header.id}`, header.state];
  if (header.leaked) parts.push(vscode.l10n.t('leaked'));
  if (header.waitMinutes !== undefined) parts.push(vscode.l10n.t('{0} min', header.waitMinutes));
  return parts.join(' · ');
}

function folds(document: vscode.TextDocument): vscode.FoldingRange[] {
  return sectionsOf(linesOf(document)).flatMap((section) => {
    const parts = section.kind === 'race' ? [section, ...section.parts] : [section];
    return parts
      .filter(({ first, last }) => last > first)
      .map(({ first, last }) => new vscode.FoldingRange(first, last));
  });
}

function links(document: vscode.TextDocument): vscode.DocumentLink[] {
  return framesIn(linesOf(document), mostLinks).map(({ at, start, end, file, line, function: name }) => {
    const place: FramePlace = { file, line, function: name };
    const target = vscode.Uri.from({
      scheme: 'command',
      path: openFrameCommand,
      query: JSON.stringify([place]),
    });
    const link = new vscode.DocumentLink(new vscode.Range(at, start, at, end), target);
    link.tooltip = vscode.l10n.t('Open Source');
    return link;
  });
}

function lenses(document: vscode.TextDocument): vscode.CodeLens[] {
  // The viewer reads files; what nobody has saved is none.
  if (document.isUntitled) return [];
  const title = `$(graph) ${vscode.l10n.t('Open in Unpark')}`;
  const command = { title, command: 'unpark.openProfile', arguments: [document.uri] };
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
}
