/**
 * heat: what a profile says of lines, in the editors.
 *
 * index.ts    which profile is shown, and in which editors
 * levels.ts   pure: how hot a line is
 */
import * as vscode from 'vscode';
import type { Heat, HeatFile } from '#protocol';
import { locate, onSourcesChanged } from '../viewer/locate.ts';
import { baseName } from '../viewer/matchSource.ts';
import { type HotLine, hotLines, shortWeight } from './levels.ts';

const hideCommand = 'unpark.hideHeat';
const shownKey = 'unpark.heatShown';

/** Colours of the levels, light to heavy; package.json says what they are in each kind of theme. */
const colors = ['unpark.heatLowBackground', 'unpark.heatMediumBackground', 'unpark.heatHighBackground'];
const rulers = ['charts.yellow', 'charts.orange', 'charts.red'];

/** Marks lines with what they weigh in a profile, until somebody switches it off. */
export class HeatView implements vscode.Disposable {
  private heat: { owner: object; heat: Heat; byName: Map<string, HeatFile[]> } | null = null;
  /** One a level, made when they are first needed. */
  private types: vscode.TextEditorDecorationType[] | undefined;
  /** What is marked in each editor. */
  private readonly marked = new WeakMap<vscode.TextEditor, string>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly status: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];
  private version = 0;

  constructor() {
    this.status = vscode.window.createStatusBarItem('unpark.heat', vscode.StatusBarAlignment.Right, 99);
    this.status.name = vscode.l10n.t('Heat of a Profile');
    this.status.command = hideCommand;
    this.subscriptions = [
      this.changed,
      this.status,
      vscode.commands.registerCommand(hideCommand, () => this.hide()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.mark()),
      onSourcesChanged(() => this.mark(true)),
    ];
  }

  /** Whether it shows the heat that an owner has handed in. */
  shows(owner: object): boolean {
    return this.heat?.owner === owner;
  }

  show(owner: object, heat: Heat): void {
    const byName = new Map<string, HeatFile[]>();
    for (const file of heat.files) {
      const name = baseName(file.file);
      const known = byName.get(name);
      if (known) known.push(file);
      else byName.set(name, [file]);
    }
    this.heat = { owner, heat, byName };
    this.status.text = `$(flame) ${heat.type}`;
    this.status.tooltip = vscode.l10n.t('Lines show what they weigh in {0}. Click to hide it.', heat.name);
    this.status.show();
    this.update();
  }

  hide(): void {
    this.heat = null;
    this.status.hide();
    this.update();
  }

  dispose(): void {
    for (const type of this.types ?? []) type.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    this.version++;
    void vscode.commands.executeCommand('setContext', shownKey, this.heat !== null);
    this.mark();
    this.changed.fire();
  }

  private mark(anew = false): void {
    const { version } = this;
    for (const editor of vscode.window.visibleTextEditors) {
      // VS Code moves decorations along with what is typed: they are made once an editor.
      const key = `${version} ${editor.document.uri}`;
      if (!anew && this.marked.get(editor) === key) continue;
      const had = this.marked.has(editor);
      this.marked.set(editor, key);
      void this.weigh(editor.document.uri).then((lines) => {
        if (this.marked.get(editor) === key && (had || lines.length > 0)) this.draw(editor, lines);
      });
    }
  }

  /** The hot lines of a file; of files with its name, only those that surely are it. */
  private async weigh(uri: vscode.Uri): Promise<HotLine[]> {
    const named = this.heat?.byName.get(baseName(uri.path)) ?? [];
    for (const file of named) {
      const located = await locate(file.file).catch(() => ({ file: null }));
      if (located.file?.toString() === uri.toString()) return hotLines(file);
    }
    return [];
  }

  private draw(editor: vscode.TextEditor, lines: readonly HotLine[]): void {
    this.types ??= colors.map((color, level) =>
      vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        backgroundColor: new vscode.ThemeColor(color),
        // In themes of high contrast, which leave the background as it is.
        borderColor: new vscode.ThemeColor('unpark.heatBorder'),
        borderStyle: 'solid',
        borderWidth: `0 0 0 ${2 * (level + 1)}px`,
        overviewRulerColor: new vscode.ThemeColor(rulers[level]),
        overviewRulerLane: vscode.OverviewRulerLane.Right,
        after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 3em' },
      }),
    );
    const { document } = editor;
    const { heat } = this.heat ?? {};
    for (const [level, type] of this.types.entries()) {
      const options =
        heat &&
        lines
          .filter((line) => line.level === level && line.line < document.lineCount)
          .map((line) => ({
            range: document.lineAt(line.line).range,
            hoverMessage: hover(heat, line),
            renderOptions: { after: { contentText: shortWeight(line.cum || line.flat, heat) } },
          }));
      editor.setDecorations(type, options ?? []);
    }
  }
}

function hover(heat: Heat, { flat, cum }: HotLine): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = { enabledCommands: [hideCommand] };
  text.appendMarkdown(`$(flame) **${vscode.l10n.t('Cumulative')}** `).appendText(shortWeight(cum, heat));
  text.appendMarkdown(` · **${vscode.l10n.t('Flat')}** `).appendText(shortWeight(flat, heat));
  text.appendMarkdown('\n\n').appendText(`${heat.type} · ${heat.name}`);
  text.appendMarkdown(` · [${vscode.l10n.t('Hide')}](command:${hideCommand})`);
  return text;
}
