import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatShare, formatValue } from '#profile';
import { Latest, type ProfileClient } from './client.ts';
import { frameOpened, frameSelected, wantsSource } from './events.ts';
import type { Neighbour, QueryOf, ReplyOf, ViewChoice } from './messages.ts';
import { functionCell, weights } from './texts.ts';

/** Who calls a function and what it calls; a click goes on from there. */
class NeighboursView extends LitElement {
  static override properties = {
    client: { attribute: false },
    view: { attribute: false },
    unit: { attribute: false },
    total: { attribute: false },
    frame: { attribute: false },
    shown: { state: true },
  };
  declare client: ProfileClient;
  declare view: ViewChoice;
  declare unit: string;
  /** What shares are of. */
  declare total: number;
  /** `null` shows the heaviest. */
  declare frame: number | null;
  declare shown: ReplyOf<'neighbours'> | null;
  private latest: Latest<QueryOf<'neighbours'>, ReplyOf<'neighbours'>> | undefined;

  constructor() {
    super();
    this.shown = null;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) {
      const { client } = this;
      this.latest = new Latest(
        (query) => client.ask<'neighbours'>(query),
        (shown) => {
          if (client === this.client) this.shown = shown;
        },
      );
    }
    if (!['client', 'view', 'frame'].some((name) => changed.has(name))) return;
    this.latest?.request({ kind: 'neighbours', view: this.view, frame: this.frame });
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    if (!shown?.self) return html``;
    const { self, callers, callees } = shown;
    return html`
      ${this.list('callers', l10n.t('Called by'), callers, l10n.t('Nothing calls it: it is where a goroutine starts.'))}
      <div class="middle" data-testid="middle">
        ${functionCell(self)} <span class="note">${weights(self, this.unit, this.total)}</span>
      </div>
      ${this.list('callees', l10n.t('Calls'), callees, l10n.t('It calls nothing that was sampled.'))}
    `;
  }

  private list(test: string, title: string, neighbours: readonly Neighbour[], none: string): TemplateResult {
    return html`<section aria-label=${title}>
      <h2>${title}</h2>
      ${neighbours.length ? nothing : html`<p class="note">${none}</p>`}
      <ul data-testid=${test}>
        ${neighbours.map(
          (neighbour) => html`<li>
            <button class="tool cells" @click=${(event: MouseEvent) => this.choose(neighbour, event)}>
              <span class="number">${formatValue(neighbour.weight, this.unit)}</span>
              <span class="number share">${formatShare(neighbour.weight, this.total)}</span>
              ${functionCell(neighbour)}
            </button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** What it weighs by itself is known once it stands in the middle. */
  private async choose({ frame }: Neighbour, event: MouseEvent): Promise<void> {
    if (wantsSource(event)) return frameOpened(this, frame, true);
    const { self } = await this.client.ask<'neighbours'>({ kind: 'neighbours', view: this.view, frame });
    frameSelected(this, self);
  }
}

customElements.define('unpark-neighbours', NeighboursView);
