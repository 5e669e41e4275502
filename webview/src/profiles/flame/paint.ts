import type { FlameBoxes } from '../messages.ts';
import { shortName } from '../names.ts';
import { type Range, xOf } from './geometry.ts';
import type { Palette } from './palette.ts';

/** Pixels of a box and the gap below it. */
export const rowHeight = 20;

export interface Picture {
  boxes: FlameBoxes;
  range: Range;
  /** CSS pixels. */
  width: number;
  height: number;
  scrollTop: number;
  palette: Palette;
  /** Nodes of the call tree; -1 for none. */
  selected: number;
  hovered: number;
  isSearching: boolean;
  /** Weights are what has changed; colours tell how. */
  isDifference: boolean;
  /** What the root is called. */
  root: string;
}

const padding = 4;
/** Fewer letters say nothing. */
const fewestLetters = 3;

/** Draws what of the boxes is in sight. The context's units are CSS pixels. */
export function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const { boxes, range, width, height, scrollTop, palette, isSearching } = picture;
  context.globalAlpha = 1;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, width, height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  const letter = context.measureText('m').width;
  for (let i = 0; i < boxes.node.length; i++) {
    const top = boxes.depth[i] * rowHeight - scrollTop;
    if (top + rowHeight <= 0 || top >= height) continue;
    const left = Math.max(xOf(boxes.from[i], range, width), 0);
    const right = Math.min(xOf(boxes.to[i], range, width), width);
    if (right - left < 0.5) continue;
    const box = { left, top, width: Math.max(right - left - (right - left > 3 ? 1 : 0), 1) };
    const label = boxes.labels[boxes.label[i]];
    const isFaded = isSearching && boxes.matches[i] === 0;
    context.globalAlpha = fillAlpha(palette, label?.frame ?? 0, isSearching, isFaded);
    if (picture.isDifference && !isFaded) context.globalAlpha = changeAlpha(boxes, i);
    context.fillStyle = boxColor(picture, i);
    context.fillRect(box.left, box.top, box.width, rowHeight - 1);
    context.globalAlpha = 1;
    if (palette.outline && box.width > 2) frame(context, box, palette.outline, 1);
    if (isSearching && !isFaded) frame(context, box, palette.text, 1);
    const letters = Math.floor((box.width - 2 * padding) / letter);
    if (letters >= fewestLetters) {
      context.globalAlpha = isFaded ? 0.7 : 1;
      context.fillStyle = palette.text;
      const name = `${arrowOf(picture, i)}${label ? shortName(label.name) : picture.root}`;
      context.fillText(shortened(name, letters), box.left + padding, box.top + rowHeight / 2);
      context.globalAlpha = 1;
    }
    if (boxes.node[i] === picture.hovered) frame(context, box, palette.text, 1);
    if (boxes.node[i] === picture.selected) frame(context, box, palette.selection, 2);
  }
}

function boxColor({ boxes, palette, isDifference }: Picture, at: number): string {
  const label = boxes.labels[boxes.label[at]];
  const total = boxes.total[at];
  if (isDifference && total !== 0) return total > 0 ? palette.grown : palette.shrunk;
  return label && !isDifference ? palette.origins[label.origin] : palette.root;
}

function arrowOf({ boxes, isDifference }: Picture, at: number): string {
  const total = boxes.total[at];
  if (!isDifference || total === 0) return '';
  return total > 0 ? '▲ ' : '▼ ';
}

/** The more a box has changed beside the whole, the stronger it is. */
const changeAlpha = ({ total, width }: FlameBoxes, at: number): number =>
  0.15 + 0.4 * Math.sqrt(Math.min(Math.abs(total[at]) / width, 1));

/** Boxes beside each other differ a little, so that the eye finds their borders. */
function fillAlpha({ outline }: Palette, frame: number, isSearching: boolean, isFaded: boolean): number {
  if (isFaded) return 0.12;
  if (isSearching) return 0.55;
  return outline ? 0.25 : 0.34 + ((frame * 7) % 5) * 0.04;
}

function frame(
  context: CanvasRenderingContext2D,
  { left, top, width }: { left: number; top: number; width: number },
  color: string,
  line: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = line;
  context.strokeRect(left + line / 2, top + line / 2, Math.max(width - line, 1), rowHeight - 1 - line);
}

const shortened = (name: string, letters: number): string =>
  name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
