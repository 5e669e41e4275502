import { type Looks, type Rgba, subRows } from './queries.ts';
import { procLooks, stateLooks } from './states.ts';

/** The theme's colours as a canvas takes them. */
export interface Theme {
  font: string;
  smallFont: string;
  text: string;
  dim: string;
  link: string;
  background: string;
  header: string;
  border: string;
  focus: string;
  leaked: string;
  heap: string;
  bookmark: string;
  looks: Looks;
  css: (name: string, fallback: string) => string;
}

/** Reads the colours off the page. A canvas does not follow the theme by itself. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const css = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const pixel = pixelReader();
  const states: Looks['states'][number][] = [];
  for (const [state, { color, fallback, height }] of Object.entries(stateLooks))
    states[Number(state)] = { color: pixel(css(color, fallback)), height };
  const contrast = css('--vscode-contrastBorder', '');
  return {
    font: `${style.fontSize} ${style.fontFamily}`,
    smallFont: `${Math.round(Number.parseFloat(style.fontSize) * 0.82)}px ${style.fontFamily}`,
    text: css('--vscode-foreground', style.color),
    dim: css('--vscode-descriptionForeground', style.color),
    link: css('--vscode-textLink-foreground', style.color),
    background: css('--vscode-editor-background', 'Canvas'),
    header: css('--vscode-sideBarSectionHeader-background', 'transparent'),
    border: contrast || css('--vscode-widget-border', 'rgba(128, 128, 128, 0.35)'),
    focus: css('--vscode-focusBorder', style.color),
    leaked: css('--vscode-charts-red', '#e51400'),
    heap: css('--vscode-charts-blue', '#1a85ff'),
    bookmark: css('--vscode-charts-orange', '#d18616'),
    looks: {
      states,
      procs: [
        undefined,
        ...procLooks.map(({ color, fallback }) => ({ color: pixel(css(color, fallback)), height: subRows })),
      ],
      mark: pixel(css('--vscode-charts-orange', '#d18616')),
      stopped: pixel(css('--vscode-charts-red', '#e51400')),
    },
    css,
  };
}

/** Any CSS colour as a pixel. */
function pixelReader(): (color: string) => Rgba {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (color) => {
    if (!context) return [128, 128, 128, 255];
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha];
  };
}

/** Calls back whenever the theme changes, until the function that it returns is called. */
export function onTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
