import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Bookmark } from '#protocol';
import { durationText } from './time.ts';

/** The bookmarks as a list: a button goes to each, another removes it. */
export function bookmarkBar(
  bookmarks: readonly Bookmark[],
  goTo: (bookmark: Bookmark) => void,
  remove: (bookmark: Bookmark) => void,
): TemplateResult | typeof nothing {
  if (bookmarks.length === 0) return nothing;
  return html`<ul class="bookmarks" aria-label=${l10n.t('Bookmarks')} data-testid="bookmarks">
    ${bookmarks.map((bookmark) => {
      const name = [durationText(bookmark.time), bookmark.text].filter(Boolean).join(' · ');
      const removeLabel = l10n.t('Remove {0}', name);
      return html`<li>
        <button class="plain" title=${name} @click=${() => goTo(bookmark)}>
          <span class="codicon codicon-bookmark"></span> ${name}
        </button>
        <button class="plain" title=${removeLabel} aria-label=${removeLabel} @click=${() => remove(bookmark)}>
          <span class="codicon codicon-close"></span>
        </button>
      </li>`;
    })}
  </ul>`;
}
