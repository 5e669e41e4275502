import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Bookmark } from '#protocol';
import { tabBar } from '../tabs.ts';
import { bookmarkBar } from './bookmarkBar.ts';
import { nextBookmark, toggled } from './bookmarks.ts';
import './details.ts';
import './find.ts';
import './functions.ts';
import './goroutines.ts';
import './plots.ts';
import './profile.ts';
import type { Asker, Hit, IntervalDetails, Span, TraceOverview, Verdict } from './queries.ts';
import './rangePanel.ts';
import { freshTrace, type SavedTrace } from './saved.ts';
import './tasks.ts';
import { nanosecondsOf, type Threshold, thresholdOf } from './threshold.ts';
import { thresholdBar } from './thresholdBar.ts';
import type { Timeline } from './timeline/element.ts';
import './timeline/element.ts';

/**
 * An execution trace: who leaks, when what happened, and every goroutine. Fires `tab-changed` with a key,
 * `bookmarks-changed` with all bookmarks, and `trace-changed` with what it wants to be kept.
 */
class TracePage extends LitElement {
  static override properties = {
    overview: { attribute: false },
    asker: { attribute: false },
    suspects: { attribute: false },
    plotScript: { attribute: false },
    notes: { attribute: false },
    bookmarks: { attribute: false },
    saved: { attribute: false },
    tab: { attribute: false },
    selected: { state: true },
    range: { state: true },
    text: { state: true },
    function: { state: true },
    threshold: { state: true },
    verdict: { state: true },
  };
  declare overview: TraceOverview;
  declare asker: Asker;
  /** The page of the goroutines that live at the end; with other groups where they were judged anew. */
  declare suspects: (groups?: Verdict['groups']) => TemplateResult;
  declare plotScript: string;
  /** What of the trace is missing. */
  declare notes: readonly string[];
  declare bookmarks: readonly Bookmark[];
  /** What was kept; read once. */
  declare saved: SavedTrace;
  /** Key of the tab that is shown: the first where it is none of them. */
  declare tab: string;
  declare selected: IntervalDetails | null;
  declare range: Span | null;
  /** What the table of goroutines is filtered by. */
  declare text: string;
  /** What the profile is filtered by. */
  declare function: string | null;
  /** What somebody has set. */
  declare threshold: Threshold | null;
  /** By that threshold. */
  declare verdict: Verdict | null;
  /** What the timeline is to show at first, and shows then. */
  private view: Span | null = null;
  private isRestored = false;

  constructor() {
    super();
    this.tab = '';
    this.bookmarks = [];
    this.saved = freshTrace;
    this.notes = [];
    this.selected = null;
    this.range = null;
    this.text = '';
    this.function = null;
    this.threshold = null;
    this.verdict = null;
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('asker')) this.restore();
    else if (changed.has('overview')) {
      if (this.threshold) void this.judge(this.threshold);
      this.verdict = null;
    }
    // Goroutines stand in another order now.
    const isMoved = (changed.has('overview') || changed.has('verdict')) && !changed.has('asker');
    if (isMoved && this.selected) void this.find(this.selected);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected') || changed.has('range') || changed.has('threshold')) this.tellSaved();
  }

  /** Begins as it was left; anew where it is another file by now. */
  private restore(): void {
    const { threshold, view, range, selected } = this.isRestored ? freshTrace : this.saved;
    this.isRestored = true;
    this.selected = null;
    this.verdict = null;
    this.range = range;
    this.view = view;
    this.threshold = null;
    if (threshold) void this.judge(threshold);
    if (selected)
      void this.asker.ask('goroutine', selected).then((details) => {
        this.selected ??= details;
      });
  }

  private tellSaved(): void {
    const { threshold, view, range, selected } = this;
    const kept = selected && { id: selected.goroutine.id, time: selected.start };
    const detail: SavedTrace = { threshold, view, range, selected: kept };
    this.dispatchEvent(new CustomEvent('trace-changed', { detail }));
  }

  protected override render(): TemplateResult {
    const tabs = [
      { key: 'suspects', label: l10n.t('Suspects') },
      { key: 'timeline', label: l10n.t('Timeline') },
      { key: 'goroutines', label: l10n.t('Goroutines') },
      { key: 'functions', label: l10n.t('Start Functions') },
      { key: 'profiles', label: l10n.t('Blocking and CPU') },
      { key: 'tasks', label: l10n.t('Tasks') },
      { key: 'plots', label: l10n.t('Over Time') },
    ];
    const { key, label } = tabs.find((tab) => tab.key === this.tab) ?? tabs[0];
    return html`
      ${tabBar(tabs, key, l10n.t('Views of the trace'), (chosen) => this.show(chosen))}
      ${key === 'suspects' ? nothing : this.notes.map((note) => html`<p class="note"><span class="codicon codicon-info"></span> ${note}</p>`)}
      <div class="panel" role="tabpanel" aria-label=${label}>${this.panel(key)}</div>
    `;
  }

  private panel(key: string): TemplateResult {
    const { asker, shown: overview } = this;
    switch (key) {
      case 'timeline':
        return this.timelinePanel();
      case 'goroutines':
        return html`<unpark-goroutines
          .asker=${asker}
          .reasons=${overview.reasons}
          .text=${this.text}
          @goroutine-chosen=${({ detail }: CustomEvent<number>) => this.choose(detail)}
        ></unpark-goroutines>`;
      case 'functions':
        return html`<unpark-functions
          .asker=${asker}
          .overview=${overview}
          @function-chosen=${({ detail }: CustomEvent<string>) => {
            this.text = detail;
            this.show('goroutines');
          }}
          @profile-wanted=${({ detail }: CustomEvent<string>) => {
            this.function = detail;
            this.show('profiles');
          }}
        ></unpark-functions>`;
      case 'profiles':
        return html`<unpark-trace-profile
          .asker=${asker}
          .trace=${overview}
          .function=${this.function}
          @function-dropped=${() => {
            this.function = null;
          }}
        ></unpark-trace-profile>`;
      case 'tasks':
        return html`<unpark-tasks
          .asker=${asker}
          .overview=${overview}
          @span-wanted=${({ detail }: CustomEvent<{ goroutine: number; span: Span }>) =>
            this.showSpan(detail.goroutine, detail.span)}
        ></unpark-tasks>`;
      case 'plots':
        return html`<unpark-trace-plots
          .asker=${asker}
          .overview=${overview}
          .plotScript=${this.plotScript}
        ></unpark-trace-plots>`;
      default:
        return this.suspectsPanel();
    }
  }

  private suspectsPanel(): TemplateResult {
    const { duration, threshold, leaked } = this.shown;
    const wanted = this.threshold ?? thresholdOf(threshold, duration);
    const text =
      leaked === 1
        ? l10n.t('1 goroutine is suspected')
        : l10n.t('{0} goroutines are suspected', leaked.toLocaleString());
    return html`
      ${thresholdBar(wanted, text, (changed) => this.judge(changed))}
      ${this.suspects(this.verdict?.groups)}
    `;
  }

  private timelinePanel(): TemplateResult {
    const { asker, selected, range, bookmarks, shown: overview } = this;
    return html`
      <div class="find-bar">
        <unpark-find
          role="search"
          .asker=${asker}
          @hit-found=${({ detail }: CustomEvent<Hit>) => this.showHit(detail)}
        ></unpark-find>
        ${bookmarkBar(
          bookmarks,
          (bookmark) => this.goTo(bookmark),
          (bookmark) => this.keep(toggled(bookmarks, bookmark)),
        )}
      </div>
      <unpark-timeline
        .overview=${overview}
        .asker=${asker}
        .selected=${selected}
        .range=${range}
        .bookmarks=${bookmarks}
        .initial=${this.view}
        @view-changed=${({ detail }: CustomEvent<Span | null>) => {
          this.view = detail;
          this.tellSaved();
        }}
        @interval-selected=${({ detail }: CustomEvent<IntervalDetails | null>) => {
          this.selected = detail;
        }}
        @range-selected=${({ detail }: CustomEvent<Span | null>) => {
          this.range = detail;
        }}
        @bookmark-toggled=${({ detail }: CustomEvent<Bookmark>) => this.keep(toggled(bookmarks, detail))}
        @bookmark-wanted=${({ detail }: CustomEvent<boolean>) => {
          const next = nextBookmark(bookmarks, this.moment(), detail);
          if (next) void this.goTo(next);
        }}
        @search-wanted=${() => this.querySelector<HTMLElement>('unpark-find')?.focus()}
      ></unpark-timeline>
      ${range ? this.rangePanel(range) : selected ? this.details(selected) : nothing}
    `;
  }

  private details(selected: IntervalDetails): TemplateResult {
    return html`<unpark-interval
      .asker=${this.asker}
      .details=${selected}
      @interval-wanted=${({ detail }: CustomEvent<number>) => this.want(detail)}
      @closed=${() => {
        this.selected = null;
        this.timeline?.lanes?.focus();
      }}
    ></unpark-interval>`;
  }

  private rangePanel(range: Span): TemplateResult {
    return html`<unpark-range
      .asker=${this.asker}
      .overview=${this.shown}
      .range=${range}
      @range-changed=${({ detail }: CustomEvent<Span>) => {
        this.range = detail;
      }}
      @range-shown=${() => this.timeline?.lookAt(range)}
      @goroutine-chosen=${({ detail }: CustomEvent<number>) => this.choose(detail)}
      @closed=${() => {
        this.range = null;
        this.timeline?.lanes?.focus();
      }}
    ></unpark-range>`;
  }

  /** As it was judged last. */
  private get shown(): TraceOverview {
    return this.verdict?.overview ?? this.overview;
  }

  private get timeline(): Timeline | null {
    return this.querySelector<Timeline>('unpark-timeline');
  }

  private show(key: string): void {
    this.tab = key;
    this.dispatchEvent(new CustomEvent('tab-changed', { detail: key }));
  }

  /** Selects the interval anew: more of the trace is there, and it has another number. */
  private async find({ goroutine, start }: IntervalDetails): Promise<void> {
    this.selected = await this.asker.ask('goroutine', { id: goroutine.id, time: start });
  }

  private async want(interval: number): Promise<void> {
    this.selected = await this.asker.ask('interval', { interval });
  }

  /** Shows a goroutine in the timeline, at its last interval: that is where a leaked one waits. */
  private async choose(row: number): Promise<void> {
    this.selected = await this.asker.ask('last', { row });
    this.range = null;
    await this.showTimeline();
  }

  private async showTimeline(): Promise<void> {
    if (this.tab !== 'timeline') this.show('timeline');
    await this.updateComplete;
    await this.timeline?.updateComplete;
    this.timeline?.lanes?.focus();
  }

  /** Shows what a goroutine did in a span. */
  private async showSpan(goroutine: number, span: Span): Promise<void> {
    this.range = null;
    this.selected = await this.asker.ask('goroutine', { id: goroutine, time: span.from });
    await this.showTimeline();
    this.timeline?.lookAt(span);
  }

  /** The keyboard stays in the search. */
  private async showHit({ interval, span }: Hit): Promise<void> {
    if (interval < 0) return;
    await this.want(interval);
    await this.updateComplete;
    await this.timeline?.updateComplete;
    if (span) this.timeline?.lookAt(span);
  }

  /** Where bookmarks are looked for from. */
  private moment(): number {
    const { selected, timeline } = this;
    const view = timeline?.view ?? { from: 0, to: 0 };
    const isSeen = selected && selected.start >= view.from && selected.start <= view.to;
    return isSeen ? selected.start : Math.round((view.from + view.to) / 2);
  }

  private async goTo({ time, goroutine }: Bookmark): Promise<void> {
    this.selected = goroutine === null ? null : await this.asker.ask('goroutine', { id: goroutine, time });
    await this.updateComplete;
    await this.timeline?.updateComplete;
    this.timeline?.centre(time);
    this.timeline?.lanes?.focus();
  }

  private keep(bookmarks: readonly Bookmark[]): void {
    this.dispatchEvent(new CustomEvent('bookmarks-changed', { detail: bookmarks }));
  }

  private async judge(threshold: Threshold): Promise<void> {
    this.threshold = threshold;
    const nanoseconds = nanosecondsOf(threshold, this.overview.duration);
    const verdict = await this.asker.ask('verdict', { threshold: nanoseconds });
    if (threshold === this.threshold) this.verdict = verdict;
  }

  /** The keys that search everywhere else in VS Code do here too. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key !== 'f') return;
    const search =
      this.querySelector<HTMLElement>('unpark-find') ??
      this.querySelector<HTMLInputElement>('input[type=search]');
    if (!search || this.tab === 'suspects' || this.tab === '') return;
    search.focus();
    event.preventDefault();
  };
}

customElements.define('unpark-trace', TracePage);
