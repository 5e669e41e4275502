import type { WakeLink } from '../queries.ts';
import { headerHeight, type Line, laneHeight, placeOf, procsKey, threadsKey } from './lanes.ts';
import { axisHeight, gutter, type Scene, xOf } from './scene.ts';

/** Marks the selected interval in its lane, and in those of the processor and the thread that it was on. */
export function paintSelection(context: CanvasRenderingContext2D, scene: Scene): void {
  const { selected, theme, overview, layout, width } = scene;
  if (!selected) return;
  const left = Math.max(xOf(scene, selected.start), gutter);
  const right = Math.min(xOf(scene, selected.end), width - 1);
  if (right < gutter || left > width) return;
  const own = placeOf(layout, overview.groups, selected.goroutine.position);
  const beside = [
    lineIn(scene, procsKey, overview.procs.indexOf(selected.proc ?? -1)),
    lineIn(scene, threadsKey, overview.threads.indexOf(selected.thread ?? -1)),
  ];
  context.strokeStyle = theme.text;
  for (const line of [own, ...beside]) {
    if (!line || line.lane < 0) continue;
    context.lineWidth = line === own ? 2 : 1;
    context.strokeRect(left, yOf(scene, line) + 1, Math.max(right - left, 2), laneHeight - 2);
  }
}

function lineIn({ layout }: Scene, key: number, lane: number): Line | null {
  const section = layout.sections.find((one) => one.key === key);
  if (!section?.isOpen || lane < 0) return null;
  return { section, lane, top: section.top + headerHeight + lane * laneHeight };
}

const yOf = ({ scroll }: Scene, { top }: Line): number => top - scroll + axisHeight;

/** Arrows from whoever woke to whoever was woken. */
export function paintWakes(context: CanvasRenderingContext2D, scene: Scene): void {
  const { selected, theme } = scene;
  if (!selected) return;
  const { incoming, outgoing, goroutine } = selected;
  context.save();
  context.beginPath();
  context.rect(gutter, axisHeight, scene.width - gutter, scene.height - axisHeight);
  context.clip();
  context.strokeStyle = theme.link;
  context.fillStyle = theme.link;
  context.lineWidth = 1.5;
  const self = middleOf(scene, goroutine.position);
  if (self !== null) {
    if (incoming) paintArrow(context, scene, incoming, middleOf(scene, incoming.position), self);
    context.globalAlpha = outgoing.length > 20 ? 0.4 : 0.8;
    for (const link of outgoing) paintArrow(context, scene, link, self, middleOf(scene, link.position));
  }
  context.restore();
}

/** The height of a goroutine's lane, or of the header that it is under. */
function middleOf(scene: Scene, position: number): number | null {
  const line = placeOf(scene.layout, scene.overview.groups, position);
  return line && yOf(scene, line) + laneHeight / 2;
}

function paintArrow(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { time }: WakeLink,
  from: number | null,
  to: number | null,
): void {
  if (from === null || to === null || from === to) return;
  const x = xOf(scene, time);
  if (x < gutter - 40 || x > scene.width + 40) return;
  const bend = Math.min(24, Math.abs(to - from) / 3);
  const direction = to > from ? 1 : -1;
  context.beginPath();
  context.moveTo(x, from);
  context.bezierCurveTo(x - bend, from + direction * bend, x - bend, to - direction * bend, x, to);
  context.stroke();
  // The head: the curve comes in from the left.
  context.beginPath();
  context.moveTo(x + 1, to);
  context.lineTo(x - 7, to - direction * 2);
  context.lineTo(x - 3, to - direction * 7);
  context.fill();
  context.beginPath();
  context.arc(x, from, 2.5, 0, 2 * Math.PI);
  context.fill();
}

/** The range that is selected: what is outside is dimmed, and its edges are lines. */
export function paintRange(context: CanvasRenderingContext2D, scene: Scene): void {
  const { range, theme, width, height } = scene;
  if (!range) return;
  const left = Math.min(Math.max(xOf(scene, range.from), gutter), width);
  const right = Math.min(Math.max(xOf(scene, range.to), gutter), width);
  context.save();
  context.fillStyle = theme.background;
  context.globalAlpha = 0.55;
  context.fillRect(gutter, axisHeight, left - gutter, height - axisHeight);
  context.fillRect(right, axisHeight, width - right, height - axisHeight);
  context.globalAlpha = 1;
  context.fillStyle = theme.focus;
  for (const time of [range.from, range.to]) {
    const x = xOf(scene, time);
    if (x >= gutter && x <= width) context.fillRect(Math.round(x), 0, 1, height);
  }
  context.globalAlpha = 0.3;
  context.fillRect(left, 0, right - left, 20);
  context.restore();
}

/** A flag at the axis for each bookmark. */
export function paintBookmarks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { bookmarks, theme, width, height } = scene;
  context.fillStyle = theme.bookmark;
  for (const { time } of bookmarks) {
    const x = Math.round(xOf(scene, time));
    if (x < gutter || x > width) continue;
    context.beginPath();
    context.moveTo(x, 1);
    context.lineTo(x + 9, 4.5);
    context.lineTo(x, 8);
    context.fill();
    context.fillRect(x, 0, 1, axisHeight);
    context.save();
    context.globalAlpha = 0.5;
    context.fillRect(x, axisHeight, 1, height - axisHeight);
    context.restore();
  }
}
