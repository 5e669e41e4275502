import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatShare, formatValue } from '#profile';
import { onMessage, post } from '../host.ts';
import type { Weighed } from './messages.ts';
import { type Piece, type RowFacts, RowList } from './rows.ts';
import { rangesOf, type SourceLine, sourceLines } from './sourceLines.ts';
import { sourceText } from './sourceText.ts';
import { functionCell, weights } from './texts.ts';

type Row = Weighed & { source: SourceLine; heat: number };

interface Shown {
  self: Weighed | null;
  rows: readonly Row[];
  /** Index of the heaviest line. */
  heaviest: number;
  /** The heaviest file; whether its text is there, and whether that is because it may be one of several. */
  file: string;
  isMissing: boolean;
  isUnclear: boolean;
}

const none: Shown = { self: null, rows: [], heaviest: 0, file: '', isMissing: false, isUnclear: false };

/** A function's lines of source, each with what it weighs. */
class SourceView extends RowList<Row> {
  static override properties: PropertyDeclarations = {
    frame: { attribute: false },
    version: { state: true },
    shown: { state: true },
  };
  /** `null` shows the heaviest of the program's own. */
  declare frame: number | null;
  /** Counts how often what is known of the files changed. */
  declare version: number;
  declare shown: Shown;
  protected readonly shapedBy = ['frame', 'version'];
  protected readonly pattern = 'grid';
  private asked: Promise<Shown> | null = null;
  private stop: () => void = () => {};

  constructor() {
    super();
    this.version = 0;
    this.shown = none;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onMessage(({ type }) => {
      if (type === 'sourcesChanged') this.version++;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (['client', 'view', 'frame', 'version'].some((name) => changed.has(name))) this.asked = null;
    super.willUpdate(changed);
  }

  protected get name(): string {
    return l10n.t('Source');
  }

  protected async fetch(from: number, to: number): Promise<Piece<Row>> {
    this.asked ??= this.read();
    const { asked } = this;
    const shown = await asked;
    if (asked === this.asked) this.shown = shown;
    const { rows, heaviest } = shown;
    return { count: rows.length, from, rows: rows.slice(from, to), start: heaviest };
  }

  private async read(): Promise<Shown> {
    const { view, frame } = this;
    const { self, files } = await this.client.ask<'source'>({ kind: 'source', view, frame });
    if (!self) return none;
    const parts = await Promise.all(
      files.map(async (its) => {
        const ranges = rangesOf(its);
        const { text, isUnclear } = its.file
          ? await sourceText(its.file, ranges)
          : { text: null, isUnclear: false };
        return { file: its.file, lines: sourceLines(its, ranges, text), isMissing: !text, isUnclear };
      }),
    );
    const lines = parts.flatMap(({ file, lines: its }, at) =>
      at > 0 ? [{ kind: 'file' as const, file }, ...its] : its,
    );
    const weightOf = (line: SourceLine) => (line.kind === 'line' ? Math.abs(line.cum) : 0);
    const most = lines.reduce((sum, line) => Math.max(sum, weightOf(line)), 0);
    const rows = lines.map((source, at) => ({
      ...self,
      ...(source.kind === 'line' && { self: source.flat, total: source.cum }),
      file: source.kind === 'line' ? `${fileOf(lines, at) || parts[0].file}:${source.line}` : '',
      source,
      heat: most > 0 ? weightOf(source) / most : 0,
    }));
    const heaviest = Math.max(
      rows.findIndex(({ heat }) => heat === 1),
      0,
    );
    const { file, isMissing, isUnclear } = parts[0] ?? none;
    return { self, rows, heaviest, file, isMissing, isUnclear };
  }

  protected override above(): TemplateResult | typeof nothing {
    const { self, file, isMissing, isUnclear } = this.shown;
    if (!self) return nothing;
    return html`
      <div class="source-head">
        ${functionCell(self)} <span class="note">${weights(self, this.unit, this.total)}</span>
        <span class="place" title=${file}>${file}</span>
      </div>
      ${isMissing ? this.missing(file, isUnclear) : nothing}
    `;
  }

  private missing(file: string, isUnclear: boolean): TemplateResult {
    if (!file)
      return html`<p class="note source-missing">${l10n.t('The profile does not say where it is.')}</p>`;
    return html`<p class="note source-missing" role="status" data-testid="source-missing">
      <span class="codicon codicon-info"></span>
      ${
        isUnclear
          ? l10n.t('Several files of the workspace may be meant.')
          : l10n.t('This file is not in the workspace: there are only the weights.')
      }
      <button class="plain" data-testid="locate" @click=${() => post({ type: 'locateSource', file })}>
        ${isUnclear ? l10n.t('Choose…') : l10n.t('Locate…')}
      </button>
    </p>`;
  }

  protected header(): TemplateResult {
    return html`
      <span role="columnheader" class="number">${l10n.t('Flat')}</span>
      <span role="columnheader" class="number">${l10n.t('Cumulative')}</span>
      <span role="columnheader" class="number share">%</span>
      <span role="columnheader" class="number line-number">${l10n.t('Line')}</span>
      <span role="columnheader">${l10n.t('Source')}</span>
    `;
  }

  protected cells({ source, heat }: Row): TemplateResult {
    if (source.kind === 'file') return html`<span class="source-file place">${source.file}</span>`;
    if (source.kind === 'gap') return html`<span class="source-file place">⋯</span>`;
    const { flat, cum, line, text } = source;
    const { unit, total } = this;
    return html`
      <span class="heat" .style=${`width: ${(heat * 100).toFixed(1)}%`}></span>
      <span class="number">${flat ? formatValue(flat, unit) : ''}</span>
      <span class="number">${cum ? formatValue(cum, unit) : ''}</span>
      <span class="number share">${cum ? formatShare(cum, total) : ''}</span>
      <span class="number line-number">${line}</span>
      <code title=${text.trim()}>${text.replaceAll('\t', '    ')}</code>
    `;
  }

  protected facts(row: Row): RowFacts {
    const { source } = row;
    if (source.kind === 'file') return { label: source.file };
    if (source.kind === 'gap') return { label: l10n.t('Lines that weigh nothing are left out.') };
    const weight = source.cum || source.flat ? ` ${weights(row, this.unit, this.total)}` : '';
    return { label: `${l10n.t('Line {0}', source.line)}:${weight} ${source.text.trim()}` };
  }

  protected override onRow(row: Row, event: KeyboardEvent | MouseEvent): boolean {
    if (event.type !== 'click') return false;
    this.openRow(row, true);
    return true;
  }

  protected override openRow(row: Row, beside: boolean): void {
    if (row.source.kind !== 'line') return;
    const file = row.file.slice(0, row.file.lastIndexOf(':'));
    post({ type: 'openFrame', place: { file, line: row.source.line, function: row.name }, beside });
  }
}

/** The file whose lines stand at an index: the last one that is named above it. */
function fileOf(lines: readonly SourceLine[], at: number): string {
  for (let i = at; i >= 0; i--) {
    const line = lines[i];
    if (line.kind === 'file') return line.file;
  }
  return '';
}

customElements.define('unpark-source', SourceView);
