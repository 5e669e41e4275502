import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Bookmark, ElsewhereFile, ToPage } from '#protocol';
import { onMessage, post, type SavedView, savedState, saveState } from './host.ts';
import type { Failure, Summary } from './jobs.ts';
import { inOrder } from './leaks/compare.ts';
import { noFilters } from './leaks/filters.ts';
import type { Snapshot } from './leaks/page.ts';
import './leaks/page.ts';
import { reportedGroups } from './leaks/report.ts';
import type { WorkerLink } from './link.ts';
import { Loader } from './loader.ts';
import type { ProfileClient } from './profiles/client.ts';
import { ProfileFiles, type ShownProfile } from './profiles/files.ts';
import './profiles/page.ts';
import { pageOf } from './parts.ts';
import { sendHeat } from './profiles/sendHeat.ts';
import { labelIn, type SavedProfile, typeIndex } from './profiles/state.ts';
import type { SavedPages } from './saved.ts';
import type { SavedTrace } from './trace/saved.ts';

type Shown =
  | { state: 'loading'; share: number | null }
  | { state: 'cancelled' }
  /** `share` is what is done of a trace that is shown as far as it is there. */
  | { state: 'ready'; share?: number | null }
  | { state: 'failed'; failure: Failure };

type Load = Extract<ToPage, { type: 'load' }>;

/** Milliseconds of rest after which it is saved how far something is scrolled. */
const saveDelayMs = 200;

/** The viewer: loading, failed, or the page for what the file holds. */
class Viewer extends LitElement {
  static override properties = {
    shown: { state: true },
    view: { state: true },
    snapshots: { state: true },
    problems: { state: true },
    profile: { state: true },
    shownProfile: { state: true },
    asProfile: { state: true },
    tab: { state: true },
    isHot: { state: true },
    pages: { state: true },
    bookmarks: { state: true },
    elsewhere: { state: true },
  };
  /** What is with the editor's own file. */
  declare shown: Shown;
  declare view: SavedView;
  declare snapshots: readonly Snapshot[];
  /** What is wrong with files that it is compared with, by id. */
  declare problems: ReadonlyMap<string, string>;
  declare profile: SavedProfile;
  /** A profile of goroutines is shown as a profile. */
  declare asProfile: boolean;
  /** The file as a profile, where it is one. */
  declare shownProfile: ShownProfile | null;
  private readonly profiles = new ProfileFiles((shown) => {
    this.shownProfile = shown;
    if (this.isHeatWanted) this.sendHeat();
  });
  /** The editors are to show it once it is there. */
  private isHeatWanted = false;
  /** The editors show what this profile says of lines. */
  declare isHot: boolean;
  /** Key of the tab that is shown, where there are tabs. */
  declare tab: string;
  /** How a trace is looked at; the page reads it once. */
  private trace: SavedTrace;
  declare pages: SavedPages;
  /** Those of the editor's own file. */
  declare bookmarks: readonly Bookmark[];
  /** What other viewers have open. */
  declare elsewhere: readonly ElsewhereFile[];
  private main: Load | undefined;
  /** To the worker that keeps what the editor's own file holds. */
  private link: WorkerLink | null = null;
  /** By file. */
  private readonly loaders = new Map<string, Loader>();
  /** Ids of the files that it is compared with. */
  private readonly added: Set<string>;
  private scrolled: number;
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const { view, added, scroll, profile, asProfile, tab, trace, pages } = savedState();
    this.trace = trace;
    this.pages = pages;
    this.profile = profile;
    this.asProfile = asProfile;
    this.shownProfile = null;
    this.isHot = false;
    this.shown = { state: 'loading', share: null };
    this.view = view;
    this.snapshots = [];
    this.problems = new Map();
    this.tab = tab;
    this.bookmarks = [];
    this.elsewhere = [];
    this.added = new Set(added);
    this.scrolled = scroll;
    onMessage((message) => this.receive(message));
    this.askForFiles();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    switch (shown.state) {
      case 'loading':
        return this.loading(shown.share);
      case 'cancelled':
        return notice('circle-slash', l10n.t('Reading was cancelled.'), '', this.tryAgainButton());
      case 'failed':
        return this.failed(shown.failure);
      case 'ready':
        // One template, so that the page stays when all is read.
        return html`${this.ready()}${shown.share === undefined ? nothing : this.reading(shown.share)}`;
    }
  }

  private receive(message: ToPage): void {
    if (message.type === 'load') this.begin(message);
    else if (message.type === 'bytes') this.loaders.get(message.id)?.piece(message);
    else if (message.type === 'failed') this.loaders.get(message.id)?.fail(message.message);
    else if (message.type === 'elsewhere') this.elsewhere = message.files;
    else if (message.type === 'search') this.search(message.text);
    else if (message.type === 'heatShown') this.isHot = message.isShown;
    else if (message.type === 'sendHeat') this.sendHeat();
    else if (message.type === 'sourcesChanged') this.report();
  }

  private begin(load: Load): void {
    if (load.l10n) l10n.config({ contents: load.l10n });
    const { id, isMain, name } = load;
    if (isMain) {
      this.main = load;
      this.bookmarks = load.bookmarks;
    } else this.added.add(id);
    this.save();
    this.loaders.get(id)?.cancel();
    // A file that is read again stays on show until it is there.
    const isQuiet = !isMain || this.shown.state === 'ready';
    let isPartial = false;
    if (!isQuiet) this.shown = { state: 'loading', share: null };
    const loader = new Loader(load, {
      progress: (share) => {
        if (!isQuiet) this.shown = isPartial ? { state: 'ready', share } : { state: 'loading', share };
      },
      partial: (summary, link, share) => {
        if (isQuiet) return;
        isPartial = true;
        this.link = link;
        this.snapshots = [{ id, isMain, name, modified: load.modified, summary }];
        this.shown = { state: 'ready', share };
      },
      opened: (summary, client, link) => this.opened(load, summary, client, link),
      failed: (failure) => {
        if (isMain) this.shown = { state: 'failed', failure };
        else this.setProblem(id, `${l10n.t('{0} can’t be shown.', name)} ${failure.message}`);
      },
    });
    this.loaders.set(id, loader);
    void loader.start();
  }

  private opened(
    { id, isMain, name, modified }: Load,
    summary: Summary,
    client: ProfileClient | null,
    link: WorkerLink | null,
  ): void {
    const { profile } = summary;
    this.profiles.set(id, isMain, client && profile && { name, facts: profile, client });
    if (isMain) {
      if (this.link !== link) this.link?.close();
      this.link = link;
    } else link?.close();
    const others = this.snapshots.filter((snapshot) => snapshot.id !== id);
    this.snapshots = [...others, { id, isMain, name, modified, summary }];
    if (isMain) this.shown = { state: 'ready' };
    else {
      const isMissed = !profile && this.shownProfile !== null && !this.hasGoroutines();
      this.setProblem(
        id,
        isMissed ? l10n.t('{0} is no profile that this one could be compared with.', name) : null,
      );
    }
    this.report();
  }

  /** Tells the host what the newest snapshot says of the source. */
  private report(): void {
    const newest = inOrder(this.snapshots).at(-1);
    if (!newest) return;
    const { id, name, summary } = newest;
    post({ type: 'report', id, name, groups: reportedGroups(summary.groups) });
  }

  private sendHeat(): void {
    const { shownProfile, profile } = this;
    if (!shownProfile) {
      this.isHeatWanted = this.shown.state === 'loading';
      return;
    }
    this.isHeatWanted = false;
    const { facts } = shownProfile;
    const view = { type: typeIndex(facts, profile.type), label: labelIn(facts, profile.label) };
    void sendHeat(this.snapshots.find(({ isMain }) => isMain)?.name ?? '', shownProfile, view);
  }

  private search(text: string): void {
    this.view = { ...this.view, filters: { ...noFilters, search: text }, open: null };
    this.asProfile = false;
    this.save();
  }

  private setProblem(id: string, problem: string | null): void {
    const problems = new Map(this.problems);
    if (problem === null) problems.delete(id);
    else problems.set(id, problem);
    this.problems = problems;
  }

  private loading(share: number | null): TemplateResult {
    return html`
      <div class="notice" role="status">
        <p>${this.main ? l10n.t('Reading {0}…', this.main.name) : ''}</p>
        <progress value=${share ?? nothing} aria-label=${l10n.t('Progress')}></progress>
        <div class="buttons"><button @click=${this.cancel}>${l10n.t('Cancel')}</button></div>
      </div>
    `;
  }

  /** The trace is on show as far as it is there. */
  private reading(share: number | null): TemplateResult {
    return html`
      <div class="reading" role="status" data-testid="reading">
        <span>${this.main ? l10n.t('Reading {0}…', this.main.name) : ''}</span>
        <progress value=${share ?? nothing} aria-label=${l10n.t('Progress')}></progress>
        <button class="secondary" @click=${this.cancel}>${l10n.t('Cancel')}</button>
      </div>
    `;
  }

  private cancel(): void {
    for (const loader of this.loaders.values()) loader.cancel();
    this.shown = { state: 'cancelled' };
  }

  private tryAgain(): void {
    this.shown = { state: 'loading', share: null };
    this.askForFiles();
  }

  private askForFiles(): void {
    post({ type: 'ready', added: [...this.added] });
  }

  private tryAgainButton(): TemplateResult {
    return html`<button class="secondary" @click=${this.tryAgain}>${l10n.t('Try Again')}</button>`;
  }

  private failed({ message, offset, unpacked }: Failure): TemplateResult {
    let where = '';
    if (offset !== null)
      where = unpacked ? l10n.t('At byte {0} of the unpacked data.', offset) : l10n.t('At byte {0}.', offset);
    const buttons = html`
      <button @click=${() => post({ type: 'openAsText' })}>${l10n.t('Open as Text')}</button>
      ${this.tryAgainButton()}
    `;
    const title = l10n.t('{0} can’t be shown.', this.main?.name ?? '');
    return html`<div data-testid="error">${notice('error', title, `${message} ${where}`.trim(), buttons)}</div>`;
  }

  private ready(): TemplateResult {
    const notes = this.snapshots.flatMap(({ name, summary }) =>
      summary.notes.map((note) => (this.snapshots.length > 1 ? `${name}: ${note}` : note)),
    );
    const main = this.snapshots.find(({ isMain }) => isMain) ?? this.snapshots[0];
    const { shownProfile, profile } = this;
    if (shownProfile && (this.asProfile || !this.hasGoroutines())) {
      return html`<unpark-profile
        .name=${main.name}
        .shown=${shownProfile}
        .notes=${[...main.summary.notes, ...this.problems.values()]}
        .hasGoroutines=${this.hasGoroutines()}
        .isHot=${this.isHot}
        .saved=${profile}
        @profile-changed=${({ detail }: CustomEvent<SavedProfile>) => {
          this.profile = detail;
          this.save();
        }}
        @show-goroutines=${() => this.showAsProfile(false)}
        @snapshot-removed=${({ detail }: CustomEvent<string>) => this.drop(detail)}
      ></unpark-profile>`;
    }
    return this.page(main, this.snapshots, [...notes, ...this.problems.values()]);
  }

  /** The page of a file, which goroutines of others may be compared with. */
  private page(main: Snapshot, snapshots: readonly Snapshot[], notes: readonly string[]): TemplateResult {
    const { link, tab, bookmarks } = this;
    return pageOf({
      ...{ name: main.name, summary: main.summary, notes, link, tab, bookmarks },
      plotScript: this.main?.plot ?? '',
      leaks: (groups) => this.leaks(groups ? withGroups(snapshots, groups) : snapshots, notes),
      entry: (name, summary) => {
        const snapshot = { id: main.id, isMain: true, name, modified: main.modified, summary };
        return this.page(snapshot, [snapshot], summary.notes);
      },
      entryOpened: (name, { groups }) =>
        post({ type: 'report', id: main.id, name, groups: reportedGroups(groups) }),
      savedTrace: this.trace,
      traceChanged: (trace) => {
        this.trace = trace;
        this.save();
      },
      savedPages: this.pages,
      pagesChanged: (pages) => {
        this.pages = pages;
        this.save();
      },
      bookmarksChanged: (kept) => {
        this.bookmarks = kept;
        post({ type: 'keepBookmarks', id: main.id, bookmarks: kept });
      },
      tabChanged: (chosen) => {
        this.tab = chosen;
        this.save();
      },
    });
  }

  private leaks(snapshots: readonly Snapshot[], notes: readonly string[]): TemplateResult {
    return html`<unpark-leaks
      .hasProfile=${this.shownProfile !== null}
      @show-profile=${() => this.showAsProfile(true)}
      .snapshots=${snapshots}
      .notes=${notes}
      .view=${this.view}
      .scrolled=${this.scrolled}
      .plotScript=${this.main?.plot ?? ''}
      .elsewhere=${this.elsewhere}
      @view-changed=${({ detail }: CustomEvent<SavedView>) => {
        this.view = detail;
        this.save();
      }}
      @scrolled=${({ detail }: CustomEvent<number>) => this.onScroll(detail)}
      @snapshot-removed=${({ detail }: CustomEvent<string>) => this.drop(detail)}
    ></unpark-leaks>`;
  }

  private hasGoroutines(): boolean {
    return this.snapshots.some(
      ({ isMain, summary }) => isMain && summary.format.startsWith('pprof-goroutine'),
    );
  }

  private showAsProfile(asProfile: boolean): void {
    this.asProfile = asProfile;
    this.save();
  }

  private drop(id: string): void {
    this.loaders.get(id)?.cancel();
    this.loaders.delete(id);
    this.added.delete(id);
    this.profiles.delete(id);
    this.setProblem(id, null);
    this.snapshots = this.snapshots.filter((snapshot) => snapshot.id !== id);
    post({ type: 'removeSnapshot', id });
    this.report();
    this.save();
  }

  /** Scrolling draws nothing anew here, and is not saved at each step. */
  private onScroll(top: number): void {
    this.scrolled = top;
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), saveDelayMs);
  }

  private save(): void {
    clearTimeout(this.saving);
    const { view, scrolled: scroll, profile, asProfile, tab, trace, pages } = this;
    saveState({ view, scroll, added: [...this.added], profile, asProfile, tab, trace, pages });
  }
}

/** The snapshots, with other groups in the editor's own file. */
const withGroups = (snapshots: readonly Snapshot[], groups: Summary['groups']): Snapshot[] =>
  snapshots.map((snapshot) =>
    snapshot.isMain ? { ...snapshot, summary: { ...snapshot.summary, groups } } : snapshot,
  );

function notice(icon: string, title: string, text: string, buttons: TemplateResult): TemplateResult {
  return html`
    <div class="notice" role="alert">
      <p class="title"><span class="codicon codicon-${icon}"></span> ${title}</p>
      ${text ? html`<p>${text}</p>` : nothing}
      <div class="buttons">${buttons}</div>
    </div>
  `;
}

customElements.define('unpark-viewer', Viewer);
