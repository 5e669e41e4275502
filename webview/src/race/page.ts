import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Race, RaceAccess, RaceGoroutine, RaceMemory, RaceReport } from '#profile';
import { frameList } from '../frames.ts';
import { mainFrame, shortPlace } from '../leaks/groups.ts';
import { type DistinctRace, distinctRaces } from './distinct.ts';

const operations: Record<string, () => string> = {
  read: () => l10n.t('Read'),
  write: () => l10n.t('Write'),
  'atomic read': () => l10n.t('Atomic read'),
  'atomic write': () => l10n.t('Atomic write'),
  lock: () => l10n.t('Lock'),
};

const goroutineName = (id: number): string =>
  id === 0 ? l10n.t('the main goroutine') : l10n.t('goroutine {0}', id);

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
    const kind = race.kind === 'deadlock' ? l10n.t('Locks in no order') : l10n.t('Data race');
    const places = accesses.map((access) => {
      const frame = mainFrame(access);
      return frame ? shortPlace(frame) : '';
    });
    const title = [kind, places.filter(Boolean).join(' ↔ ')].filter(Boolean).join(': ');
    return html`<article data-testid="race" aria-label=${l10n.t('{0}, {1} of {2}', title, number, total)}>
      <h2>
        <span class="codicon codicon-warning"></span> ${title}
        ${count > 1 ? html`<span class="place">${l10n.t('{0} times', count.toLocaleString())}</span>` : nothing}
      </h2>
      <div class="stacks accesses">${accesses.map((access) => accessSection(access, startOf(race, access)))}</div>
      ${memory ? memorySection(memory) : nothing}
    </article>`;
  }
}

const startOf = ({ goroutines }: Race, { goroutine }: RaceAccess): RaceGoroutine | undefined =>
  goroutines.find(({ id }) => id === goroutine);

function accessSection(access: RaceAccess, start: RaceGoroutine | undefined): TemplateResult {
  const { operation, previous, goroutine, stack } = access;
  const verb = operations[operation]?.() ?? operation;
  const title = previous
    ? l10n.t('{0} before, by {1}', verb, goroutineName(goroutine))
    : l10n.t('{0} by {1}', verb, goroutineName(goroutine));
  const created = start?.finished ? l10n.t('Started at (it has ended)') : l10n.t('Started at');
  return html`<section>
    <h3>${title}</h3>
    ${frameList(stack, title)}
    ${start ? html`<h3 class="started">${created}</h3>${frameList(start.stack, created)}` : nothing}
  </section>`;
}

function memorySection({ kind, name, size, address, stack }: RaceMemory): TemplateResult {
  const what =
    kind === 'global'
      ? l10n.t('Global variable {0} of {1} bytes at {2}', name, size, address)
      : l10n.t('Heap memory of {0} bytes at {1}, allocated at', size, address);
  return html`<section class="memory">
    <h3>${what}</h3>
    ${stack.length > 0 ? frameList(stack, what) : nothing}
  </section>`;
}

customElements.define('unpark-races', Races);
