import { formatShare, formatValue } from '#profile';
import type { Heat, HeatFile } from '#protocol';

/** A line of a file with what it weighs. */
export interface HotLine {
  /** From 0, as editors count. */
  line: number;
  flat: number;
  cum: number;
  /** 0 is light, 2 heavy. */
  level: 0 | 1 | 2;
}

/** More decorations than anybody looks at; the lightest lines go without. */
const mostLines = 5_000;

/**
 * The lines of a file to mark, by rising line. How heavy one is, is told by its share of the file's heaviest line: a file
 * that weighs little in the whole has its own hot places.
 */
export function hotLines({ line, flat, cum }: HeatFile): HotLine[] {
  const weight = (i: number) => Math.max(Math.abs(cum[i]), Math.abs(flat[i]));
  let rows = Array.from(line.keys()).filter((i) => line[i] >= 1 && weight(i) > 0);
  const most = rows.reduce((sum, i) => Math.max(sum, weight(i)), 0);
  if (rows.length > mostLines) rows = rows.sort((a, b) => weight(b) - weight(a)).slice(0, mostLines);
  return rows
    .sort((a, b) => line[a] - line[b])
    .map((i) => {
      const share = weight(i) / most;
      return {
        line: line[i] - 1,
        flat: flat[i],
        cum: cum[i],
        level: share >= 0.5 ? 2 : share >= 0.1 ? 1 : 0,
      };
    });
}

/** `1.2 s (34%)`: what stands behind a line. */
export const shortWeight = (value: number, { unit, total }: Pick<Heat, 'unit' | 'total'>): string =>
  `${formatValue(value, unit)} (${formatShare(value, total)})`;
