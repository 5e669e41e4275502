import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CreatorNode, Starter } from '#profile';
import { openFrame } from '../frames.ts';
import { shortPlace } from './groups.ts';

/** States of one node that are named. */
const mostStates = 4;

/** Who started whom: goroutines by the `go` statements that started them, below those of their starters. */
class CreatorTree extends LitElement {
  static override properties = { root: { attribute: false }, open: { state: true } };
  declare root: CreatorNode;
  /** Nodes that are open. */
  declare open: ReadonlySet<CreatorNode>;

  constructor() {
    super();
    this.open = new Set();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    // The way to the largest is open.
    if (!changed.has('root')) return;
    const open = new Set<CreatorNode>();
    for (let at = this.root.children[0]; at?.children.length; at = at.children[0]) open.add(at);
    this.open = open;
  }

  protected override render(): TemplateResult {
    return html`${this.root.children.map((node) => this.node(node))}`;
  }

  private node(node: CreatorNode): TemplateResult {
    const { site, total, count, states, children } = node;
    const shown = states.slice(0, mostStates).map(([state, its]) => `${its.toLocaleString()} ${state}`);
    if (states.length > mostStates) shown.push('…');
    const line = html`
      <b>${total.toLocaleString()} ×</b>
      ${site ? this.site(site) : html`<span>${l10n.t('the main goroutine, or not told')}</span>`}
      <span class="state">
        ${count < total && count > 0 ? `${l10n.t('{0} here', count.toLocaleString())}: ` : ''}${shown.join(', ')}
      </span>
    `;
    if (children.length === 0) return html`<div class="creator" data-testid="creator">${line}</div>`;
    const isOpen = this.open.has(node);
    return html`<details .open=${isOpen} @toggle=${(event: Event) => this.toggle(node, event)}>
      <summary data-testid="creator">${line}</summary>
      ${isOpen ? children.map((child) => this.node(child)) : nothing}
    </details>`;
  }

  private site(site: Starter): TemplateResult {
    return html`<span class="function">${site.function || l10n.t('unknown function')}</span>
      <button
        class="plain creator-place"
        title=${`${site.file}:${site.line}`}
        @click=${(event: MouseEvent) => {
          // It would open the node too.
          event.preventDefault();
          openFrame(site, event);
        }}
      >
        ${shortPlace(site)}
      </button>`;
  }

  private toggle(node: CreatorNode, { target, currentTarget }: Event): void {
    if (target !== currentTarget) return;
    const isOpen = (target as HTMLDetailsElement).open;
    if (isOpen === this.open.has(node)) return;
    const open = new Set(this.open);
    if (isOpen) open.add(node);
    else open.delete(node);
    this.open = open;
  }
}

customElements.define('unpark-creators', CreatorTree);
