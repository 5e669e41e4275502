import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ToPage } from '#protocol';
import './groups.ts';
import { onMessage, post, savedState, saveState } from './host.ts';
import type { Failure, Summary } from './jobs.ts';
import { Loader } from './loader.ts';
import { counted, keyOf, matching } from './rows.ts';

type Shown =
  | { state: 'loading'; share: number | null }
  | { state: 'cancelled' }
  | { state: 'ready'; summary: Summary }
  | { state: 'failed'; failure: Failure };

type Load = Extract<ToPage, { type: 'load' }>;

const formats: Record<string, () => string> = {
  'goroutine-dump': () => l10n.t('goroutine dump'),
  'pprof-goroutine': () => l10n.t('pprof goroutine profile'),
  'pprof-goroutineleak': () => l10n.t('pprof goroutine leak profile'),
  'execution-trace': () => l10n.t('execution trace'),
};

/** The viewer: loading, failed, or the groups with a search above them. */
class Viewer extends LitElement {
  static override properties = { shown: { state: true }, search: { state: true }, open: { state: true } };
  declare shown: Shown;
  declare search: string;
  declare open: ReadonlySet<string> | null;
  private load: Load | undefined;
  private loader: Loader | undefined;
  private scrolled: number;

  constructor() {
    super();
    const { search, open, scroll } = savedState();
    this.shown = { state: 'loading', share: null };
    this.search = search;
    this.open = open && new Set(open);
    this.scrolled = scroll;
    onMessage((message) => this.receive(message));
    window.addEventListener('scroll', () => {
      if (this.shown.state === 'ready') this.save(window.scrollY);
    });
    post({ type: 'ready' });
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
        return this.ready(shown.summary);
    }
  }

  private receive(message: ToPage): void {
    if (message.type === 'bytes') this.loader?.piece(message);
    else if (message.type === 'load') this.begin(message);
    else {
      this.loader?.cancel();
      this.shown = { state: 'failed', failure: { message: message.message, offset: null, unpacked: false } };
    }
  }

  private begin(load: Load): void {
    if (load.l10n) l10n.config({ contents: load.l10n });
    this.load = load;
    this.loader?.cancel();
    // A file that is read again stays on show until it is there.
    const keep = this.shown.state === 'ready';
    if (!keep) this.shown = { state: 'loading', share: null };
    this.loader = new Loader(load, {
      progress: (share) => {
        if (!keep) this.shown = { state: 'loading', share };
      },
      opened: (summary) => void this.opened(summary),
      failed: (failure) => {
        this.shown = { state: 'failed', failure };
      },
    });
    void this.loader.start();
  }

  private async opened(summary: Summary): Promise<void> {
    const { scrolled } = this;
    this.shown = { state: 'ready', summary };
    await this.updateComplete;
    requestAnimationFrame(() => window.scrollTo(0, scrolled));
  }

  private loading(share: number | null): TemplateResult {
    return html`
      <div class="notice" role="status">
        <p>${this.load ? l10n.t('Reading {0}…', this.load.name) : ''}</p>
        <progress value=${share ?? nothing} aria-label=${l10n.t('Progress')}></progress>
        <div class="buttons"><button @click=${this.cancel}>${l10n.t('Cancel')}</button></div>
      </div>
    `;
  }

  private cancel(): void {
    this.loader?.cancel();
    this.shown = { state: 'cancelled' };
  }

  private tryAgain(): void {
    this.shown = { state: 'loading', share: null };
    post({ type: 'ready' });
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
    const title = l10n.t('{0} can’t be shown.', this.load?.name ?? '');
    return html`<div data-testid="error">${notice('error', title, `${message} ${where}`.trim(), buttons)}</div>`;
  }

  private ready({ format, goroutines, groups, notes }: Summary): TemplateResult {
    const found = matching(groups, this.search);
    const open = this.open ?? new Set(groups.slice(0, 1).map(keyOf));
    const hint = l10n.t('Search functions, files and states');
    return html`
      <header>
        <h1>${this.load?.name}</h1>
        <p class="summary" data-testid="summary">
          ${formats[format]?.() ?? format} · ${counted.goroutines(goroutines)} ·
          ${counted.groups(groups.length)}
        </p>
        ${notes.map((note) => html`<p class="note"><span class="codicon codicon-info"></span> ${note}</p>`)}
        <div class="search">
          <input
            type="search"
            data-testid="search"
            placeholder=${hint}
            aria-label=${hint}
            .value=${this.search}
            @input=${this.onSearch}
          />
          <span class="found" role="status">
            ${this.search ? l10n.t('{0} of {1} groups', found.length, groups.length) : ''}
          </span>
        </div>
      </header>
      ${
        found.length
          ? html`<unpark-groups .groups=${found} .open=${open} @open-changed=${this.onOpen}></unpark-groups>`
          : html`<p class="empty">
            ${groups.length ? l10n.t('No group has that in it.') : l10n.t('There is no goroutine in this profile.')}
          </p>`
      }
    `;
  }

  private onSearch({ target }: InputEvent): void {
    this.search = (target as HTMLInputElement).value;
    this.save(0);
  }

  private onOpen({ detail }: CustomEvent<ReadonlySet<string>>): void {
    this.open = detail;
    this.save(window.scrollY);
  }

  private save(scroll: number): void {
    this.scrolled = scroll;
    saveState({ search: this.search, open: this.open && [...this.open], scroll });
  }
}

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
