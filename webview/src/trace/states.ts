import * as l10n from '@vscode/l10n';
import { stuck } from './queries.ts';

/** How a state is drawn: colour alone says nothing to many, so the height tells states apart too. */
export interface StateLook {
  name: () => string;
  /** A theme's colour, and what stands in where a theme has none. */
  color: string;
  fallback: string;
  /** Fourths of a lane. */
  height: 1 | 2 | 3 | 4;
}

/** By state, as the reader numbers them. */
export const stateLooks: Readonly<Record<number, StateLook>> = {
  1: { name: () => l10n.t('runnable'), color: '--vscode-charts-yellow', fallback: '#b89500', height: 3 },
  2: { name: () => l10n.t('running'), color: '--vscode-charts-green', fallback: '#388a34', height: 4 },
  3: { name: () => l10n.t('system call'), color: '--vscode-charts-blue', fallback: '#1a85ff', height: 4 },
  4: {
    name: () => l10n.t('waiting'),
    color: '--vscode-charts-lines',
    fallback: '#888888',
    height: 1,
  },
  5: {
    name: () => l10n.t('blocked in a system call'),
    color: '--vscode-charts-purple',
    fallback: '#652d90',
    height: 2,
  },
  [stuck]: {
    name: () => l10n.t('suspected leak'),
    color: '--vscode-charts-red',
    fallback: '#e51400',
    height: 2,
  },
};

/** Colours of what processors are at, in turn. */
export const procLooks: readonly { color: string; fallback: string }[] = [
  { color: '--vscode-charts-blue', fallback: '#1a85ff' },
  { color: '--vscode-charts-green', fallback: '#388a34' },
  { color: '--vscode-charts-orange', fallback: '#d18616' },
  { color: '--vscode-charts-purple', fallback: '#652d90' },
  { color: '--vscode-charts-yellow', fallback: '#b89500' },
  { color: '--vscode-charts-red', fallback: '#e51400' },
];

export const stateName = (state: number): string => stateLooks[state]?.name() ?? '';
