import { lineWeights, type View } from '#profile';
import type { HeatFile } from '#protocol';

/** More lines than anybody looks at; the lightest files are left out. */
const mostLines = 200_000;

/** What the lines of all files weigh, the heaviest file first. */
export function heatOf({ profile, type, only }: View): HeatFile[] {
  const heaviest = ({ cum }: HeatFile) => cum.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const files = Array.from(lineWeights(profile, { type, only }), ([file, { line, flat, cum }]) => ({
    file,
    line,
    flat,
    cum,
  })).map((file) => ({ file, most: heaviest(file) }));
  files.sort((a, b) => b.most - a.most);
  const kept: HeatFile[] = [];
  let lines = 0;
  for (const { file } of files) {
    lines += file.line.length;
    if (lines > mostLines) break;
    kept.push(file);
  }
  return kept;
}
