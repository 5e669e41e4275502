/** Lines over snapshots, or over time. */
export interface PlotData {
  /** Names of the snapshots, oldest first; none over time. */
  names: readonly string[];
  /** Seconds, one for each count. */
  times?: readonly number[];
  /** `times` lie on a logarithmic axis. */
  isLog?: boolean;
  /** How one of `times` is written. */
  timeText?: (time: number) => string;
  /** Spans of time that stand out, in seconds. */
  marks?: readonly (readonly [from: number, to: number])[];
  series: readonly { name: string; counts: readonly number[]; isActive: boolean }[];
}

/** Draws into an element and follows its width and the theme, until the function that it returns is called. */
export type DrawPlot = (host: HTMLElement, data: PlotData) => () => void;

/** Where the script leaves its function. */
export const plotName = 'unparkPlot';

/** Colours of the lines, in turn, with dashes beside: colour alone says nothing to many. */
export const strokes: readonly { color: string; dash: number[] }[] = [
  { color: '--vscode-charts-red', dash: [] },
  { color: '--vscode-charts-blue', dash: [6, 3] },
  { color: '--vscode-charts-green', dash: [2, 2] },
  { color: '--vscode-charts-yellow', dash: [10, 3, 2, 3] },
  { color: '--vscode-charts-purple', dash: [10, 4] },
];
