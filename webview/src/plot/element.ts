import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { type DrawPlot, type PlotData, plotName, strokes } from './types.ts';

/** Counts over snapshots or over time, as lines. What draws them is fetched when the first plot is shown. */
class Plot extends LitElement {
  static override properties = {
    data: { attribute: false },
    script: { attribute: false },
    label: { attribute: false },
  };
  declare data: PlotData;
  /** Where the script that draws can be fetched. */
  declare script: string;
  /** What it shows, for whoever can't see it. */
  declare label: string | undefined;
  private erase: () => void = () => {};

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.erase();
  }

  protected override render(): TemplateResult {
    const { series } = this.data;
    const label = this.label ?? l10n.t('Goroutines of the groups that changed most, by snapshot');
    const item = ({ name, isActive }: PlotData['series'][number], at: number) => {
      const { color, dash } = strokes[at % strokes.length];
      return html`<li class=${isActive ? 'active' : ''}>
        <svg width="28" height="8" aria-hidden="true">
          <line x1="0" y1="4" x2="28" y2="4" stroke=${`var(${color}, currentColor)`} stroke-width="2" stroke-dasharray=${dash.join(' ')} />
        </svg>
        ${name}
      </li>`;
    };
    return html`
      <div class="canvas" role="img" aria-label=${label}></div>
      <ul class="legend">${series.map(item)}</ul>
    `;
  }

  protected override async updated(changed: PropertyValues): Promise<void> {
    if (!changed.has('data')) return;
    const draw = await fetchDraw(this.script);
    const host = this.querySelector<HTMLElement>('.canvas');
    this.erase();
    this.erase = () => {};
    if (host && this.isConnected) this.erase = draw(host, this.data);
  }
}

let fetched: Promise<DrawPlot> | undefined;

/** Runs the script, once: its place among the page's scripts gives it leave to. */
function fetchDraw(script: string): Promise<DrawPlot> {
  fetched ??= new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
    element.src = script;
    element.onload = () => resolve((globalThis as unknown as Record<string, DrawPlot>)[plotName]);
    element.onerror = () => reject(new Error('The script that draws plots could not be fetched.'));
    document.body.append(element);
  });
  return fetched;
}

customElements.define('unpark-plot', Plot);
