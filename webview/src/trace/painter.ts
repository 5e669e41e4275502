import * as l10n from '@vscode/l10n';
import { headerHeight, type Layout, type Line, laneHeight, linesIn, procsKey } from './lanes.ts';
import type { IntervalDetails, TraceOverview } from './queries.ts';
import { type StripImage, subRows } from './stripImage.ts';
import type { Theme } from './theme.ts';
import { ticksOf } from './time.ts';
import type { View } from './view.ts';

/** Pixels: the names at the left, the times at the top. */
export const gutter = 190;
export const axisHeight = 38;

/** All that one picture shows. */
export interface Scene {
  width: number;
  height: number;
  /** Pixels that the lanes are scrolled down. */
  scroll: number;
  overview: TraceOverview;
  layout: Layout;
  view: View;
  theme: Theme;
  strips: StripImage | null;
  /** Index of the line that the keyboard is at. */
  activeLine: number;
  selected: IntervalDetails | null;
  isFocused: boolean;
}

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
  for (const line of linesIn(layout, scroll, scroll + height - axisHeight))
    paintLine(context, scene, line, line.top - scroll + axisHeight);
  paintSelection(context, scene);
  paintBands(context, scene, axisHeight, height - axisHeight, 0.14);
  context.restore();
  paintAxis(context, scene);
}

const xOf = ({ view, width }: Scene, time: number): number =>
  gutter + ((time - view.from) / (view.to - view.from)) * (width - gutter);

function paintLine(context: CanvasRenderingContext2D, scene: Scene, line: Line, y: number): void {
  const { theme, width, layout, activeLine, isFocused } = scene;
  const isHeader = line.lane < 0;
  const height = isHeader ? headerHeight : laneHeight;
  if (isHeader) paintHeader(context, scene, line, y);
  else if (line.section.key === procsKey) paintProc(context, scene, line.lane, y);
  else paintGoroutine(context, scene, line, y);
  const index = line.section.line + 1 + line.lane;
  if (index !== activeLine || !isFocused || layout.lines === 0) return;
  context.strokeStyle = theme.focus;
  context.lineWidth = 1;
  context.strokeRect(0.5, y + 0.5, width - 1, height - 1);
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

/** What stands in a section's header; also for whoever can't see it. */
export function headerTexts(
  { groups, procs }: TraceOverview,
  key: number,
): { name: string; count: string; leaked: string } {
  if (key === procsKey)
    return {
      name: l10n.t('Processors'),
      count: l10n.t('{0}, coloured by start function', procs.length),
      leaked: '',
    };
  const { function: name, count, leaked } = groups[key];
  return {
    name: name || l10n.t('unknown function'),
    count: count.toLocaleString(),
    leaked: leaked > 0 ? l10n.t('{0} suspected', leaked.toLocaleString()) : '',
  };
}

function paintProc(context: CanvasRenderingContext2D, scene: Scene, index: number, y: number): void {
  const { theme, overview, strips } = scene;
  context.fillStyle = theme.dim;
  context.fillText(`P${overview.procs[index]}`, 22, y + laneHeight / 2);
  paintStrip(context, scene, strips?.procLaneOf.get(index), y);
}

function paintGoroutine(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { section, lane }: Line,
  y: number,
): void {
  const { theme, overview, strips } = scene;
  const at = strips?.laneOf.get(overview.groups[section.key].first + lane);
  if (!strips || at === undefined) return;
  const isLeaked = strips.strips.leaked[at] === 1;
  context.fillStyle = isLeaked ? theme.leaked : theme.dim;
  const text = l10n.t('goroutine {0}', strips.strips.ids[at]);
  context.fillText(text, 22, y + laneHeight / 2);
  paintStrip(context, scene, at, y);
}

/** The strip's image, stretched to where its window lies in what is looked at. */
function paintStrip(
  context: CanvasRenderingContext2D,
  scene: Scene,
  lane: number | undefined,
  y: number,
): void {
  const { strips, width } = scene;
  if (!strips || lane === undefined) return;
  const { from, to, columns } = strips.strips;
  const left = xOf(scene, from);
  const scale = (xOf(scene, to) - left) / columns;
  // Only what is in sight: a stretched image may be far wider than the canvas.
  const first = Math.max(Math.floor((gutter - left) / scale), 0);
  const last = Math.min(Math.ceil((width - left) / scale), columns);
  if (last <= first) return;
  context.save();
  context.beginPath();
  context.rect(gutter, y, width - gutter, laneHeight);
  context.clip();
  context.imageSmoothingEnabled = false;
  context.drawImage(
    strips.image,
    first,
    lane * subRows,
    last - first,
    subRows,
    left + first * scale,
    y + 2,
    (last - first) * scale,
    laneHeight - 4,
  );
  context.restore();
}

function paintSelection(context: CanvasRenderingContext2D, scene: Scene): void {
  const { selected, theme, overview, layout, scroll, width } = scene;
  if (!selected) return;
  const { position } = selected.goroutine;
  const key = overview.groups.findIndex(({ first, count }) => position >= first && position < first + count);
  const section = layout.sections.find((one) => one.key === key);
  if (!section?.isOpen) return;
  const lane = position - overview.groups[key].first;
  const y = section.top + headerHeight + lane * laneHeight - scroll + axisHeight;
  const left = Math.max(xOf(scene, selected.start), gutter);
  const right = Math.min(xOf(scene, selected.end), width - 1);
  if (right < gutter || left > width) return;
  context.strokeStyle = theme.text;
  context.lineWidth = 2;
  context.strokeRect(left, y + 1, Math.max(right - left, 2), laneHeight - 2);
}

/** Where the collector marked, and where the world stood still. */
function paintBands(
  context: CanvasRenderingContext2D,
  scene: Scene,
  y: number,
  height: number,
  alpha: number,
): void {
  const { strips, theme, width } = scene;
  if (!strips) return;
  const { from, to, columns, mark, stopped } = strips.strips;
  const left = xOf(scene, from);
  const scale = (xOf(scene, to) - left) / columns;
  context.save();
  context.beginPath();
  context.rect(gutter, y, width - gutter, height);
  context.clip();
  context.globalAlpha = alpha;
  for (const [band, color] of [
    [mark, theme.mark],
    [stopped, theme.stopped],
  ] as const) {
    context.fillStyle = color;
    for (const [first, end] of runsOf(band))
      context.fillRect(left + first * scale, y, Math.max((end - first) * scale, 1), height);
  }
  context.restore();
}

/** Where a band is 1: half-open spans of columns. */
export function runsOf(band: Uint8Array): [first: number, end: number][] {
  const runs: [number, number][] = [];
  for (let first = band.indexOf(1); first >= 0; ) {
    const end = band.indexOf(0, first);
    runs.push([first, end < 0 ? band.length : end]);
    first = end < 0 ? -1 : band.indexOf(1, end);
  }
  return runs;
}

const ticksIn = ({ view, width }: Scene) => ticksOf(view.from, view.to, Math.max((width - gutter) / 110, 1));

function paintGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  context.fillStyle = scene.theme.border;
  context.save();
  context.globalAlpha = 0.5;
  for (const { time } of ticksIn(scene))
    context.fillRect(Math.round(xOf(scene, time)), axisHeight, 1, scene.height);
  context.restore();
}

function paintAxis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { theme, width } = scene;
  context.fillStyle = theme.dim;
  for (const { time, text } of ticksIn(scene)) {
    const x = Math.round(xOf(scene, time));
    context.fillRect(x, 4, 1, 16);
    if (x + 4 + context.measureText(text).width < width) context.fillText(text, x + 4, 11);
  }
  context.fillText(l10n.t('GC'), 22, 29);
  context.fillStyle = theme.border;
  context.fillRect(0, axisHeight - 1, width, 1);
  paintBands(context, scene, 23, 11, 1);
}
