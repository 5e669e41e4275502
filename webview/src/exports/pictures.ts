import type { Picture } from './article.ts';

/** What is drawn on the page at the moment, with what its lines mean. */
export function picturesOnPage(): Picture[] {
  return Array.from(document.querySelectorAll('canvas'), pictureOf).filter((picture) => picture !== null);
}

function pictureOf(canvas: HTMLCanvasElement): Picture | null {
  const height = drawnHeight(canvas);
  const pen = height > 0 ? document.createElement('canvas').getContext('2d') : null;
  if (!pen) return null;
  pen.canvas.width = canvas.width;
  pen.canvas.height = height;
  const css = getComputedStyle(document.body);
  pen.fillStyle = css.getPropertyValue('--vscode-editor-background').trim() || css.backgroundColor;
  pen.fillRect(0, 0, canvas.width, height);
  pen.drawImage(canvas, 0, 0);
  const labelled = canvas.closest('[aria-label]');
  const lines = Array.from(canvas.closest('unpark-plot')?.querySelectorAll('.legend li') ?? []);
  return {
    title: labelled?.getAttribute('data-title') ?? labelled?.getAttribute('aria-label') ?? '',
    url: pen.canvas.toDataURL('image/png'),
    width: canvas.clientWidth,
    legend: lines.map((item) => {
      const line = item.querySelector('line');
      return {
        name: (item.textContent ?? '').trim(),
        color: line ? getComputedStyle(line).stroke : '',
        dash: line?.getAttribute('stroke-dasharray') ?? '',
      };
    }),
  };
}

/** How many rows of a canvas there are down to the last one that is not all of one colour, as its end is. */
function drawnHeight(canvas: HTMLCanvasElement): number {
  const { width, height } = canvas;
  const data = width && height ? canvas.getContext('2d')?.getImageData(0, 0, width, height).data : null;
  if (!data) return 0;
  const pixels = new Uint32Array(data.buffer);
  const blank = pixels[pixels.length - 1];
  return Math.ceil((pixels.findLastIndex((pixel) => pixel !== blank) + 1) / width);
}
