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
  const { strips, width } = scene;
  if (!strips) return;
  const { from, to, columns, bands } = strips.picture;
  const left = xOf(scene, from);
  context.save();
  context.beginPath();
  context.rect(gutter, y, width - gutter, height);
  context.clip();
  context.globalAlpha = alpha;
  // Smoothed, so that what is narrower than a pixel does not vanish.
  context.drawImage(bands, 0, 0, columns, 1, left, y, xOf(scene, to) - left, height);
  context.restore();
}
