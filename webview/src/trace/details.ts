import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { frameList } from '../frames.ts';
import { copyButtons } from './copyButtons.ts';
import type { IntervalDetails, WakeLink } from './queries.ts';
import type { Sheet } from './sheet.ts';
import { stateName } from './states.ts';
import { durationText, exactText } from './time.ts';

/** State, reason and length of an interval, in one line. */
export function headlineOf({ state, reason, start, end, waker, proc, thread }: IntervalDetails): string {
  const parts = [reason ? `${stateName(state)}: ${reason}` : stateName(state)];
  if (proc !== null) parts.push(`P${proc}`);
  if (thread !== null) parts.push(l10n.t('thread {0}', thread));
  if (waker !== null) parts.push(l10n.t('made runnable by goroutine {0}', waker));
  parts.push(durationText(end - start));
  return parts.join(', ');
}

const nameOf = (name: string): string => name || l10n.t('unknown function');

/** The title of the stack of an interval: a runnable goroutine's is that of whoever made it so. */
const stackTitle = ({ state }: IntervalDetails): string =>
  state === 1 ? l10n.t('Made runnable at') : l10n.t('Where it is');

const creationTitle = ({ goroutine }: IntervalDetails): string =>
  goroutine.creator === null ? l10n.t('Created by') : l10n.t('Created by goroutine {0}', goroutine.creator);

const wokenTitle = (by: number | null): string =>
  by === null ? l10n.t('Woken by a timer, the network or the runtime') : l10n.t('Woken by goroutine {0}', by);

/** Name and value of each fact. @param time how a length of time is written */
function factsOf({ goroutine, start, end }: IntervalDetails, time: (nanoseconds: number) => string) {
  const facts: [string, string][] = [
    [l10n.t('From'), time(start)],
    [l10n.t('To'), time(end)],
  ];
  if (goroutine.created !== null) facts.push([l10n.t('Created at'), time(goroutine.created)]);
  facts.push(
    [l10n.t('Running'), time(goroutine.running)],
    [l10n.t('Runnable'), time(goroutine.runnable)],
    [l10n.t('Blocked'), time(goroutine.waiting)],
  );
  for (const [reason, length] of goroutine.waits)
    if (reason) facts.push([l10n.t('Blocked: {0}', reason), time(length)]);
  facts.push([l10n.t('System calls'), time(goroutine.syscall)]);
  if (goroutine.assist > 0) facts.push([l10n.t('GC assist'), time(goroutine.assist)]);
  return facts;
}

/** What of an interval is copied. */
export function sheetOf(details: IntervalDetails): Sheet {
  const { goroutine, woken, stack, start, end } = details;
  const stacks = [
    { title: stackTitle(details), frames: stack },
    { title: creationTitle(details), frames: goroutine.creation },
    ...(woken ? [{ title: wokenTitle(woken.by), frames: woken.stack }] : []),
  ];
  return {
    title: `${l10n.t('goroutine {0}', goroutine.id)} · ${nameOf(goroutine.function)}`,
    facts: [
      [l10n.t('State'), headlineOf(details)],
      [l10n.t('Duration'), exactText(end - start)],
      ...factsOf(details, exactText),
    ],
    stacks: stacks.filter(({ frames }) => frames.length > 0),
  };
}

/** What is known of the selected interval. Fires `interval-wanted` with a row, and `closed`. */
class Interval extends LitElement {
  static override properties = { details: { attribute: false } };
  declare details: IntervalDetails;

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { details } = this;
    const { goroutine, woken, previous, next } = details;
    return html`
      <div class="title">
        <h2 data-testid="interval">
          ${l10n.t('goroutine {0}', goroutine.id)} · <span class="function">${nameOf(goroutine.function)}</span>
          ${goroutine.leaked ? html`<span class="leaked-mark">${l10n.t('suspected leak')}</span>` : nothing}
        </h2>
        <div class="tools">
          ${copyButtons(() => sheetOf(details))}
          ${this.step('arrow-left', l10n.t('Previous interval'), previous)}
          ${this.step('arrow-right', l10n.t('Next interval'), next)}
          <button
            class="tool"
            title=${l10n.t('Close')}
            aria-label=${l10n.t('Close')}
            @click=${() => this.dispatchEvent(new CustomEvent('closed'))}
          >
            <span class="codicon codicon-close"></span>
          </button>
        </div>
      </div>
      <p class="headline" data-testid="headline">${headlineOf(details)}</p>
      <dl>${factsOf(details, durationText).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${this.wakes()}
      <div class="stacks">
        <section>
          <h3>${stackTitle(details)}</h3>
          ${frameList(details.stack, stackTitle(details))}
        </section>
        <section data-testid="creation">
          <h3>${creationTitle(details)}</h3>
          ${frameList(goroutine.creation, creationTitle(details))}
        </section>
        ${woken ? wokenSection(woken) : nothing}
      </div>
    `;
  }

  /** Who made it runnable, and whom it made so, as links to those. */
  private wakes(): TemplateResult | typeof nothing {
    const { incoming, outgoing, outgoingCount } = this.details;
    if (!incoming && outgoingCount === 0) return nothing;
    const rest = outgoingCount - outgoing.length;
    return html`<div class="wakes" data-testid="wakes">
      ${incoming ? html`<span>${l10n.t('Woken by')}</span> ${this.link(incoming)}` : nothing}
      ${
        outgoingCount > 0
          ? html`<span>${outgoingCount === 1 ? l10n.t('Woke') : l10n.t('Woke {0}:', outgoingCount.toLocaleString())}</span>
            ${outgoing.slice(0, 12).map((link) => this.link(link))}
            ${rest > 0 || outgoing.length > 12 ? html`<span>…</span>` : nothing}`
          : nothing
      }
    </div>`;
  }

  private link({ id, function: name, time, interval }: WakeLink): TemplateResult {
    return html`<button
      class="plain"
      data-testid="wake"
      title=${`${nameOf(name)}, ${durationText(time)}`}
      ?disabled=${interval < 0}
      @click=${() => this.want(interval)}
    >
      ${l10n.t('goroutine {0}', id)}
    </button>`;
  }

  private want(interval: number): void {
    this.dispatchEvent(new CustomEvent('interval-wanted', { detail: interval }));
  }

  private step(icon: string, label: string, interval: number): TemplateResult {
    return html`<button
      class="tool"
      title=${label}
      aria-label=${label}
      ?disabled=${interval < 0}
      @click=${() => this.want(interval)}
    >
      <span class="codicon codicon-${icon}"></span>
    </button>`;
  }
}

function wokenSection({ by, stack }: NonNullable<IntervalDetails['woken']>): TemplateResult {
  const title = wokenTitle(by);
  if (by === null) return html`<section><h3>${title}</h3></section>`;
  return html`<section><h3>${title}</h3>${frameList(stack, title)}</section>`;
}

customElements.define('unpark-interval', Interval);
