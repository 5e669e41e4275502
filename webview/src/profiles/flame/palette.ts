import type { Origin } from '../../leaks/groups.ts';

/** Colours of the theme, as a canvas takes them. */
export interface Palette {
  background: string;
  text: string;
  /** Whose code it is: blue, yellow and grey are told apart with any kind of colour vision. */
  origins: Record<Origin, string>;
  root: string;
  /** Of a difference: what weighs more than before, and what less. */
  grown: string;
  shrunk: string;
  selection: string;
  /** Outline of every box in high contrast themes; empty in others. */
  outline: string;
  font: string;
}

/** Style variables of the three kinds, for the legend too. */
export const originColors: Record<Origin, string> = {
  own: '--vscode-charts-blue',
  library: '--vscode-charts-yellow',
  go: '--vscode-descriptionForeground',
};

/** Style variables of differences; an arrow before the name says the same. */
export const changeColors = { grown: '--vscode-charts-red', shrunk: '--vscode-charts-green' };

/** Reads the theme's colours; a canvas does not follow them by itself. */
export function readPalette(): Palette {
  const css = getComputedStyle(document.body);
  const color = (name: string, otherwise = css.color) => css.getPropertyValue(name).trim() || otherwise;
  return {
    background: color('--vscode-editor-background', css.backgroundColor),
    text: color('--vscode-editor-foreground'),
    origins: {
      own: color(originColors.own),
      library: color(originColors.library),
      go: color(originColors.go),
    },
    root: color('--vscode-descriptionForeground'),
    grown: color(changeColors.grown),
    shrunk: color(changeColors.shrunk),
    selection: color('--vscode-focusBorder'),
    outline: color('--vscode-contrastBorder', ''),
    font: `${color('--vscode-font-size', '13px')} ${color('--vscode-editor-font-family', 'monospace')}`,
  };
}
