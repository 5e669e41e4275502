import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { tabBar } from '../tabs.ts';
import './details.ts';
import './goroutines.ts';
import type { Asker, IntervalDetails, TraceOverview } from './queries.ts';
import './timeline.ts';

/** An execution trace: who leaks, when what happened, and every goroutine. Fires `tab-changed` with a key. */
class TracePage extends LitElement {
  static override properties = {
    overview: { attribute: false },
    asker: { attribute: false },
    suspects: { attribute: false },
    tab: { attribute: false },
    selected: { state: true },
  };
  declare overview: TraceOverview;
  declare asker: Asker;
  /** The page of the goroutines that live at the end. */
  declare suspects: TemplateResult;
  /** Key of the tab that is shown: the first where it is none of them. */
  declare tab: string;
  declare selected: IntervalDetails | null;

  constructor() {
    super();
    this.tab = '';
    this.selected = null;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('asker')) this.selected = null;
  }

  protected override render(): TemplateResult {
    const tabs = [
      { key: 'suspects', label: l10n.t('Suspects') },
      { key: 'timeline', label: l10n.t('Timeline') },
      { key: 'goroutines', label: l10n.t('Goroutines') },
    ];
    const { key, label } = tabs.find((tab) => tab.key === this.tab) ?? tabs[0];
    return html`
      ${tabBar(tabs, key, l10n.t('Views of the trace'), (chosen) => this.show(chosen))}
      <div class="panel" role="tabpanel" aria-label=${label}>${this.panel(key)}</div>
    `;
  }

  private panel(key: string): TemplateResult {
    const { overview, asker, selected } = this;
    if (key === 'suspects') return this.suspects;
    if (key === 'goroutines')
      return html`<unpark-goroutines
        .asker=${asker}
        @goroutine-chosen=${({ detail }: CustomEvent<number>) => this.choose(detail)}
      ></unpark-goroutines>`;
    return html`
      <unpark-timeline
        .overview=${overview}
        .asker=${asker}
        .selected=${selected}
        @interval-selected=${({ detail }: CustomEvent<IntervalDetails | null>) => {
          this.selected = detail;
        }}
      ></unpark-timeline>
      ${
        selected
          ? html`<unpark-interval
              .details=${selected}
              @interval-wanted=${({ detail }: CustomEvent<number>) => this.want(detail)}
              @closed=${() => {
                this.selected = null;
              }}
            ></unpark-interval>`
          : nothing
      }
    `;
  }

  private show(key: string): void {
    this.tab = key;
    this.dispatchEvent(new CustomEvent('tab-changed', { detail: key }));
  }

  private async want(interval: number): Promise<void> {
    this.selected = await this.asker.ask('interval', { interval });
  }

  /** Shows a goroutine in the timeline, at its last interval: that is where a leaked one waits. */
  private async choose(row: number): Promise<void> {
    this.selected = await this.asker.ask('last', { row });
    this.show('timeline');
    await this.updateComplete;
    this.querySelector<HTMLElement>('unpark-timeline .lanes')?.focus();
  }
}

customElements.define('unpark-trace', TracePage);
