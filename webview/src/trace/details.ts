import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { frameList } from '../frames.ts';
import type { IntervalDetails } from './queries.ts';
import { stateName } from './states.ts';
import { durationText } from './time.ts';

/** State, reason and length of an interval, in one line. */
export function headlineOf({ state, reason, start, end, waker, proc }: IntervalDetails): string {
  const parts = [reason ? `${stateName(state)}: ${reason}` : stateName(state)];
  if (proc !== null) parts.push(`P${proc}`);
  if (waker !== null) parts.push(l10n.t('made runnable by goroutine {0}', waker));
  parts.push(durationText(end - start));
  return parts.join(', ');
}

/** The title of the stack of an interval: a runnable goroutine's is that of whoever made it so. */
const stackTitle = ({ state }: IntervalDetails): string =>
  state === 1 ? l10n.t('Made runnable at') : l10n.t('Where it is');

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
    const { goroutine, start, woken, previous, next } = details;
    const name = goroutine.function || l10n.t('unknown function');
    return html`
      <div class="title">
        <h2 data-testid="interval">
          ${l10n.t('goroutine {0}', goroutine.id)} · <span class="function">${name}</span>
          ${goroutine.leaked ? html`<span class="leaked-mark">${l10n.t('suspected leak')}</span>` : nothing}
        </h2>
        <div class="tools">
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
      <dl>
        ${fact(l10n.t('From'), durationText(start))}
        ${fact(l10n.t('To'), durationText(details.end))}
        ${goroutine.created === null ? nothing : fact(l10n.t('Created at'), durationText(goroutine.created))}
        ${fact(l10n.t('Running'), durationText(goroutine.running))}
        ${fact(l10n.t('Runnable'), durationText(goroutine.runnable))}
        ${fact(l10n.t('Blocked'), durationText(goroutine.waiting))}
        ${fact(l10n.t('System calls'), durationText(goroutine.syscall))}
      </dl>
      <div class="stacks">
        <section>
          <h3>${stackTitle(details)}</h3>
          ${frameList(details.stack, stackTitle(details))}
        </section>
        <section data-testid="creation">
          <h3>
            ${
              goroutine.creator === null
                ? l10n.t('Created by')
                : l10n.t('Created by goroutine {0}', goroutine.creator)
            }
          </h3>
          ${frameList(goroutine.creation, l10n.t('Created by'))}
        </section>
        ${woken ? wokenSection(woken) : nothing}
      </div>
    `;
  }

  private step(icon: string, label: string, interval: number): TemplateResult {
    return html`<button
      class="tool"
      title=${label}
      aria-label=${label}
      ?disabled=${interval < 0}
      @click=${() => this.dispatchEvent(new CustomEvent('interval-wanted', { detail: interval }))}
    >
      <span class="codicon codicon-${icon}"></span>
    </button>`;
  }
}

function wokenSection({ by, stack }: NonNullable<IntervalDetails['woken']>): TemplateResult {
  if (by === null)
    return html`<section><h3>${l10n.t('Woken by a timer, the network or the runtime')}</h3></section>`;
  const title = l10n.t('Woken by goroutine {0}', by);
  return html`<section><h3>${title}</h3>${frameList(stack, title)}</section>`;
}

const fact = (name: string, value: string): TemplateResult =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

customElements.define('unpark-interval', Interval);
