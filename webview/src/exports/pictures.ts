import type { Picture } from './article.ts';

/** What is drawn on the page at the moment, with what its lines mean. */
export function picturesOnPage(): Picture[] {
  return Array.from(document.querySelectorAll('canvas'), pictureOf).filter((picture) => picture !== null);
}

function pictureOf(canvas: HTMLCanvasElement): Picture | null {
  const pen = canvas.width > 0 && canvas.height > 0 && document.createElement('canvas').getContext('2d');
  if (!pen) return null;
  pen.canvas.width = canvas.width;
  pen.canvas.height = canvas.height;
  const css = getComputedStyle(document.body);
  pen.fillStyle = css.getPropertyValue('--vscode-editor-background').trim() || css.backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
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
