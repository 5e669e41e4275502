import type { Schedule, ScheduleStep } from '#protocol';

/** A row of the list of steps; pixels. */
export interface RowBox {
  top: number;
  height: number;
}

/** Part of a goroutine's line. */
export interface LaneLine {
  x: number;
  from: number;
  to: number;
  /** It waits here for ever. */
  isBlocked: boolean;
}

export interface Arrow {
  /** `start`: of a goroutine; `message`: hand in hand; `wake`: what was done before lets the other one go on. */
  kind: 'start' | 'message' | 'wake';
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
}

export interface Mark {
  x: number;
  y: number;
  /** `open`: where an arrow ends; `choice`: it may go another way; `end`: the goroutine has ended. */
  shape: 'dot' | 'open' | 'choice' | 'end' | 'blocked' | 'failed';
}

export interface Drawing {
  lines: LaneLine[];
  arrows: Arrow[];
  marks: Mark[];
}

/** Pixels that a line goes on behind the last thing that its goroutine does. */
const tail = 14;

/** The middle of each lane, for lanes of a width. */
export const laneXs = (count: number, laneWidth: number): number[] =>
  Array.from({ length: count }, (_, lane) => (lane + 0.5) * laneWidth);

/** How wide a lane is on a page of a width: a third of it is theirs, within bounds; pixels. */
export const laneWidthFor = (pageWidth: number, count: number): number =>
  Math.round(Math.min(130, Math.max(26, (pageWidth * 0.4) / Math.max(count, 1))));

/** What is drawn of a schedule beside its list: steps in the middle of their rows. */
export function drawingOf(
  { lanes, steps }: Schedule,
  xs: readonly number[],
  rows: readonly RowBox[],
): Drawing {
  const ys = steps.map((_, i) => (rows[i] ? rows[i].top + rows[i].height / 2 : 0));
  const last = rows[steps.length - 1];
  const bottom = last ? last.top + last.height : 0;
  const drawing: Drawing = { lines: [], arrows: [], marks: [] };
  lanes.forEach(({ end }, lane) => {
    const start = steps.findIndex((step) => step.kind === 'start' && step.to === lane);
    const from = start < 0 ? 0 : ys[start];
    const done = steps.findLastIndex((step) => step.lane === lane || step.to === lane);
    const lastY = done < 0 ? from : ys[done];
    const x = xs[lane];
    if (end === 'blocked') {
      drawing.lines.push({ x, from, to: lastY, isBlocked: false });
      drawing.lines.push({ x, from: lastY, to: bottom, isBlocked: true });
    } else if (end === 'ended') {
      const to = Math.min(lastY + tail, bottom);
      drawing.lines.push({ x, from, to, isBlocked: false });
      drawing.marks.push({ x, y: to, shape: 'end' });
    } else {
      drawing.lines.push({ x, from, to: end === 'failed' ? lastY : bottom, isBlocked: false });
    }
  });
  steps.forEach((step, i) => {
    const x = xs[step.lane];
    drawing.marks.push({ x, y: ys[i], shape: shapeOf(step) });
    if (step.to !== null) {
      const kind = step.kind === 'start' ? 'start' : 'message';
      drawing.arrows.push({ kind, fromX: x, fromY: ys[i], toX: xs[step.to], toY: ys[i] });
      drawing.marks.push({ x: xs[step.to], y: ys[i], shape: 'open' });
    }
    const from = step.from === null ? undefined : steps[step.from];
    if (from && step.from !== null)
      drawing.arrows.push({ kind: 'wake', fromX: xs[from.lane], fromY: ys[step.from], toX: x, toY: ys[i] });
  });
  return drawing;
}

function shapeOf({ kind }: ScheduleStep): Mark['shape'] {
  if (kind === 'blocked' || kind === 'failed') return kind;
  return kind === 'condition' || kind === 'select' ? 'choice' : 'dot';
}

/** A letter for a lane that is too narrow for its name. */
export const letterOf = (lane: number): string => String.fromCharCode(65 + (lane % 26));
