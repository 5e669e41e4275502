import * as vscode from 'vscode';
import type { SchedulePlace, ScheduleStep } from '#protocol';

/** Shows a step in the editor: its line is marked, with what happens there behind it. */
export class StepMarker implements vscode.Disposable {
  private readonly type = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('contrastActiveBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    after: { margin: '0 0 0 2em', color: new vscode.ThemeColor('editorCodeLens.foreground') },
  });
  private marked: vscode.TextEditor | undefined;

  /** @param beside the column that the code is not to be opened in */
  async reveal(
    { uri, range }: SchedulePlace,
    step: ScheduleStep,
    number: number,
    focus: boolean,
    beside: vscode.ViewColumn | undefined,
  ): Promise<void> {
    const target = vscode.Uri.parse(uri, true);
    const shown = vscode.window.visibleTextEditors.find(
      ({ document, viewColumn }) => viewColumn !== undefined && document.uri.toString() === target.toString(),
    );
    const other = beside === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
    const document = await vscode.workspace.openTextDocument(target);
    const where = document.validateRange(
      new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
    );
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? other,
      preserveFocus: !focus,
      selection: new vscode.Range(where.start, where.start),
    });
    editor.revealRange(where, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.clear();
    this.marked = editor;
    const contentText = `${number}. ${step.text}`;
    editor.setDecorations(this.type, [{ range: where, renderOptions: { after: { contentText } } }]);
  }

  clear(): void {
    this.marked?.setDecorations(this.type, []);
    this.marked = undefined;
  }

  dispose(): void {
    this.type.dispose();
  }
}
