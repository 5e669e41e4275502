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

/** Marks spans of time, below the lines. */
const marking = (marks: NonNullable<PlotData['marks']>, color: string) => (plot: uPlot) => {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = color;
  ctx.globalAlpha = 0.2;
  for (const [from, to] of marks) {
    const left = plot.valToPos(from, 'x', true);
    const width = Math.max(plot.valToPos(to, 'x', true) - left, 2);
    ctx.fillRect(left, bbox.top, width, bbox.height);
  }
  ctx.restore();
};

const isPower = (value: number): boolean => Number.isInteger(Math.log10(value));

function make(host: HTMLElement, { names, times, marks, series, isLog, timeText }: PlotData): uPlot {
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
      hooks: { drawClear: marks?.length ? [marking(marks, color('--vscode-charts-red'))] : [] },
      cursor: { show: false },
      scales: {
        x: times ? { time: false, distr: isLog ? 3 : 1 } : { time: false, range: [-0.2, names.length - 0.8] },
        y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1)] },
      },
      axes: [
        times
          ? {
              ...axis,
              size: 24,
              gap: 2,
              // Of a logarithmic axis, whole powers are enough.
              ...(isLog
                ? { filter: (_: uPlot, splits: number[]) => splits.map((at) => (isPower(at) ? at : null)) }
                : {}),
              values: (_, splits) => splits.map((at) => (at === null ? '' : (timeText?.(at) ?? `${at} s`))),
            }
          : {
              ...axis,
              size: 24,
              gap: 2,
              splits: () => names.map((_, at) => at),
              values: () => names.map(short),
            },
        {
          ...axis,
          size: 60,
          ...(times
            ? {}
            : { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6, 1e7] }),
        },
      ],
      series: [
        {},
        ...series.map(({ name, isActive }, at) => ({
          label: name,
          stroke: color(strokes[at % strokes.length].color),
          dash: strokes[at % strokes.length].dash,
          width: isActive ? 3 : 1.5,
          points: { show: !times, size: isActive ? 8 : 5, fill: color(strokes[at % strokes.length].color) },
        })),
      ],
    },
    [
      times ? [...times] : names.map((_, at) => at),
      ...series.map(({ counts }) => counts.map((count) => (Number.isNaN(count) ? null : count))),
    ],
    host,
  );
}

Object.assign(globalThis, { [plotName]: draw });
