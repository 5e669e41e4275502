import * as l10n from '@vscode/l10n';
import { subRows } from '../queries.ts';
import { paintAxis, paintBands, paintGrid } from './axis.ts';
import { headerHeight, type Line, laneHeight, linesIn, procsKey, threadsKey } from './lanes.ts';
import { headerTexts } from './lineTexts.ts';
import { paintBookmarks, paintRange, paintSelection, paintWakes } from './overlays.ts';
import { axisHeight, gutter, type Scene, xOf } from './scene.ts';
import type { StripImage } from './stripImage.ts';

/** Draws lanes, bands and the axis. The context's units are CSS pixels. */
export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height, theme, layout, scroll } = scene;
  context.clearRect(0, 0, width, height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, width, height - axisHeight);
  context.clip();
  paintGrid(context, scene);
  paintBands(context, scene, axisHeight, height - axisHeight, 0.13);
  const lines = linesIn(layout, scroll, scroll + height - axisHeight);
  const yOf = ({ top }: Line) => top - scroll + axisHeight;
  const lanes: Lane[] = [];
  for (const line of lines) {
    const y = yOf(line);
    if (line.lane < 0) {
      paintHeader(context, scene, line, y);
      continue;
    }
    const { name, at, isLeaked } = laneOf(scene, line);
    context.fillStyle = isLeaked ? theme.leaked : theme.dim;
    context.fillText(name, 22, y + laneHeight / 2);
    if (at !== undefined) lanes.push({ at, y });
  }
  if (scene.strips) paintLanes(context, scene, scene.strips, lanes);
  const active = lines.find(({ section, lane }) => section.line + 1 + lane === scene.activeLine);
  if (active && scene.isFocused) paintFocus(context, scene, active, yOf(active));
  paintSelection(context, scene);
  paintWakes(context, scene);
  context.restore();
  paintAxis(context, scene);
  paintRange(context, scene);
  paintBookmarks(context, scene);
}

/** A lane in sight: which of the strips it shows, and where it is. */
interface Lane {
  at: number;
  y: number;
}

function paintFocus(
  context: CanvasRenderingContext2D,
  { theme, width }: Scene,
  { lane }: Line,
  y: number,
): void {
  context.strokeStyle = theme.focus;
  context.lineWidth = 1;
  context.strokeRect(0.5, y + 0.5, width - 1, (lane < 0 ? headerHeight : laneHeight) - 1);
}

/** What a lane is called, and which of the strips it shows. */
function laneOf(
  { overview, strips }: Scene,
  { section, lane }: Line,
): { name: string; at: number | undefined; isLeaked: boolean } {
  if (section.key === procsKey)
    return { name: `P${overview.procs[lane]}`, at: strips?.procLaneOf.get(lane), isLeaked: false };
  if (section.key === threadsKey)
    return {
      name: l10n.t('thread {0}', overview.threads[lane]),
      at: strips?.threadLaneOf.get(lane),
      isLeaked: false,
    };
  const at = strips?.laneOf.get(overview.groups[section.key].first + lane);
  if (!strips || at === undefined) return { name: '', at, isLeaked: false };
  const name = l10n.t('goroutine {0}', strips.picture.ids[at]);
  return { name, at, isLeaked: strips.picture.leaked[at] === 1 };
}

function paintHeader(context: CanvasRenderingContext2D, scene: Scene, { section }: Line, y: number): void {
  const { theme, width, overview } = scene;
  context.fillStyle = theme.background;
  context.fillRect(0, y, width, headerHeight);
  context.fillStyle = theme.header;
  context.fillRect(0, y, width, headerHeight);
  context.fillStyle = theme.border;
  context.fillRect(0, y, width, 1);
  context.strokeStyle = theme.text;
  context.lineWidth = 1.2;
  const middle = y + headerHeight / 2;
  context.beginPath();
  if (section.isOpen) {
    context.moveTo(8, middle - 2);
    context.lineTo(12, middle + 2);
    context.lineTo(16, middle - 2);
  } else {
    context.moveTo(10, middle - 4);
    context.lineTo(14, middle);
    context.lineTo(10, middle + 4);
  }
  context.stroke();
  const { name, count, leaked } = headerTexts(overview, section.key);
  context.fillStyle = theme.text;
  context.fillText(name, 22, middle);
  let x = 22 + context.measureText(name).width + 12;
  context.fillStyle = theme.dim;
  context.fillText(count, x, middle);
  x += context.measureText(count).width + 12;
  context.fillStyle = theme.leaked;
  if (leaked) context.fillText(leaked, x, middle);
}

/** The strips' images, stretched to where their window lies in what is looked at, and what is written on them. */
function paintLanes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  strips: StripImage,
  lanes: readonly Lane[],
): void {
  const { width, height, theme } = scene;
  const { from, to, columns, image } = strips.picture;
  const left = xOf(scene, from);
  const scale = (xOf(scene, to) - left) / columns;
  // Only what is in sight: a stretched image may be far wider than the canvas.
  const first = Math.max(Math.floor((gutter - left) / scale), 0);
  const last = Math.min(Math.ceil((width - left) / scale), columns);
  if (last <= first || !image) return;
  const count = last - first;
  const begin = left + first * scale;
  context.save();
  context.beginPath();
  context.rect(gutter, axisHeight, width - gutter, height - axisHeight);
  context.clip();
  context.imageSmoothingEnabled = false;
  for (const { at, y } of lanes)
    context.drawImage(
      image,
      first,
      at * subRows,
      count,
      subRows,
      begin,
      y + 2,
      count * scale,
      laneHeight - 4,
    );
  context.font = theme.smallFont;
  for (const lane of lanes) paintLabels(context, scene, strips, lane, left, scale);
  context.restore();
}

/** Pixels of a letter, about; narrower spans than of so many letters have none. */
const letter = 7;
const fewestLetters = 6;

function paintLabels(
  context: CanvasRenderingContext2D,
  { theme, width }: Scene,
  { labels, picture }: StripImage,
  { at, y }: Lane,
  left: number,
  scale: number,
): void {
  const isOnColour = at >= picture.positions.length;
  for (const { from, to, text } of labels[at]) {
    const begin = Math.max(left + from * scale, gutter);
    const end = Math.min(left + to * scale, width);
    const letters = Math.floor((end - begin - 8) / letter);
    if (letters < fewestLetters) continue;
    const shown = text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
    if (isOnColour) {
      context.fillStyle = theme.background;
      context.globalAlpha = 0.75;
      context.fillRect(begin + 2, y + 3, context.measureText(shown).width + 4, laneHeight - 6);
      context.globalAlpha = 1;
    }
    context.fillStyle = isOnColour ? theme.text : theme.dim;
    context.fillText(shown, begin + 4, y + (isOnColour ? laneHeight / 2 : 6));
  }
}
