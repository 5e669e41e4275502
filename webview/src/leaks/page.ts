import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type LeakGroup, reportOf } from '#profile';
import type { ElsewhereFile } from '#protocol';
import { noteLines, titleRow, toolButton, toSearch } from '../head.ts';
import { post, type SavedView } from '../host.ts';
import type { Summary } from '../jobs.ts';
import '../plot/element.ts';
import type { PlotData } from '../plot/types.ts';
import { type Bundle, bundle } from './bundles.ts';
import { type Compared, compare, growthOf, inOrder } from './compare.ts';
import { crossed, stuckElsewhere, toldOf } from './elsewhere.ts';
import type { ExportedPage } from './exports/document.ts';
import { toHtml } from './exports/html.ts';
import { toMarkdown } from './exports/markdown.ts';
import './creatorTree.ts';
import { dumpsOf } from './dumps.ts';
import './filterBar.ts';
import { type Choices, choicesOf, type Filters, filterGroups, isFiltering } from './filters.ts';
import { counted, shortPlace } from './groups.ts';
import './tree.ts';

/** A file that was read. */
export interface Snapshot {
  id: string;
  name: string;
  /** Milliseconds since 1970; 0 where unknown. */
  modified: number;
  isMain: boolean;
  /** It is one of several dumps in the file. */
  isPart?: boolean;
  summary: Summary;
}

const formats: Record<string, () => string> = {
  'goroutine-dump': () => l10n.t('goroutine dump'),
  'pprof-goroutine': () => l10n.t('pprof goroutine profile'),
  'pprof-goroutineleak': () => l10n.t('pprof goroutine leak profile'),
  'execution-trace': () => l10n.t('execution trace'),
};

/** So many lines of a plot can be told apart. */
const mostLines = 5;

/**
 * What is leaking: the groups of one snapshot, or how those of several compare. Fires `view-changed` with what it
 * wants to be kept, `scrolled` with the tree's pixels, and `snapshot-removed` with an id.
 */
class LeaksPage extends LitElement {
  static override properties = {
    snapshots: { attribute: false },
    notes: { attribute: false },
    view: { attribute: false },
    scrolled: { attribute: false },
    plotScript: { attribute: false },
    elsewhere: { attribute: false },
    hasProfile: { attribute: false },
    active: { state: true },
  };
  /** The editor's own file, and those that it is compared with. */
  declare snapshots: readonly Snapshot[];
  declare notes: readonly string[];
  declare view: SavedView;
  /** Where the tree was scrolled to, in pixels; read once. */
  declare scrolled: number;
  declare plotScript: string;
  /** What other viewers have open. */
  declare elsewhere: readonly ElsewhereFile[];
  /** The file can be shown as a profile too; then `show-profile` asks for that. */
  declare hasProfile: boolean;
  /** Key of the bundle that the keyboard is at. */
  declare active: string;
  private ordered: readonly Snapshot[] = [];
  private choices: Choices = { states: [], packages: [], functions: [] };
  private bundles: readonly Bundle[] = [];
  private compared: ReadonlyMap<string, Compared> = new Map();
  /** How many bundles there would be without filters. */
  private all = 0;
  private isScrolled = false;

  constructor() {
    super();
    this.notes = [];
    this.elsewhere = [];
    this.active = '';
    const listen = ({ target }: Event) => {
      if (!(target instanceof HTMLElement) || target.localName !== 'unpark-groups') return;
      this.dispatchEvent(new CustomEvent('scrolled', { detail: target.scrollTop }));
    };
    this.addEventListener('scroll', listen, { capture: true, passive: true });
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

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('view') as SavedView | undefined;
    if (changed.has('snapshots')) {
      this.ordered = inOrder(this.snapshots.flatMap(dumpsOf));
      this.choices = choicesOf(this.ordered.flatMap(({ summary }) => summary.groups));
    }
    const { filters, likeness } = this.view;
    const isSame = before?.filters === filters && before.likeness === likeness;
    if (!changed.has('snapshots') && !changed.has('elsewhere') && isSame) return;
    const bundled = (groups: readonly LeakGroup[]) => bundle(groups, likeness);
    const left = this.ordered.map(({ summary }) => bundled(filterGroups(summary.groups, filters)));
    const rows = left.length > 1 ? compare(left) : [];
    this.compared = new Map(rows.map((row) => [row.bundle.key, row]));
    this.bundles = this.crossed(left.length > 1 ? rows.map((row) => row.bundle) : left[0]);
    this.all = isFiltering(filters)
      ? new Set(this.ordered.flatMap(({ summary }) => bundled(summary.groups).map(({ key }) => key))).size
      : this.bundles.length;
  }

  /** Of a trace, crossed with what else is open: a dump, or a profile of leaks. */
  private crossed(bundles: readonly Bundle[]): readonly Bundle[] {
    const { summary } = this.main();
    if (summary.format !== 'execution-trace') return bundles;
    const added = this.snapshots.filter(({ isMain }) => !isMain);
    const told = added.map(({ name, summary: { groups } }) => toldOf({ name, groups }));
    return crossed(bundles, stuckElsewhere([...told, ...this.elsewhere]));
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('view') as SavedView | undefined;
    if (before && before.filters !== this.view.filters) this.scrollTree(0);
    if (this.isScrolled) return;
    this.isScrolled = true;
    // The tree gets its height with its own update.
    requestAnimationFrame(() => this.scrollTree(this.scrolled));
  }

  private scrollTree(top: number): void {
    const tree = this.querySelector('unpark-groups');
    if (tree) tree.scrollTop = top;
  }

  protected override render(): TemplateResult {
    const { ordered, bundles, view, all } = this;
    const main = this.main();
    const newest = ordered.at(-1)?.summary;
    const creators = newest?.creators;
    const isTree = view.likeness === 'creators' && creators !== undefined;
    const found = isFiltering(view.filters) ? l10n.t('{0} of {1} groups', bundles.length, all) : '';
    const open = view.open ? new Set(view.open) : new Set(bundles.slice(0, 1).map(({ key }) => key));
    return html`
      <header>
        ${titleRow(main.name, this.buttons())}
        ${ordered.length > 1 ? this.files() : html`<p class="summary" data-testid="summary">${this.summary()}</p>`}
        ${newest?.reason ? html`<p class="why-printed" data-testid="why">${newest.reason.text}</p>` : nothing}
        ${noteLines(this.notes)}
        <unpark-filters
          .filters=${view.filters}
          .likeness=${view.likeness}
          .choices=${this.choices}
          .found=${found}
          .hasCreators=${creators !== undefined}
          @filters-changed=${({ detail }: CustomEvent<Filters>) => this.change({ filters: detail })}
          @likeness-changed=${({ detail }: CustomEvent<SavedView['likeness']>) =>
            this.change({ likeness: detail, open: null })}
        ></unpark-filters>
        ${
          ordered.length > 1 && bundles.length > 0 && !isTree
            ? html`<unpark-plot .data=${this.plot()} .script=${this.plotScript}></unpark-plot>`
            : nothing
        }
      </header>
      ${
        isTree
          ? html`<unpark-creators .root=${creators}></unpark-creators>`
          : bundles.length > 0
            ? html`<unpark-groups
              class=${ordered.length > 1 ? 'comparing' : ''}
              .bundles=${bundles}
              .compared=${this.compared}
              .open=${open}
              @open-changed=${({ detail }: CustomEvent<ReadonlySet<string>>) => this.change({ open: [...detail] })}
              @active-changed=${({ detail }: CustomEvent<string>) => {
                this.active = detail;
              }}
            ></unpark-groups>`
            : html`<p class="empty">
            ${all > 0 ? l10n.t('No group has that in it.') : l10n.t('There is no goroutine in this profile.')}
          </p>`
      }
    `;
  }

  private readonly onKey = (event: KeyboardEvent): void => toSearch(this, event);

  private buttons(): TemplateResult {
    const name = this.main().name;
    return html`
        ${
          this.hasProfile
            ? toolButton('flame', l10n.t('Profile'), 'profile', () =>
                this.dispatchEvent(new CustomEvent('show-profile')),
              )
            : nothing
        }
        ${toolButton('diff-multiple', l10n.t('Add Snapshot…'), 'add', () => post({ type: 'addSnapshot' }))}
        ${toolButton('copy', l10n.t('Copy as Markdown'), 'copy', () =>
          post({ type: 'copy', text: toMarkdown(this.exported()) }),
        )}
        ${toolButton('json', l10n.t('Export JSON…'), 'json', () =>
          post({ type: 'save', name: `${name}.json`, text: this.json() }),
        )}
        ${toolButton('file-code', l10n.t('Export HTML…'), 'html', () =>
          post({ type: 'save', name: `${name}.html`, text: toHtml(this.exported()) }),
        )}
    `;
  }

  private main(): Snapshot {
    return this.snapshots.find(({ isMain }) => isMain) ?? this.snapshots[0];
  }

  private summary(): string {
    const { format, goroutines } = this.main().summary;
    return [nameOf(format), counted.goroutines(goroutines), counted.groups(this.all)].join(' · ');
  }

  /** The snapshots, in the order of the columns. */
  private files(): TemplateResult {
    const file = ({ id, name, isMain, isPart, summary, modified }: Snapshot) => {
      const remove = l10n.t('Remove {0}', name);
      return html`<li title=${modified ? new Date(modified).toLocaleString() : nothing}>
        <b>${name}</b> ${counted.goroutines(summary.goroutines)}
        ${
          isMain || isPart
            ? nothing
            : html`<button class="plain" aria-label=${remove} title=${remove} @click=${() => this.drop(id)}>
                <span class="codicon codicon-close"></span>
              </button>`
        }
      </li>`;
    };
    return html`<ol class="files" data-testid="files" aria-label=${l10n.t('Snapshots, oldest first')}>
      ${this.ordered.map(file)}
    </ol>`;
  }

  private drop(id: string): void {
    this.dispatchEvent(new CustomEvent('snapshot-removed', { detail: id }));
  }

  /** The groups that changed most, and the one that the keyboard is at. */
  private plot(): PlotData {
    const rows = [...this.compared.values()];
    const most = [...rows].sort((a, b) => Math.abs(growthOf(b.counts)) - Math.abs(growthOf(a.counts)));
    const active = this.compared.get(this.active) ?? rows[0];
    const drawn = most.slice(0, mostLines);
    if (active && !drawn.includes(active)) drawn.splice(mostLines - 1, 1, active);
    return {
      names: this.ordered.map(({ name }) => name),
      series: drawn.map((row) => {
        const { frame, states } = row.bundle;
        const place = frame ? shortPlace(frame) : '';
        const name = [frame?.function, place, states.join(', ')].filter(Boolean).join(' · ');
        return { name, counts: row.counts, isActive: row === active };
      }),
    };
  }

  private exported(): ExportedPage {
    const { name, summary } = this.main();
    const { format, goroutines } = summary;
    return { name, format: nameOf(format), goroutines, bundles: this.bundles, compared: this.compared };
  }

  /** What is shown, as `unpark profile --format json` prints it; of several snapshots, also how they compare. */
  private json(): string {
    const { format, goroutines } = this.main().summary;
    const groups = this.bundles.flatMap((shown) => shown.groups);
    const report = reportOf(format, goroutines, groups);
    if (this.compared.size === 0) return `${JSON.stringify(report, undefined, 2)}\n`;
    const snapshots = this.ordered.map(({ name, summary }) => ({ name, goroutines: summary.goroutines }));
    const changes = [...this.compared.values()].map(
      ({ bundle: { frame, states }, counts, change, isSteady }) => ({
        function: frame?.function ?? '',
        states,
        counts,
        change,
        isSteady,
      }),
    );
    return `${JSON.stringify({ ...report, snapshots, changes }, undefined, 2)}\n`;
  }

  private change(change: Partial<SavedView>): void {
    this.dispatchEvent(new CustomEvent('view-changed', { detail: { ...this.view, ...change } }));
  }
}

const nameOf = (format: string): string => formats[format]?.() ?? format;

customElements.define('unpark-leaks', LeaksPage);
