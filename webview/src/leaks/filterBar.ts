import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import { searchBox } from '../head.ts';
import { type Likeness, likenesses } from './bundles.ts';
import { type Choices, type Filters, isFiltering, noFilters } from './filters.ts';

const likenessNames: Record<Likeness, () => string> = {
  stack: () => l10n.t('the same stack'),
  function: () => l10n.t('the same function'),
  starter: () => l10n.t('who started them'),
  creators: () => l10n.t('who started whom'),
};

/** Search, filters, and what makes goroutines one group. Fires `filters-changed` and `likeness-changed`. */
class FilterBar extends LitElement {
  static override properties = {
    filters: { attribute: false },
    likeness: { attribute: false },
    choices: { attribute: false },
    found: { attribute: false },
    hasCreators: { attribute: false },
  };
  declare filters: Filters;
  declare likeness: Likeness;
  declare choices: Choices;
  /** What the filters have left, in words. */
  declare found: string;
  /** It is known who started whom. */
  declare hasCreators: boolean;

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { filters, choices } = this;
    const hint = l10n.t('Search functions, files and states');
    return html`
      <div class="search" role="search">
        ${searchBox(hint, filters.search, (search) => this.change({ search }), {
          isHidden: this.likeness === 'creators',
        })}
        <label>
          ${l10n.t('Group by')}
          <select data-testid="likeness" @change=${this.onLikeness}>
            ${this.likenesses().map(
              (value) =>
                html`<option value=${value} ?selected=${value === this.likeness}>
                  ${likenessNames[value]()}
                </option>`,
            )}
          </select>
        </label>
        <span class="found" role="status" data-testid="found" ?hidden=${this.likeness === 'creators'}>
          ${this.found}
        </span>
        <button class="plain" ?hidden=${!isFiltering(filters)} @click=${() => this.change(noFilters)}>
          ${l10n.t('Clear Filters')}
        </button>
      </div>
      <div class="filters" ?hidden=${this.likeness === 'creators'} role="group" aria-label=${l10n.t('Filters')}>
        ${this.select(l10n.t('State'), 'state', choices.states)}
        ${this.select(l10n.t('Package'), 'package', choices.packages)}
        <label>
          ${l10n.t('Function')}
          <input
            type="text"
            list="functions"
            data-testid="function"
            .value=${filters.function}
            @input=${(event: Event) => this.change({ function: textOf(event) })}
          />
          <datalist id="functions">
            ${choices.functions.map((name) => html`<option value=${name}></option>`)}
          </datalist>
        </label>
        <label>
          ${l10n.t('Minutes waited')}
          <input
            type="number"
            min="0"
            placeholder="≥"
            data-testid="minutes"
            .value=${String(filters.minutes || '')}
            @input=${(event: Event) => this.change({ minutes: Math.max(0, Number(textOf(event)) || 0) })}
          />
        </label>
        <label>
          <input
            type="checkbox"
            data-testid="busy"
            .checked=${filters.busy}
            @change=${(event: Event) => this.change({ busy: (event.target as HTMLInputElement).checked })}
          />
          ${l10n.t('Hide runtime and idle')}
        </label>
      </div>
    `;
  }

  private likenesses(): readonly Likeness[] {
    return this.hasCreators ? likenesses : likenesses.filter((likeness) => likeness !== 'creators');
  }

  private select(label: string, name: 'state' | 'package', values: readonly string[]): TemplateResult {
    const chosen = this.filters[name];
    const all = chosen && !values.includes(chosen) ? [chosen, ...values] : values;
    return html`
      <label>
        ${label}
        <select
          data-testid=${name}
          @change=${(event: Event) => this.change({ [name]: (event.target as HTMLSelectElement).value })}
        >
          <option value="" ?selected=${!chosen}>${l10n.t('any')}</option>
          ${all.map((value) => html`<option value=${value} ?selected=${value === chosen}>${value}</option>`)}
        </select>
      </label>
    `;
  }

  private change(change: Partial<Filters>): void {
    this.dispatchEvent(new CustomEvent('filters-changed', { detail: { ...this.filters, ...change } }));
  }

  private onLikeness({ target }: Event): void {
    this.dispatchEvent(
      new CustomEvent('likeness-changed', { detail: (target as HTMLSelectElement).value as Likeness }),
    );
  }
}

const textOf = ({ target }: Event): string => (target as HTMLInputElement).value;

customElements.define('unpark-filters', FilterBar);
