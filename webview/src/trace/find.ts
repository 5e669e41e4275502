import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { searchBox } from '../head.ts';
import type { Asker, Hit } from './queries.ts';

/** Finds goroutines and tasks in the timeline, as an editor's find does. Fires `hit-found` with a hit. */
class Find extends LitElement {
  static override properties = {
    asker: { attribute: false },
    text: { state: true },
    hit: { state: true },
  };
  declare asker: Asker;
  declare text: string;
  declare hit: Hit | null;

  constructor() {
    super();
    this.text = '';
    this.hit = null;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('asker')) this.hit = null;
  }

  /** Takes the keyboard. */
  override focus(): void {
    this.querySelector('input')?.select();
    this.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const hint = l10n.t('Find a function, id, label, task or region');
    const isNone = !this.hit || this.hit.count === 0;
    return html`
      ${searchBox(hint, this.text, (text) => this.search(text), { test: 'find', key: this.onKey })}
      <span class="found" role="status" data-testid="hits">${this.told()}</span>
      <button class="tool" title=${l10n.t('Previous match')} aria-label=${l10n.t('Previous match')} ?disabled=${isNone} @click=${() => this.step(-1)}>
        <span class="codicon codicon-arrow-up"></span>
      </button>
      <button class="tool" title=${l10n.t('Next match')} aria-label=${l10n.t('Next match')} ?disabled=${isNone} @click=${() => this.step(1)}>
        <span class="codicon codicon-arrow-down"></span>
      </button>
    `;
  }

  private told(): string {
    const { hit, text } = this;
    if (!hit || !text.trim()) return '';
    if (hit.count === 0) return l10n.t('Nothing found');
    return l10n.t('{0} of {1}', (hit.index + 1).toLocaleString(), hit.count.toLocaleString());
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    this.step(event.shiftKey ? -1 : 1);
    event.preventDefault();
  }

  private step(by: number): void {
    if (this.hit) void this.find(this.hit.index + by);
  }

  private search(text: string): void {
    this.text = text;
    void this.find(0);
  }

  private async find(index: number): Promise<void> {
    const { text } = this;
    const hit = await this.asker.ask('find', { text, index });
    if (text !== this.text) return; // more was typed
    this.hit = hit;
    if (hit && hit.count > 0) this.dispatchEvent(new CustomEvent('hit-found', { detail: hit }));
  }
}

customElements.define('unpark-find', Find);
