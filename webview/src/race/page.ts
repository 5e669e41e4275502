import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RaceAccess, RaceGoroutine, RaceMemory, RaceReport } from '#profile';
import { frameList } from '../frames.ts';
import { type DistinctRace, distinctRaces } from './distinct.ts';
import { accessTitle, memoryTitle, raceTitle, startOf, startTitle, timesText } from './texts.ts';

/** Races: the two accesses side by side, and below where their goroutines were started. */
class Races extends LitElement {
  static override properties = { report: { attribute: false } };
  declare report: RaceReport;

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const found = distinctRaces(this.report.reports);
    return html`${found.map((one, at) => this.race(one, at + 1, found.length))}`;
  }

  private race({ race, count }: DistinctRace, number: number, total: number): TemplateResult {
    const { accesses, memory } = race;
    const title = raceTitle(race);
    return html`<article data-testid="race" aria-label=${l10n.t('{0}, {1} of {2}', title, number, total)}>
      <h2>
        <span class="codicon codicon-warning"></span> ${title}
        ${count > 1 ? html`<span class="place">${timesText(count)}</span>` : nothing}
      </h2>
      <div class="stacks accesses">${accesses.map((access) => accessSection(access, startOf(race, access)))}</div>
      ${memory ? memorySection(memory) : nothing}
    </article>`;
  }
}

function accessSection(access: RaceAccess, start: RaceGoroutine | undefined): TemplateResult {
  const title = accessTitle(access);
  const created = start && startTitle(start);
  return html`<section>
    <h3>${title}</h3>
    ${frameList(access.stack, title)}
    ${created ? html`<h3 class="started">${created}</h3>${frameList(start.stack, created)}` : nothing}
  </section>`;
}

function memorySection(memory: RaceMemory): TemplateResult {
  const what = memoryTitle(memory);
  return html`<section class="memory">
    <h3>${what}</h3>
    ${memory.stack.length > 0 ? frameList(memory.stack, what) : nothing}
  </section>`;
}

customElements.define('unpark-races', Races);
