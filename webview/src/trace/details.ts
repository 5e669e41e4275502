import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { frameList } from '../frames.ts';
import { copyButtons } from './copyButtons.ts';
import {
  creationTitle,
  factsOf,
  headlineOf,
  nameOf,
  sheetOf,
  stackTitle,
  wokenTitle,
} from './intervalTexts.ts';
import './life.ts';
import type { Asker, IntervalDetails, WakeLink } from './queries.ts';
import { durationText } from './time.ts';

/** What is known of the selected interval. Fires `interval-wanted` with a row, and `closed`. */
class Interval extends LitElement {
  static override properties = {
    asker: { attribute: false },
    details: { attribute: false },
    isLifeShown: { state: true },
  };
  declare asker: Asker;
  declare details: IntervalDetails;
  /** All intervals of the goroutine are shown as a table. */
  declare isLifeShown: boolean;

  constructor() {
    super();
    this.isLifeShown = false;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { details } = this;
    const { goroutine, woken, previous, next } = details;
    return html`
      <div class="title">
        <h2 data-testid="interval">
          ${l10n.t('goroutine {0}', goroutine.id)} · <span class="function">${nameOf(goroutine.function)}</span>
          ${goroutine.leaked ? html`<span class="leaked-mark">${l10n.t('suspected leak')}</span>` : nothing}
        </h2>
        <div class="tools">
          <button
            class="tool"
            data-testid="life"
            title=${l10n.t('All that it did, as a table')}
            aria-label=${l10n.t('All that it did, as a table')}
            aria-pressed=${String(this.isLifeShown)}
            @click=${() => {
              this.isLifeShown = !this.isLifeShown;
            }}
          >
            <span class="codicon codicon-table"></span>
          </button>
          ${copyButtons(() => sheetOf(details))}
          ${this.step('arrow-left', l10n.t('Previous interval'), previous)}
          ${this.step('arrow-right', l10n.t('Next interval'), next)}
          <button
            class="tool"
            title=${l10n.t('Close')}
            aria-label=${l10n.t('Close')}
            @click=${() => this.dispatchEvent(new CustomEvent('closed'))}
          >
            <span class="codicon codicon-close"></span>
          </button>
        </div>
      </div>
      <p class="headline" data-testid="headline">${headlineOf(details)}</p>
      <dl>${factsOf(details, durationText).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${this.wakes()}
      ${
        this.isLifeShown
          ? html`<unpark-life
              .asker=${this.asker}
              .goroutine=${goroutine.row}
              @interval-wanted=${({ detail }: CustomEvent<number>) => this.want(detail)}
            ></unpark-life>`
          : nothing
      }
      <div class="stacks">
        <section>
          <h3>${stackTitle(details)}</h3>
          ${frameList(details.stack, stackTitle(details))}
        </section>
        <section data-testid="creation">
          <h3>${creationTitle(details)}</h3>
          ${frameList(goroutine.creation, creationTitle(details))}
        </section>
        ${woken ? wokenSection(woken) : nothing}
      </div>
    `;
  }

  /** Who made it runnable, and whom it made so, as links to those. */
  private wakes(): TemplateResult | typeof nothing {
    const { incoming, outgoing, outgoingCount } = this.details;
    if (!incoming && outgoingCount === 0) return nothing;
    const rest = outgoingCount - outgoing.length;
    return html`<div class="wakes" data-testid="wakes">
      ${incoming ? html`<span>${l10n.t('Woken by')}</span> ${this.link(incoming)}` : nothing}
      ${
        outgoingCount > 0
          ? html`<span>${outgoingCount === 1 ? l10n.t('Woke') : l10n.t('Woke {0}:', outgoingCount.toLocaleString())}</span>
            ${outgoing.slice(0, 12).map((link) => this.link(link))}
            ${rest > 0 || outgoing.length > 12 ? html`<span>…</span>` : nothing}`
          : nothing
      }
    </div>`;
  }

  private link({ id, function: name, time, interval }: WakeLink): TemplateResult {
    return html`<button
      class="plain"
      data-testid="wake"
      title=${`${nameOf(name)}, ${durationText(time)}`}
      ?disabled=${interval < 0}
      @click=${() => this.want(interval)}
    >
      ${l10n.t('goroutine {0}', id)}
    </button>`;
  }

  private want(interval: number): void {
    this.dispatchEvent(new CustomEvent('interval-wanted', { detail: interval }));
  }

  private step(icon: string, label: string, interval: number): TemplateResult {
    return html`<button
      class="tool"
      title=${label}
      aria-label=${label}
      ?disabled=${interval < 0}
      @click=${() => this.want(interval)}
    >
      <span class="codicon codicon-${icon}"></span>
    </button>`;
  }
}

function wokenSection({ by, stack }: NonNullable<IntervalDetails['woken']>): TemplateResult {
  const title = wokenTitle(by);
  if (by === null) return html`<section><h3>${title}</h3></section>`;
  return html`<section><h3>${title}</h3>${frameList(stack, title)}</section>`;
}

customElements.define('unpark-interval', Interval);
