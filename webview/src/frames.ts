import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Frame } from '#profile';
import { post } from './host.ts';
import { shortPlace } from './leaks/groups.ts';
import { SourceHover } from './leaks/sourceHover.ts';

/** Opens a frame's source: beside by default; with Ctrl or Cmd in the page's own group. */
export function openFrame({ file, line, function: name }: Frame, event: MouseEvent | KeyboardEvent): void {
  post({
    type: 'openFrame',
    place: { file, line, function: name },
    beside: !(event.ctrlKey || event.metaKey),
  });
}

/** A stack as a list of links to the source, innermost first. */
export function frameList(frames: readonly Frame[], label: string): TemplateResult {
  if (frames.length === 0) return html`<p class="place">${l10n.t('The file does not tell the stack.')}</p>`;
  return html`<ol class="frames" aria-label=${label}>
    ${frames.map(
      (frame) => html`<li>
        <button
          class="frame"
          data-testid="frame"
          title=${`${frame.file}:${frame.line}`}
          @mouseenter=${(event: Event) => lookAt(frame, event)}
          @focus=${(event: Event) => lookAt(frame, event)}
          @click=${(event: MouseEvent) => openFrame(frame, event)}
        >
          <span class="function">${frame.function || l10n.t('unknown function')}</span>
          <span class="place">${shortPlace(frame)}</span>
        </button>
      </li>`,
    )}
  </ol>`;
}

let looked: HTMLElement | null = null;

/** Puts the line of source before the place in the tooltip of the frame that somebody looks at. */
const hover = new SourceHover((line) => {
  if (looked && line?.text) looked.title = `${line.text}\n${line.place}`;
});
hover.connect();

function lookAt(frame: Frame, { currentTarget }: Event): void {
  looked = currentTarget as HTMLElement;
  hover.enter(frame);
}
