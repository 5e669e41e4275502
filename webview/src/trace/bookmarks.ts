import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Bookmark } from '#protocol';
import { durationText } from './time.ts';

/** Adds a bookmark, or removes the one at its place. Sorted by time. */
export function toggled(bookmarks: readonly Bookmark[], { time, ...rest }: Bookmark): Bookmark[] {
  const others = bookmarks.filter((one) => one.time !== time || one.goroutine !== rest.goroutine);
  if (others.length < bookmarks.length) return others;
  return [...bookmarks, { time, ...rest }].sort((one, other) => one.time - other.time);
}

/** The next bookmark after a moment, or before it; around the end to the first. `undefined` where there is none. */
export function nextBookmark(
  bookmarks: readonly Bookmark[],
  time: number,
  isBack: boolean,
): Bookmark | undefined {
  if (isBack) return bookmarks.findLast((one) => one.time < time) ?? bookmarks.at(-1);
  return bookmarks.find((one) => one.time > time) ?? bookmarks[0];
}

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
