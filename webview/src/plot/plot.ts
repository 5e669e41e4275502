import uPlot from 'uplot';
import { type DrawPlot, type PlotData, plotName, strokes } from './types.ts';

const height = 120;

const draw: DrawPlot = (host, data) => {
  let plot = make(host, data);
  const again = () => {
    plot.destroy();
    plot = make(host, data);
  };
  const resized = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height }));
  resized.observe(host);
  // A canvas does not follow the theme by itself.
  const themed = new MutationObserver(again);
  themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => {
    resized.disconnect();
    themed.disconnect();
    plot.destroy();
  };
};

function make(host: HTMLElement, { names, series }: PlotData): uPlot {
  const css = getComputedStyle(document.body);
  const color = (name: string) => css.getPropertyValue(name).trim() || css.color;
  const font = `${css.fontSize} ${css.fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: css.color,
    font,
    grid: { stroke: color('--vscode-widget-border'), width: 1 },
    ticks: { show: false },
  };
  const short = (name: string | undefined) =>
    name && name.length > 24 ? `…${name.slice(-23)}` : (name ?? '');
  return new uPlot(
    {
      width: host.clientWidth,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-0.2, names.length - 0.8] },
        y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1)] },
      },
      axes: [
        { ...axis, size: 24, gap: 2, splits: () => names.map((_, at) => at), values: () => names.map(short) },
        { ...axis, size: 60, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6, 1e7] },
      ],
      series: [
        {},
        ...series.map(({ name, isActive }, at) => ({
          label: name,
          stroke: color(strokes[at % strokes.length].color),
          dash: strokes[at % strokes.length].dash,
          width: isActive ? 3 : 1.5,
          points: { show: true, size: isActive ? 8 : 5, fill: color(strokes[at % strokes.length].color) },
        })),
      ],
    },
    [names.map((_, at) => at), ...series.map(({ counts }) => [...counts])],
    host,
  );
}

Object.assign(globalThis, { [plotName]: draw });
