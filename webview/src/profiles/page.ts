import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Exported, exportButtons } from '../exports/buttons.ts';
import { noteLines, searchBox, titleRow, toolButton, toSearch } from '../head.ts';
import { post } from '../host.ts';
import { tabBar } from '../tabs.ts';
import { Latest } from './client.ts';
import { drawn, lookedAt } from './drawn.ts';
import type { FrameToOpen } from './events.ts';
import { exportedProfile } from './exported.ts';
import type { ShownProfile } from './files.ts';
import type { QueryOf, ReplyOf, ViewChoice, Weighed } from './messages.ts';
import './neighbours.ts';
import './source.ts';
import { type FlameOrder, formatChange, formatShare, formatValue } from '#profile';
import { sendHeat } from './sendHeat.ts';
import { changed, labelIn, type SavedProfile, type Tab, tabs, typeIndex } from './state.ts';

const tabNames: Record<Tab, () => string> = {
  flame: () => l10n.t('Flame Graph'),
  top: () => l10n.t('Top'),
  tree: () => l10n.t('Call Tree'),
  neighbours: () => l10n.t('Callers and Callees'),
  source: () => l10n.t('Source'),
};

/** Whether a view shows what a search finds. */
const isSearched = (tab: Tab): boolean => tab !== 'neighbours' && tab !== 'source';

const orderNames: Record<FlameOrder, () => string> = {
  weight: () => l10n.t('heaviest left'),
  name: () => l10n.t('by name'),
  given: () => l10n.t('as recorded'),
};

/**
 * A profile, in five ways. Fires `profile-changed` with what it wants to be kept, and `show-goroutines` where the
 * profile is one of goroutines.
 */
class ProfilePage extends LitElement {
  static override properties = {
    name: { attribute: false },
    shown: { attribute: false },
    notes: { attribute: false },
    hasGoroutines: { attribute: false },
    isHot: { attribute: false },
    saved: { attribute: false },
    view: { state: true },
    overview: { state: true },
    selected: { state: true },
  };
  declare name: string;
  declare shown: ShownProfile;
  declare notes: readonly string[];
  declare hasGoroutines: boolean;
  /** The editors show what it says of lines. */
  declare isHot: boolean;
  declare saved: SavedProfile;
  /** The same object as long as it says the same. */
  declare view: ViewChoice;
  declare overview: ReplyOf<'overview'> | null;
  /** The frame that somebody looks at. */
  declare selected: Weighed | null;
  private latest: Latest<QueryOf<'overview'>, ReplyOf<'overview'>> | undefined;

  constructor() {
    super();
    this.overview = null;
    this.selected = null;
    this.addEventListener('frame-selected', (event) => {
      const { detail } = event as CustomEvent<Weighed | null>;
      this.selected = detail;
      this.change({ frame: detail && { number: detail.frame, name: detail.name } });
    });
    this.addEventListener('look-changed', (event) => {
      this.change((event as CustomEvent<Partial<SavedProfile>>).detail);
    });
    this.addEventListener('frame-opened', (event) => {
      const { frame, beside } = (event as CustomEvent<FrameToOpen>).detail;
      void this.openSource(frame, beside);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onKey);
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(properties: PropertyValues): void {
    const before = properties.get('saved') as SavedProfile | undefined;
    const { saved, shown } = this;
    const { facts, client } = shown;
    if (properties.has('shown')) {
      this.latest = new Latest(
        (query) => client.ask<'overview'>(query),
        (overview) => {
          if (shown === this.shown) this.overview = overview;
        },
      );
      this.selected = null;
    }
    if (properties.has('shown') || before?.type !== saved.type || before?.label !== saved.label) {
      const view = { type: typeIndex(facts, saved.type), label: labelIn(facts, saved.label) };
      // Another profile numbers its frames anew.
      if (properties.has('shown') || JSON.stringify(view) !== JSON.stringify(this.view)) {
        this.view = view;
        this.selected = null;
      }
    }
    if (properties.has('shown')) void this.selectSaved();
    if (properties.has('shown') || properties.has('view') || before?.search !== saved.search)
      this.latest?.request({ kind: 'overview', view: this.view, search: saved.search });
    // What the editors show is what is shown here.
    if (this.isHot && before && properties.has('view')) void this.sendHeat();
  }

  /** The frame that was looked at before the page was made anew. */
  private async selectSaved(): Promise<void> {
    const { shown, view } = this;
    const { frame } = this.saved;
    if (!frame) return;
    const { self } = await shown.client.ask<'neighbours'>({ kind: 'neighbours', view, frame: frame.number });
    const isTheSame = shown === this.shown && view === this.view && self?.name === frame.name;
    if (isTheSame && !this.selected) this.selected = self;
  }

  protected override render(): TemplateResult {
    const { overview } = this;
    const notes = [...this.notes, this.shown.problem].filter(Boolean);
    return html`
      <header>
        ${titleRow(this.name, this.tools())}
        <p class="summary" data-testid="summary">${this.summary()}</p>
        ${this.base()}
        ${noteLines(notes)}
        ${this.choices()}
        <div class="tab-row">
          ${tabBar(
            tabs.map((key) => ({ key, label: tabNames[key]() })),
            this.saved.tab,
            l10n.t('Views'),
            (tab) => this.change({ tab: tab as Tab }),
          )}
          <span class="found" role="status" data-testid="found">${this.found()}</span>
        </div>
      </header>
      <div class="panel" role="tabpanel" aria-label=${tabNames[this.saved.tab]()}>
        ${overview && overview.total === 0 ? this.nothingThere() : overview ? this.content(overview.total) : nothing}
      </div>
      ${this.details()}
    `;
  }

  private tools(): TemplateResult {
    const { isHot } = this;
    const heat = isHot ? l10n.t('Hide Heat') : l10n.t('Show Heat in Editor');
    return html`
      ${
        this.hasGoroutines
          ? toolButton('list-tree', l10n.t('Goroutines'), 'goroutines', () => this.showGoroutines())
          : nothing
      }
      ${toolButton(
        'flame',
        heat,
        'heat',
        () => {
          if (isHot) post({ type: 'heat', heat: null });
          else void this.sendHeat();
        },
        { title: l10n.t('Shows in the editors what each line weighs'), isPressed: isHot },
      )}
      ${toolButton('diff-multiple', l10n.t('Compare With…'), 'compare', () => post({ type: 'addSnapshot' }))}
      ${exportButtons(this.name, () => this.exported())}
    `;
  }

  private get unit(): string {
    return this.shown.facts.types[this.view.type].unit;
  }

  private summary(): string {
    const { overview, view } = this;
    const { facts } = this.shown;
    const parts = [facts.types[view.type].type];
    if (overview && facts.isDifference) {
      const { sum, total } = overview;
      parts.push(`${formatChange(sum, this.unit)} (${formatShare(sum, total)})`);
      parts.push(l10n.t('{0} before', formatValue(total, this.unit)));
    } else if (overview) parts.push(l10n.t('{0} in total', formatValue(overview.total, this.unit)));
    if (facts.durationNanos > 0 && !facts.isDifference)
      parts.push(l10n.t('taken over {0}', formatValue(facts.durationNanos, 'nanoseconds')));
    if (facts.timeMs > 0) parts.push(new Date(facts.timeMs).toLocaleString());
    return [...parts, ...facts.comments.slice(0, 3)].join(' · ');
  }

  /** What it is compared with. */
  private base(): TemplateResult | typeof nothing {
    const { base } = this.shown;
    if (!base) return nothing;
    const remove = l10n.t('Remove {0}', base.name);
    return html`<p class="note" data-testid="base">
      ${l10n.t('Compared with {0}', base.name)}
      <button
        class="plain"
        aria-label=${remove}
        title=${remove}
        @click=${() => this.dispatchEvent(new CustomEvent('snapshot-removed', { detail: base.id }))}
      >
        <span class="codicon codicon-close"></span>
      </button>
    </p>`;
  }

  private choices(): TemplateResult {
    const { saved, view } = this;
    const { facts } = this.shown;
    const hint = l10n.t('Search functions and files');
    return html`<div class="search" role="search">
      <label ?hidden=${facts.types.length < 2}>
        ${l10n.t('Sample type')}
        <select
          data-testid="type"
          @change=${(event: Event) => this.change({ type: (event.target as HTMLSelectElement).value })}
        >
          ${facts.types.map(({ type }, at) => html`<option value=${type} ?selected=${at === view.type}>${type}</option>`)}
        </select>
      </label>
      ${facts.labels.length ? this.labelChoice() : nothing}
      ${searchBox(hint, saved.search, (search) => this.change({ search }), {
        isHidden: !isSearched(saved.tab),
      })}
      <label ?hidden=${saved.tab !== 'flame' && saved.tab !== 'tree'}>
        <input
          type="checkbox"
          data-testid="inverted"
          .checked=${saved.inverted}
          @change=${(event: Event) => this.change({ inverted: (event.target as HTMLInputElement).checked })}
        />
        ${l10n.t('Inverted')}
      </label>
      ${facts.labels.length ? this.splitChoice() : nothing}
      <label ?hidden=${saved.tab !== 'flame'}>
        ${l10n.t('Order')}
        <select
          @change=${(event: Event) => this.change({ order: (event.target as HTMLSelectElement).value as FlameOrder })}
        >
          ${(['weight', 'name', 'given'] as const).map(
            (order) =>
              html`<option value=${order} ?selected=${order === saved.order}>${orderNames[order]()}</option>`,
          )}
        </select>
      </label>
    </div>`;
  }

  /** The label to split by: the chosen one, where the profile has it. */
  private splitBy(): string | null {
    const { by } = this.saved;
    return this.shown.facts.labels.some(({ key }) => key === by) ? by : null;
  }

  private splitChoice(): TemplateResult {
    const by = this.splitBy();
    const { tab } = this.saved;
    return html`<label ?hidden=${tab !== 'flame' && tab !== 'tree'}>
      ${l10n.t('Split by')}
      <select
        data-testid="split"
        @change=${(event: Event) => this.change({ by: (event.target as HTMLSelectElement).value || null })}
      >
        <option value="" ?selected=${by === null}>—</option>
        ${this.shown.facts.labels.map(
          ({ key }) => html`<option value=${key} ?selected=${key === by}>${key}</option>`,
        )}
      </select>
    </label>`;
  }

  private labelChoice(): TemplateResult {
    const { label } = this.view;
    const options = this.shown.facts.labels.map(
      ({ key, values }) => html`<optgroup label=${key}>
        ${values.map(
          (value) =>
            html`<option
              value=${JSON.stringify({ key, value })}
              ?selected=${label?.key === key && label.value === value}
            >
              ${key} = ${value}
            </option>`,
        )}
      </optgroup>`,
    );
    return html`<label>
      ${l10n.t('Label')}
      <select
        data-testid="label"
        @change=${(event: Event) => this.change({ label: JSON.parse((event.target as HTMLSelectElement).value) })}
      >
        <option value="null" ?selected=${!label}>${l10n.t('any')}</option>
        ${options}
      </select>
    </label>`;
  }

  private found(): string {
    const { overview, saved } = this;
    if (!overview || !saved.search.trim() || !isSearched(saved.tab)) return '';
    const { functions, weight } = overview.found;
    const share = `${formatValue(weight, this.unit)} (${formatShare(weight, overview.total)})`;
    return functions === 1
      ? l10n.t('1 function with {0}', share)
      : l10n.t('{0} functions with {1}', functions.toLocaleString(), share);
  }

  private content(total: number): TemplateResult {
    const { view, unit, saved } = this;
    const { client, facts } = this.shown;
    switch (saved.tab) {
      case 'flame':
      case 'top':
      case 'tree':
        return drawn(saved.tab, {
          client,
          view,
          unit,
          total,
          search: saved.search,
          inverted: saved.inverted,
          by: this.splitBy(),
          order: saved.order,
          isDifference: facts.isDifference,
          zoom: saved.zoom,
          open: saved.open,
          sorting: saved.sorting,
        });
      case 'neighbours':
        return html`<unpark-neighbours
          .client=${client}
          .view=${view}
          .unit=${unit}
          .total=${total}
          .frame=${this.selected?.frame ?? null}
        ></unpark-neighbours>`;
      case 'source':
        return html`<unpark-source
          .client=${client}
          .view=${view}
          .unit=${unit}
          .total=${total}
          .frame=${this.selected?.frame ?? null}
        ></unpark-source>`;
    }
  }

  private nothingThere(): TemplateResult {
    return html`<p class="empty" data-testid="empty">
      ${l10n.t('There is nothing in this profile: no sample of {0} was taken.', this.shown.facts.types[this.view.type].type)}
    </p>`;
  }

  private details(): TemplateResult {
    const { selected, overview, saved } = this;
    const elsewhere = (['neighbours', 'source'] as const).map(
      (tab) =>
        html`<button class="plain" ?hidden=${saved.tab === tab} @click=${() => this.change({ tab })}>
          ${tab === 'source' ? l10n.t('Lines') : tabNames[tab]()}
        </button>`,
    );
    const open = (frame: number) => void this.openSource(frame, true);
    return lookedAt(selected, this.unit, overview?.total, open, html`${elsewhere}`);
  }

  private async openSource(frame: number, beside: boolean): Promise<void> {
    const place = await this.shown.client.ask<'place'>({ kind: 'place', view: this.view, frame });
    post({ type: 'openFrame', place, beside });
  }

  /** The table of functions, as it is sorted and searched. */
  private exported(): Promise<Exported> {
    const { shown, view, saved } = this;
    const head = { name: this.name, text: this.summary(), notes: this.notes };
    return exportedProfile(head, shown, view, saved, this.overview?.total ?? 0);
  }

  private sendHeat(): Promise<void> {
    return sendHeat(this.name, this.shown, this.view);
  }

  private change(change: Partial<SavedProfile>): void {
    this.dispatchEvent(new CustomEvent('profile-changed', { detail: changed(this.saved, change) }));
  }

  private showGoroutines(): void {
    this.dispatchEvent(new CustomEvent('show-goroutines'));
  }

  private readonly onKey = (event: KeyboardEvent): void => toSearch(this, event);
}

customElements.define('unpark-profile', ProfilePage);
