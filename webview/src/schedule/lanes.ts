import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ScheduleLane } from '#protocol';
import { type Arrow, type Drawing, letterOf, type Mark } from './drawing.ts';

/** Pixels. */
const radius = 4.5;

/** What becomes of goroutines, in words and as an icon. */
const ends: Record<ScheduleLane['end'], { icon: string; text: () => string }> = {
  ended: { icon: 'check', text: () => l10n.t('has ended') },
  running: { icon: 'play', text: () => l10n.t('goes on') },
  blocked: { icon: 'circle-slash', text: () => l10n.t('blocked for ever') },
  failed: { icon: 'flame', text: () => l10n.t('panics') },
};

/** The heads of the lanes: names where there is room, or else a legend with letters. */
export function laneHeads(
  lanes: readonly ScheduleLane[],
  laneWidth: number,
  isWide: boolean,
): TemplateResult {
  const heads = lanes.map(({ name, start, end }, lane) => {
    const { icon, text } = ends[end];
    const line = start ? `${start.range.start.line + 1}` : '';
    // The name may tell it already.
    const where = line && !name.split(/\D+/).includes(line) ? l10n.t('line {0}', line) : '';
    return html`<li data-testid="lane" class=${end} title=${name} .style=${isWide ? `width: ${laneWidth}px` : ''}>
      ${isWide ? nothing : html`<b class="letter" aria-hidden="true">${letterOf(lane)}</b>`}
      <span class="name">${name}</span>
      ${where ? html`<span class="place">${where}</span>` : nothing}
      <span class="fate"><span class="codicon codicon-${icon}" aria-hidden="true"></span> ${text()}</span>
    </li>`;
  });
  return html`<ul class=${isWide ? 'heads' : 'legend'} aria-label=${l10n.t('Goroutines')}>${heads}</ul>`;
}

/** The lines, arrows and marks beside the list. The list says it all in words. */
export function drawn({ lines, arrows, marks }: Drawing, width: number, height: number): TemplateResult {
  return html`<svg aria-hidden="true" data-testid="drawing" width=${width} height=${height}>
    <defs>
      <pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch" width="2.5" height="6"></rect>
      </pattern>
    </defs>
    ${lines.map(({ x, from, to, isBlocked }) =>
      isBlocked
        ? svg`<rect class="waiting" fill="url(#hatched)" x=${x - 5} y=${from} width="10" height=${Math.max(0, to - from)}></rect>`
        : svg`<line class="lane" x1=${x} y1=${from} x2=${x} y2=${to}></line>`,
    )}
    ${arrows.map(arrow)} ${marks.map(mark)}
  </svg>`;
}

function arrow({ kind, fromX, fromY, toX, toY }: Arrow): TemplateResult {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [dx, dy] = [(toX - fromX) / length, (toY - fromY) / length];
  // It ends where the mark begins.
  const [x, y] = [toX - dx * (radius + 1), toY - dy * (radius + 1)];
  const wing = (side: number) => `${x - dx * 7 + side * dy * 3.5},${y - dy * 7 - side * dx * 3.5}`;
  return svg`<g class="arrow ${kind}">
    <line x1=${fromX + dx * radius} y1=${fromY + dy * radius} x2=${x} y2=${y}></line>
    <polygon points="${x},${y} ${wing(1)} ${wing(-1)}"></polygon>
  </g>`;
}

function mark({ x, y, shape }: Mark): TemplateResult {
  switch (shape) {
    case 'dot':
      return svg`<circle class="mark" cx=${x} cy=${y} r=${radius}></circle>`;
    case 'open':
      return svg`<circle class="mark hollow" cx=${x} cy=${y} r=${radius}></circle>`;
    case 'choice':
      return svg`<path class="mark choice" d="M${x} ${y - 7}l7 7l-7 7l-7-7z"></path>`;
    case 'end':
      return svg`<line class="lane" x1=${x - 6} y1=${y} x2=${x + 6} y2=${y}></line>`;
    case 'blocked':
      return svg`<g class="mark blocked"><circle cx=${x} cy=${y} r="9"></circle>
        <line x1=${x - 4} y1=${y - 4} x2=${x + 4} y2=${y + 4}></line>
        <line x1=${x + 4} y1=${y - 4} x2=${x - 4} y2=${y + 4}></line></g>`;
    case 'failed':
      return svg`<path class="mark failed" d="M${x} ${y - 10}l3 6l7-2l-4 6l4 6l-7-2l-3 6l-3-6l-7 2l4-6l-4-6l7 2z"></path>`;
  }
}
