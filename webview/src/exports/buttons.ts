import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { toolButton } from '../head.ts';
import { post } from '../host.ts';
import type { Article } from './article.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import { picturesOnPage } from './pictures.ts';

/** What a page hands out. */
export interface Exported {
  article: Article;
  /** What scripts get: as `unpark profile --format json` prints it, as far as it is shown. */
  json: object;
}

/** Copy as Markdown, export as JSON and as an HTML report: of what the page shows then. */
export const exportButtons = (
  name: string,
  exported: () => Exported | Promise<Exported>,
): TemplateResult => html`
  ${toolButton('copy', l10n.t('Copy as Markdown'), 'copy', async () =>
    post({ type: 'copy', text: toMarkdown((await exported()).article) }),
  )}
  ${toolButton('json', l10n.t('Export JSON…'), 'json', async () => {
    const text = `${JSON.stringify((await exported()).json, undefined, 2)}\n`;
    post({ type: 'save', name: `${name}.json`, text });
  })}
  ${toolButton('file-code', l10n.t('Export HTML…'), 'html', async () => {
    const { article } = await exported();
    post({ type: 'save', name: `${name}.html`, text: toHtml(article, picturesOnPage()) });
  })}
`;
