import { html, type TemplateResult } from 'lit';

export interface Tab {
  key: string;
  label: string;
}

/** A bar of tabs (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/): arrows move, and what they move to is shown. */
export function tabBar(
  tabs: readonly Tab[],
  active: string,
  label: string,
  choose: (key: string) => void,
): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ key }) => key === active);
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const next = tabs.at((steps[event.key] ?? Number.NaN) % tabs.length);
    if (!(event.key in steps) || !next) return;
    choose(next.key);
    const bar = event.currentTarget as HTMLElement;
    bar.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
    event.preventDefault();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${onKey}>
    ${tabs.map(
      ({ key, label: text }) => html`<button
        class="tab-button"
        role="tab"
        data-key=${key}
        data-testid=${`tab-${key}`}
        aria-selected=${String(key === active)}
        tabindex=${key === active ? 0 : -1}
        @click=${() => choose(key)}
      >
        ${text}
      </button>`,
    )}
  </div>`;
}
