import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { stateLooks } from '../states.ts';
import type { Action } from './keys.ts';

/** What the colours mean, and buttons for what keys do. */
export function toolbar(act: (action: Action) => void): TemplateResult {
  const button = (icon: string, label: string, action: Action) =>
    html`<button class="tool" title=${label} aria-label=${label} @click=${() => act(action)}>
      <span class="codicon codicon-${icon}"></span>
    </button>`;
  return html`<div class="toolbar">
    <ul class="legend" aria-label=${l10n.t('Colours')}>
      ${Object.values(stateLooks).map(
        ({ name, color, fallback, height }) => html`<li>
          <svg width="14" height="12" aria-hidden="true">
            <rect width="14" y=${12 - 3 * height} height=${3 * height} fill=${`var(${color}, ${fallback})`} />
          </svg>
          ${name()}
        </li>`,
      )}
    </ul>
    <div class="tools" role="group" aria-label=${l10n.t('Zoom')}>
      ${button('zoom-in', l10n.t('Zoom in (W)'), { do: 'zoom', factor: 0.5 })}
      ${button('zoom-out', l10n.t('Zoom out (S)'), { do: 'zoom', factor: 2 })}
      ${button('screen-full', l10n.t('The whole trace (0)'), { do: 'whole' })}
      ${button('list-selection', l10n.t('Select the range in sight (R)'), { do: 'rangeOfSight' })}
      ${button('bookmark', l10n.t('Set or remove a bookmark (B)'), { do: 'bookmark' })}
    </div>
  </div>`;
}
