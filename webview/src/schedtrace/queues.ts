import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import type { SchedSample } from '#profile';

const rowHeight = 12;
const labelWidth = 34;

/** The length of every processor's own queue, in each sample; empty where the file does not say. */
export const queuesOf = ({ local, procs }: SchedSample): readonly number[] =>
  local ?? procs?.map(({ runqsize }) => runqsize) ?? [];

/** The longest queue of all: which processor's, when. `null` where none waits. */
export function longestQueue(
  samples: readonly SchedSample[],
): { processor: number; length: number; ms: number } | null {
  let longest: ReturnType<typeof longestQueue> = null;
  for (const sample of samples) {
    for (const [processor, length] of queuesOf(sample).entries())
      if (length > (longest?.length ?? 0)) longest = { processor, length, ms: sample.ms };
  }
  return longest;
}

/** The run queue of each processor over time: a row a processor, the darker the longer. */
class Queues extends LitElement {
  static override properties = { samples: { attribute: false } };
  declare samples: readonly SchedSample[];
  private readonly resized = new ResizeObserver(() => this.paint());
  // A canvas does not follow the theme by itself.
  private readonly themed = new MutationObserver(() => this.paint());

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.themed.disconnect();
  }

  protected override render(): TemplateResult {
    const title = l10n.t('Run queue of each processor');
    const longest = longestQueue(this.samples);
    const text = longest
      ? l10n.t('Longest: {0} goroutines at P{1}, at {2} ms', longest.length, longest.processor, longest.ms)
      : l10n.t('No goroutine waits in them.');
    return html`<h3>${title}</h3>
      <canvas role="img" aria-label=${`${title}. ${text}`} @mousemove=${this.onMove}></canvas>
      <p class="place">${text}</p>`;
  }

  protected override updated(): void {
    this.paint();
  }

  private get processors(): number {
    return this.samples.reduce((most, sample) => Math.max(most, queuesOf(sample).length), 0);
  }

  private paint(): void {
    const canvas = this.querySelector('canvas');
    const pen = canvas?.getContext('2d');
    if (!canvas || !pen || !this.samples.length) return;
    const { processors, samples } = this;
    const width = this.clientWidth;
    const scale = window.devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = processors * rowHeight * scale;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${processors * rowHeight}px`;
    pen.scale(scale, scale);
    const css = getComputedStyle(document.body);
    const most = longestQueue(samples)?.length ?? 1;
    const step = (width - labelWidth) / samples.length;
    pen.font = `${rowHeight - 2}px ${css.fontFamily}`;
    pen.textBaseline = 'middle';
    for (let row = 0; row < processors; row++) {
      pen.globalAlpha = 0.8;
      pen.fillStyle = css.color;
      pen.fillText(`P${row}`, 0, row * rowHeight + rowHeight / 2, labelWidth - 4);
    }
    pen.fillStyle = css.getPropertyValue('--vscode-charts-red').trim() || css.color;
    for (const [column, sample] of samples.entries()) {
      for (const [row, length] of queuesOf(sample).entries()) {
        if (length === 0) continue;
        pen.globalAlpha = 0.15 + (0.85 * length) / most;
        pen.fillRect(labelWidth + column * step, row * rowHeight + 1, Math.max(step - 0.5, 1), rowHeight - 2);
      }
    }
  }

  private onMove(event: MouseEvent): void {
    const canvas = event.currentTarget as HTMLCanvasElement;
    const step = (this.clientWidth - labelWidth) / this.samples.length;
    const sample = this.samples[Math.floor((event.offsetX - labelWidth) / step)];
    const row = Math.floor(event.offsetY / rowHeight);
    const length = sample && queuesOf(sample)[row];
    canvas.title =
      length === undefined ? '' : l10n.t('P{0} at {1} ms: {2}', row, sample.ms, length.toLocaleString());
  }
}

customElements.define('unpark-queues', Queues);
