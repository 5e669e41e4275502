import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import './callTree.ts';
import type { ProfileClient } from './client.ts';
import './flame/element.ts';
import type { ViewChoice, Weighed } from './messages.ts';
import { freshProfile, type SavedProfile } from './state.ts';
import { weights } from './texts.ts';
import './top.ts';
import type { FlameOrder } from '#profile';

/** What a profile is drawn from, wherever a page shows one. */
export interface Drawing {
  client: ProfileClient;
  view: ViewChoice;
  unit: string;
  total: number;
  search: string;
  inverted: boolean;
  /** The label to split by. */
  by: string | null;
  order: FlameOrder;
  isDifference: boolean;
  /** What to begin with, where that was kept. */
  zoom?: SavedProfile['zoom'];
  open?: SavedProfile['open'];
  sorting?: SavedProfile['sorting'];
}

/** A profile as a flame graph, a table of functions, or a call tree. */
export function drawn(form: 'flame' | 'top' | 'tree', drawing: Drawing): TemplateResult {
  const { client, view, unit, total, search, inverted, by, order, isDifference } = drawing;
  const { zoom = null, open = null, sorting = freshProfile.sorting } = drawing;
  switch (form) {
    case 'flame':
      return html`<unpark-flame
        .client=${client}
        .view=${view}
        .unit=${unit}
        .total=${total}
        .search=${search}
        .inverted=${inverted}
        .by=${by}
        .order=${order}
        .isDifference=${isDifference}
        .zoom=${zoom}
      ></unpark-flame>`;
    case 'top':
      return html`<unpark-top
        .client=${client}
        .view=${view}
        .unit=${unit}
        .total=${total}
        .search=${search}
        .sorting=${sorting}
      ></unpark-top>`;
    case 'tree':
      return html`<unpark-call-tree
        .client=${client}
        .view=${view}
        .unit=${unit}
        .total=${total}
        .search=${search}
        .inverted=${inverted}
        .by=${by}
        .opened=${open}
      ></unpark-call-tree>`;
  }
}

/** The frame that somebody looks at, also for those who hear the page. `more`: buttons behind «Open Source». */
export function lookedAt(
  selected: Weighed | null,
  unit: string,
  total: number | undefined,
  open: (frame: number) => void,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const shown = selected && total !== undefined ? { ...selected, total } : null;
  return html`<footer>
    <div class="details" aria-live="polite" data-testid="details">
      ${
        shown
          ? html`<b>${shown.name}</b>
              <span>${weights(shown, unit, shown.total)}</span>
              <span class="place">${shown.file}</span>`
          : html`<span class="hint">${l10n.t('A double click or F12 opens the source.')}</span>`
      }
    </div>
    ${
      shown
        ? html`<button class="plain" data-testid="source" @click=${() => open(shown.frame)}>
              ${l10n.t('Open Source')}
            </button>
            ${more}`
        : nothing
    }
  </footer>`;
}
