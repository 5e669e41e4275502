import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { formatShare, formatValue } from '#profile';
import type { Origin } from '../leaks/groups.ts';
import type { FrameLabel } from './messages.ts';
import { shortName } from './names.ts';

export const originNames: Record<Origin, () => string> = {
  own: () => l10n.t('your code'),
  library: () => l10n.t('libraries'),
  go: () => l10n.t('Go’s own'),
};

/** `1.2 s (40%), 0.3 s (10%) of it in itself`. */
export function weights(
  { self, total }: { self: number; total: number },
  unit: string,
  whole: number,
): string {
  const value = (weight: number) => `${formatValue(weight, unit)} (${formatShare(weight, whole)})`;
  return l10n.t('{0}, of which {1} in itself', value(total), value(self));
}

/** A function's name, and its package dimmed behind. */
export function functionCell({ name, origin }: FrameLabel): TemplateResult {
  const short = shortName(name);
  const path = name.slice(0, name.length - short.length).replace(/\/$/, '');
  return html`<span class="function ${origin}" title=${name}>${short} <span class="place">${path}</span></span>`;
}
