import * as l10n from '@vscode/l10n';
import { type Frame, type LeakGroup, starterOf } from '#profile';
import { framesText } from '../../exports/article.ts';
import type { Bundle } from '../bundles.ts';
import type { Compared } from '../compare.ts';
import { counted, shortPlace, waitOf } from '../groups.ts';

/** What is exported: what the page shows at that moment. */
export interface ExportedPage {
  /** Name of the file. */
  name: string;
  /** Its format as a person calls it. */
  format: string;
  goroutines: number;
  bundles: readonly Bundle[];
  /** By the bundle's key; empty where one snapshot is shown. */
  compared: ReadonlyMap<string, Compared>;
}

/** `goroutine dump · 445 goroutines · 3 groups`. */
export const summaryOf = ({ format, goroutines, bundles }: ExportedPage): string =>
  [format, counted.goroutines(goroutines), counted.groups(bundles.length)].join(' · ');

/** `200 × chan send, ≥ 12 min`; of several snapshots `1 → 50 → 200 × …`. */
export function headOf(bundle: Bundle, { compared }: ExportedPage): string {
  const { key, count, states } = bundle;
  const counts = compared.get(key)?.counts.join(' → ') ?? String(count);
  return [`${counts} × ${states.join(', ')}`, waitOf(bundle)].filter(Boolean).join(', ');
}

/** `main.collect (main.go:41)`; empty where unknown. */
export function placeText(frame: Frame | undefined): string {
  if (!frame?.function) return '';
  const place = shortPlace(frame);
  return place ? `${frame.function} (${place})` : frame.function;
}

/** A group's stack as a dump prints it. */
export function stackText({ stack, createdBy }: LeakGroup): string {
  const starter = starterOf(stack, createdBy);
  const frames = [...stack];
  if (starter?.via) frames.push({ ...starter, function: l10n.t('started by {0}', starter.function) });
  if (createdBy) frames.push({ ...createdBy, function: `created by ${createdBy.function}` });
  return framesText(frames);
}
