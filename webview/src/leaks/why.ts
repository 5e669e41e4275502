import * as l10n from '@vscode/l10n';
import { type Confidence, type LeakGroup, type Reason, waitBuckets } from '#profile';
import type { Bundle } from './bundles.ts';
import { counted, mainFrame, shortPlace } from './groups.ts';

/** Why a group is suspected, in words. */

const confidences: Record<Confidence, () => string> = {
  certain: () => l10n.t('It cannot be otherwise'),
  high: () => l10n.t('Confidence: high'),
  medium: () => l10n.t('Confidence: medium'),
  low: () => l10n.t('Confidence: low'),
};

/** The strongest sign in one sentence. The readers say it in English; in other languages it is put together here. */
export function mainReason(group: LeakGroup, isEnglish = speaksEnglish()): string {
  const [first] = group.reasons;
  if (isEnglish || !first) return group.reason;
  const frame = mainFrame(group);
  const place = frame ? shortPlace(frame) || frame.function : '';
  const many = place
    ? l10n.t('{0} at {1}', counted.goroutines(group.count), place)
    : counted.goroutines(group.count);
  return l10n.t('{0}: {1}.', many, signOf(first));
}

/** The other signs, and how far the verdict can be relied on. */
export const otherSigns = ({ reasons, confidence }: LeakGroup): string =>
  [confidences[confidence](), ...reasons.slice(1).map(signOf)].join(' · ');

function signOf(reason: Reason): string {
  switch (reason.id) {
    case 'runtime-verdict':
      return l10n.t('the runtime found that nothing can ever wake them');
    case 'deadlock':
      return l10n.t('all goroutines were asleep, and nothing could wake them');
    case 'blocked-forever':
      return reason.operation === 'select'
        ? l10n.t('a select without cases never ends')
        : l10n.t('a nil channel is never ready');
    case 'grows-always':
      return l10n.t('more in each of {0} snapshots than in the one before', reason.snapshots);
    case 'grew':
      return l10n.t('{0} in the first of {1} snapshots', reason.from, reason.snapshots);
    case 'old':
      return reason.minutes >= 1
        ? l10n.t('waiting for up to {0} min', Math.floor(reason.minutes))
        : l10n.t('waiting since long in this trace');
    case 'many':
      return l10n.t('{0} wait for the same', reason.count.toLocaleString());
    case 'blocked':
      return l10n.t('only another goroutine can end this wait');
    case 'main':
      return l10n.t('the main goroutine keeps the program alive');
    case 'system':
      return l10n.t('a part of Go or of a library that waits for work');
    case 'idle':
      return l10n.t('such a wait is no sign of a leak by itself');
  }
}

/** The page has the language of the workbench. */
const speaksEnglish = (): boolean =>
  !document.documentElement.lang || /^en\b/.test(document.documentElement.lang);

/** A part of the goroutines that have waited about as long. */
export interface WaitBar {
  label: string;
  count: number;
  /** Of the largest, 0 to 1. */
  share: number;
}

/** How long the goroutines of a bundle have waited, from the shortest wait to the longest; none where nothing says it. */
export function waitBars({ groups }: Pick<Bundle, 'groups'>): WaitBar[] {
  const sums = waitBuckets.map((_, at) => groups.reduce((sum, { waits }) => sum + (waits?.[at] ?? 0), 0));
  const most = Math.max(...sums);
  if (most === 0) return [];
  const first = sums.findIndex((sum) => sum > 0);
  const last = sums.findLastIndex((sum) => sum > 0);
  return sums.slice(first, last + 1).map((count, i) => ({
    label: bucketName(first + i),
    count,
    share: count / most,
  }));
}

function bucketName(at: number): string {
  const from = waitBuckets[at];
  const to = waitBuckets[at + 1];
  if (at === 0) return l10n.t('< 1 min');
  const isHours = from >= 60;
  const [a, b] = isHours ? [from / 60, to && to / 60] : [from, to];
  if (b === undefined) return l10n.t('≥ {0} h', a);
  return isHours ? l10n.t('{0}–{1} h', a, b) : l10n.t('{0}–{1} min', a, b);
}

/** Labels that are shown of one bundle. */
const mostLabels = 12;

/** The commonest labels of a bundle's goroutines: `user=ann`, and how many have it. */
export function labelsOf({ groups }: Pick<Bundle, 'groups'>): { text: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { labels = [] } of groups)
    for (const { key, value, count } of labels) {
      const text = `${key}=${value}`;
      counts.set(text, (counts.get(text) ?? 0) + count);
    }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostLabels);
  return sorted.map(([text, count]) => ({ text, count }));
}
