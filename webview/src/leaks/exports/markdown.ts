import * as l10n from '@vscode/l10n';
import { code, fenced, plain } from '../../exports/markdown.ts';
import type { Bundle } from '../bundles.ts';
import { type ExportedPage, headOf, placeText, stackText, summaryOf } from './document.ts';

/** More is no text that anybody pastes. */
const mostBundles = 100;

/** The page as Markdown: for an issue, a chat or a language model. */
export function toMarkdown(page: ExportedPage): string {
  const shown = page.bundles.slice(0, mostBundles);
  const left = page.bundles.length - shown.length;
  return [
    `# ${plain(l10n.t('Goroutines of {0}', page.name))}`,
    plain(summaryOf(page)),
    ...shown.map((bundle) => bundleToMarkdown(bundle, page)),
    ...(left > 0 ? [l10n.t('… and {0} more groups', left)] : []),
    '',
  ].join('\n\n');
}

/** One bundle, with the stack of each of its groups. */
function bundleToMarkdown(bundle: Bundle, page: ExportedPage): string {
  const place = placeText(bundle.frame);
  const stacks = bundle.groups.slice(0, mostBundles).map((group) => fenced(stackText(group)));
  return [
    `## ${plain(headOf(bundle, page))}${place ? `: ${code(place)}` : ''}`,
    plain(bundle.reason),
    ...stacks,
  ].join('\n\n');
}
