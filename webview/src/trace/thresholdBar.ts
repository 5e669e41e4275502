import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Threshold } from './threshold.ts';

/** Where the threshold is set. @param change is called with a threshold that makes sense */
export function thresholdBar(
  threshold: Threshold,
  text: string,
  change: (threshold: Threshold) => void,
): TemplateResult {
  return html`<div class="search threshold" role="group" aria-label=${l10n.t('When a goroutine is suspected')}>
    <label>
      ${l10n.t('Suspect what waits at the end for at least')}
      <input
        type="number"
        min="0"
        step="any"
        data-testid="threshold"
        .value=${String(threshold.value)}
        @change=${({ target }: Event) => {
          const value = Number((target as HTMLInputElement).value);
          if (value >= 0) change({ ...threshold, value });
        }}
      />
    </label>
    <select
      data-testid="threshold-unit"
      aria-label=${l10n.t('Unit')}
      @change=${({ target }: Event) =>
        change({ ...threshold, unit: (target as HTMLSelectElement).value as Threshold['unit'] })}
    >
      <option value="seconds" ?selected=${threshold.unit === 'seconds'}>${l10n.t('seconds')}</option>
      <option value="percent" ?selected=${threshold.unit === 'percent'}>
        ${l10n.t('percent of the trace')}
      </option>
    </select>
    <span class="found" role="status" data-testid="suspected">${text}</span>
  </div>`;
}
