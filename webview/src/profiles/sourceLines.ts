import type { FunctionLines } from '#profile';
import type { LineRange } from '#protocol';

/** Lines shown before the first and behind the last that weighs something, where the function's ends are not known. */
const margin = 5;
/** So far away its ends are looked for. */
const reach = 40;
/** Lines that weigh nothing are left out where more of them stand together. */
const longestGap = 200;
const mostLines = 3_000;

/** A line of the source view: one of the file, the file's name above its lines, or a mark for lines that are left out. */
export type SourceLine =
  | { kind: 'line'; line: number; text: string; flat: number; cum: number }
  | { kind: 'file'; file: string }
  | { kind: 'gap' };

/** The lines of a file to ask for: those of the function, as far as they are near to what weighs something. */
export function rangesOf({ startLine, lines: { line } }: FunctionLines): LineRange[] {
  const ranges: LineRange[] = [];
  let left = mostLines;
  for (const at of line) {
    if (at < 1) continue;
    const last = ranges.at(-1);
    if (last && at - last.to <= longestGap) {
      left -= at + margin - last.to;
      last.to = at + margin;
    } else {
      const isStartNear = !last && startLine > 0 && startLine <= at && at - startLine <= longestGap;
      const from = isStartNear ? startLine : Math.max(at - (last || startLine > 0 ? margin : reach), 1);
      ranges.push({ from, to: at + margin });
      left -= at + margin - from + 1;
    }
    if (left < 0) break;
  }
  const last = ranges.at(-1);
  if (last) last.to += reach - margin;
  return ranges;
}

/**
 * The lines to show of a function.
 *
 * @param texts what the file has in each of the ranges; `null` where it is not known: then only the weights are shown
 */
export function sourceLines(
  its: FunctionLines,
  ranges: readonly LineRange[],
  texts: readonly (readonly string[])[] | null,
): SourceLine[] {
  const { line, flat, cum } = its.lines;
  const weights = new Map(Array.from(line, (at, i) => [at, { flat: flat[i], cum: cum[i] }]));
  const row = (at: number, text: string): SourceLine => ({
    kind: 'line',
    line: at,
    text,
    ...(weights.get(at) ?? { flat: 0, cum: 0 }),
  });
  if (!texts) return Array.from(line, (at) => row(at, ''));
  const shown = ranges.map(({ from, to }, i) => withinFunction(its, { from, to }, texts[i] ?? []));
  return shown.flatMap(({ from, to }, i) => {
    const lines = Array.from({ length: to - from + 1 }, (_, n) =>
      row(from + n, texts[i]?.[from + n - ranges[i].from] ?? ''),
    );
    return i > 0 ? [{ kind: 'gap' as const }, ...lines] : lines;
  });
}

/** Cuts what stands before and behind the function: gofmt begins and ends one at the start of a line. */
function withinFunction(
  { startLine, lines: { line } }: FunctionLines,
  { from, to }: LineRange,
  text: readonly string[],
): LineRange {
  const weighing = line.filter((at) => at >= from && at <= to);
  const first = weighing[0];
  const last = weighing[weighing.length - 1];
  // The profile may be of an older version of the file, with more lines.
  const end = Math.max(Math.min(to, from + text.length - 1), last);
  let begin = from;
  if (startLine === 0) {
    begin = first;
    while (begin > from && !text[begin - from]?.startsWith('func ')) begin--;
    if (!text[begin - from]?.startsWith('func ')) begin = Math.max(from, first - margin);
  }
  let stop = last;
  while (stop < end && !text[stop - from]?.startsWith('}')) stop++;
  if (!text[stop - from]?.startsWith('}')) stop = Math.min(end, last + margin);
  return { from: begin, to: stop };
}
