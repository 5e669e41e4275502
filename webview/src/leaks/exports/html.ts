import * as l10n from '@vscode/l10n';
import { escaped, htmlFile } from '../../exports/html.ts';
import type { Bundle } from '../bundles.ts';
import { levelOf } from '../groups.ts';
import { type ExportedPage, headOf, placeText, stackText, summaryOf } from './document.ts';

/** The page as one HTML file. */
export function toHtml(page: ExportedPage): string {
  const body = [
    `<p>${escaped(summaryOf(page))}</p>`,
    ...page.bundles.map((bundle, at) => bundleToHtml(bundle, at === 0, page)),
  ];
  return htmlFile(l10n.t('Goroutines of {0}', page.name), body.join('\n'));
}

function bundleToHtml(bundle: Bundle, isOpen: boolean, page: ExportedPage): string {
  const stacks = bundle.groups.map((group) => `<pre>${escaped(stackText(group))}</pre>`).join('\n');
  return `<details class="${levelOf(bundle)}"${isOpen ? ' open' : ''}>
<summary><b>${escaped(headOf(bundle, page))}</b> <code>${escaped(placeText(bundle.frame))}</code></summary>
<p>${escaped(bundle.reason)}</p>
${stacks}
</details>`;
}
