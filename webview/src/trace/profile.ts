import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatValue } from '#profile';
import { searchBox } from '../head.ts';
import { post } from '../host.ts';
import { ProfileClient } from '../profiles/client.ts';
import { drawn, lookedAt } from '../profiles/drawn.ts';
import type { FrameToOpen } from '../profiles/events.ts';
import type { Overview, ViewChoice, Weighed } from '../profiles/messages.ts';
import type { Asker, ProfileChoice, Span, TraceOverview } from './queries.ts';

type Kind = ProfileChoice['kind'];
type Form = 'flame' | 'top' | 'tree';

const kinds: Record<Kind, () => string> = {
  synchronization: () => l10n.t('Blocked: synchronisation'),
  network: () => l10n.t('Blocked: network'),
  syscall: () => l10n.t('System calls'),
  scheduler: () => l10n.t('Scheduler latency'),
  cpu: () => l10n.t('CPU samples'),
};

const forms: Record<Form, () => string> = {
  flame: () => l10n.t('Flame Graph'),
  top: () => l10n.t('Top'),
  tree: () => l10n.t('Call Tree'),
};

/** Where goroutines lose time, or the CPU is used, in all of a trace or a window of it: as a profile. */
class TraceProfile extends LitElement {
  static override properties = {
    asker: { attribute: false },
    window: { attribute: false },
    trace: { attribute: false },
    function: { attribute: false },
    kind: { state: true },
    type: { state: true },
    form: { state: true },
    search: { state: true },
    inverted: { state: true },
    overview: { state: true },
    selected: { state: true },
  };
  declare asker: Asker;
  declare window: Span | null;
  /** Another one means that there is more to ask about. */
  declare trace: TraceOverview;
  /** Only goroutines that began with it; `null`: all. */
  declare function: string | null;
  declare kind: Kind;
  /** 0 counts, 1 is time. */
  declare type: number;
  declare form: Form;
  declare search: string;
  declare inverted: boolean;
  declare overview: Overview | null;
  declare selected: Weighed | null;
  private client: ProfileClient | null = null;
  private view: ViewChoice = { type: 1, label: null };

  constructor() {
    super();
    this.window = null;
    this.function = null;
    this.kind = 'synchronization';
    this.type = 1;
    this.form = 'flame';
    this.search = '';
    this.inverted = false;
    this.overview = null;
    this.selected = null;
    this.addEventListener('frame-selected', (event) => {
      this.selected = (event as CustomEvent<Weighed | null>).detail;
    });
    this.addEventListener('frame-opened', (event) => {
      const { frame, beside } = (event as CustomEvent<FrameToOpen>).detail;
      void this.openSource(frame, beside);
    });
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOther = ['asker', 'trace', 'window', 'function', 'kind'].some((name) => changed.has(name));
    if (isOther) {
      this.client = clientOf(this.asker, { kind: this.kind, window: this.window, function: this.function });
      this.overview = null;
      this.selected = null;
    }
    if (isOther || changed.has('type'))
      this.view = { type: this.kind === 'cpu' ? 0 : this.type, label: null };
    if (isOther || changed.has('type') || changed.has('search')) void this.look();
  }

  protected override render(): TemplateResult {
    const { overview, client } = this;
    return html`
      <div class="search" role="search">
        <label>
          ${l10n.t('Profile')}
          <select
            data-testid="profile-kind"
            @change=${({ target }: Event) => {
              this.kind = (target as HTMLSelectElement).value as Kind;
            }}
          >
            ${(Object.keys(kinds) as Kind[])
              .filter((kind) => kind !== 'cpu' || this.trace.hasSamples)
              .map(
                (kind) =>
                  html`<option value=${kind} ?selected=${kind === this.kind}>${kinds[kind]()}</option>`,
              )}
          </select>
        </label>
        <label ?hidden=${this.kind === 'cpu'}>
          ${l10n.t('Sample type')}
          <select
            @change=${({ target }: Event) => {
              this.type = Number((target as HTMLSelectElement).value);
            }}
          >
            <option value="1" ?selected=${this.type === 1}>${l10n.t('time')}</option>
            <option value="0" ?selected=${this.type === 0}>${l10n.t('how often')}</option>
          </select>
        </label>
        <label>
          ${l10n.t('View')}
          <select
            data-testid="profile-form"
            @change=${({ target }: Event) => {
              this.form = (target as HTMLSelectElement).value as Form;
            }}
          >
            ${(Object.keys(forms) as Form[]).map(
              (form) => html`<option value=${form} ?selected=${form === this.form}>${forms[form]()}</option>`,
            )}
          </select>
        </label>
        ${searchBox(l10n.t('Search functions and files'), this.search, (text) => {
          this.search = text;
        })}
        <label ?hidden=${this.form === 'top'}>
          <input
            type="checkbox"
            .checked=${this.inverted}
            @change=${({ target }: Event) => {
              this.inverted = (target as HTMLInputElement).checked;
            }}
          />
          ${l10n.t('Inverted')}
        </label>
        <span class="found" role="status" data-testid="profile-total">
          ${overview ? l10n.t('{0} in total', formatValue(overview.total, this.unit)) : ''}
        </span>
        ${
          this.function === null
            ? nothing
            : html`<button
                class="plain"
                @click=${() => this.dispatchEvent(new CustomEvent('function-dropped'))}
              >
                ${this.function} <span class="codicon codicon-close"></span>
              </button>`
        }
      </div>
      ${overview && client ? this.content(overview.total, client) : nothing}
      ${lookedAt(this.selected, this.unit, overview?.total, (frame) => void this.openSource(frame, true))}
    `;
  }

  private get unit(): string {
    return this.view.type === 1 ? 'nanoseconds' : 'count';
  }

  private content(total: number, client: ProfileClient): TemplateResult {
    const { view, unit, search, inverted } = this;
    if (total === 0)
      return html`<p class="empty" data-testid="profile-empty">${l10n.t('No goroutine lost time like this here.')}</p>`;
    return drawn(this.form, {
      client,
      view,
      unit,
      total,
      search,
      inverted,
      by: null,
      order: 'weight',
      isDifference: false,
    });
  }

  private async look(): Promise<void> {
    const { client, search, view } = this;
    const overview = await client?.ask<'overview'>({ kind: 'overview', view, search });
    if (overview && client === this.client) this.overview = overview;
  }

  private async openSource(frame: number, beside: boolean): Promise<void> {
    const place = await this.client?.ask<'place'>({ kind: 'place', view: this.view, frame });
    if (place) post({ type: 'openFrame', place, beside });
  }
}

/** Asks about a profile that the trace's worker makes. */
function clientOf(asker: Asker, of: ProfileChoice): ProfileClient {
  const client = new ProfileClient((message) => {
    if (message.type !== 'ask') return;
    const { request, query } = message;
    void asker.ask('profile', { of, query }).then((reply) => client.answered(request, reply, ''));
  });
  return client;
}

customElements.define('unpark-trace-profile', TraceProfile);
