import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';

/** What the pages' heads have in common. */

/** A page's head: the file's name, what it holds in few words, and what a reader should know of it. */
export interface PageHead {
  name: string;
  text: string;
  notes: readonly string[];
}

/** The file's name, and what can be done with it. */
export const titleRow = (name: string, tools: TemplateResult): TemplateResult =>
  html`<div class="title">
    <h1>${name}</h1>
    <div class="tools" role="group" aria-label=${l10n.t('Actions')}>${tools}</div>
  </div>`;

/** What a reader should know of the file. */
export const noteLines = (notes: readonly string[]): TemplateResult[] =>
  notes.map((note) => html`<p class="note"><span class="codicon codicon-info"></span> ${note}</p>`);

interface SearchOptions {
  isHidden?: boolean;
  /** What tests find it by. */
  test?: string;
  key?: (event: KeyboardEvent) => void;
}

/** A field to search in; `hint` says for what. */
export const searchBox = (
  hint: string,
  value: string,
  search: (text: string) => void,
  { isHidden = false, test = 'search', key }: SearchOptions = {},
): TemplateResult => html`<input
  type="search"
  data-testid=${test}
  placeholder=${hint}
  aria-label=${hint}
  ?hidden=${isHidden}
  .value=${value}
  @input=${({ target }: Event) => search((target as HTMLInputElement).value)}
  @keydown=${key ?? nothing}
/>`;

/** Goes to the page's own search by the keys that search everywhere else in VS Code. */
export function toSearch(page: HTMLElement, event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key !== 'f') return;
  const search = page.querySelector<HTMLInputElement>('input[type=search]');
  search?.focus();
  search?.select();
  event.preventDefault();
}

/** A button of a head: an icon, and a word that goes where there is no room. */
export const toolButton = (
  icon: string,
  label: string,
  test: string,
  click: () => void,
  { title = label, isPressed }: { title?: string; isPressed?: boolean } = {},
): TemplateResult => html`<button
  class="tool"
  title=${title}
  data-testid=${test}
  aria-pressed=${isPressed === undefined ? nothing : String(isPressed)}
  @click=${click}
>
  <span class="codicon codicon-${icon}"></span> <span class="label">${label}</span>
</button>`;
