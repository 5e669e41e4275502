import { functionLines, type View } from '#profile';
import type { FramePlace } from '#protocol';

/** Where a frame is in the source: the line of it that weighs most in the view. Line 1 where none is known. */
export function placeOf(view: View, frame: number): FramePlace {
  const { function: name, file } = view.index.frames[frame];
  const [heaviest] = functionLines(view, frame);
  if (!heaviest) return { file, line: 1, function: name };
  const { line, cum } = heaviest.lines;
  let best = 0;
  let most = -1;
  for (let i = 0; i < line.length; i++) {
    if (line[i] <= 0 || Math.abs(cum[i]) <= most) continue;
    best = line[i];
    most = Math.abs(cum[i]);
  }
  return { file: heaviest.file || file, line: best || heaviest.startLine || 1, function: name };
}
