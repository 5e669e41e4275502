import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { post } from '../host.ts';
import { type Sheet, toMarkdown, toText } from './sheet.ts';

/** Buttons that copy a sheet as text and as Markdown. */
export function copyButtons(sheet: () => Sheet): TemplateResult {
  const button = (icon: string, label: string, test: string, text: () => string) =>
    html`<button
      class="tool"
      title=${label}
      aria-label=${label}
      data-testid=${test}
      @click=${() => post({ type: 'copy', text: text() })}
    >
      <span class="codicon codicon-${icon}"></span>
    </button>`;
  return html`
    ${button('copy', l10n.t('Copy as Text'), 'copy-text', () => toText(sheet()))}
    ${button('markdown', l10n.t('Copy as Markdown'), 'copy-markdown', () => toMarkdown(sheet()))}
  `;
}
