import * as l10n from '@vscode/l10n';
import { ticksOf } from '../time.ts';
import { axisHeight, gutter, type Scene, xOf } from './scene.ts';

const ticksIn = ({ view, width }: Scene) => ticksOf(view.from, view.to, Math.max((width - gutter) / 110, 1));

export function paintGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  context.fillStyle = scene.theme.border;
  context.save();
  context.globalAlpha = 0.5;
  for (const { time } of ticksIn(scene))
    context.fillRect(Math.round(xOf(scene, time)), axisHeight, 1, scene.height);
  context.restore();
}

export function paintAxis(context: CanvasRenderingContext2D, scene: Scene): void {
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

/** Where the collector marked, and where the world stood still. */
export function paintBands(
  context: CanvasRenderingContext2D,
  scene: Scene,
  y: number,
  height: number,
  alpha: number,
): void {
  const { strips, theme, width } = scene;
  if (!strips) return;
  const { from, to, columns } = strips.strips;
  const left = xOf(scene, from);
  const scale = (xOf(scene, to) - left) / columns;
  context.save();
  context.beginPath();
  context.rect(gutter, y, width - gutter, height);
  context.clip();
  context.globalAlpha = alpha;
  for (const [band, color] of [
    [strips.mark, theme.mark],
    [strips.stopped, theme.stopped],
  ] as const) {
    context.fillStyle = color;
    for (const [first, end] of band) {
      const x = left + first * scale;
      const length = Math.max((end - first) * scale, 1);
      if (x + length > gutter && x < width) context.fillRect(x, y, length, height);
    }
  }
  context.restore();
}
