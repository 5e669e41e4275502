import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { headlineOf } from './details.ts';
import {
  headerHeight,
  type Layout,
  type Line,
  laneHeight,
  layOut,
  lineAt,
  lineNumber,
  linesIn,
  openedFirst,
  procsKey,
} from './lanes.ts';
import { paintMinimap, stackCounts } from './minimap.ts';
import { axisHeight, gutter, headerTexts, paint } from './painter.ts';
import type { Asker, IntervalDetails, TraceOverview } from './queries.ts';
import { stateLooks } from './states.ts';
import { imageOf, type StripImage } from './stripImage.ts';
import { onTheme, readTheme, type Theme } from './theme.ts';
import { around, clamp, pan, reveal, type View, whole, wider, zoom } from './view.ts';

const minimapHeight = 44;
/** Wider images are not asked for. */
const mostColumns = 8192;
/** Pixels that a pointer may move in a click. */
const slack = 4;

/**
 * Lanes of goroutines and processors over time. What is drawn are strips of the worker's, stretched while those that
 * around are on their way. Fires `interval-selected` with details or `null`.
 */
class Timeline extends LitElement {
  static override properties = {
    overview: { attribute: false },
    asker: { attribute: false },
    selected: { attribute: false },
    said: { state: true },
  };
  declare overview: TraceOverview;
  declare asker: Asker;
  declare selected: IntervalDetails | null;
  /** What a screen reader is told. */
  declare said: string;
  private view: View = { from: 0, to: 1 };
  private open = new Set<number>();
  private layout: Layout = { sections: [], height: 0, lines: 0 };
  private activeLine = 0;
  private tops: Float64Array[] = [];
  private theme: Theme = readTheme();
  private strips: StripImage | null = null;
  private isAsking = false;
  private isDrawing = false;
  private drag: { x: number; y: number; view: View; scroll: number; moved: boolean } | null = null;
  private stop: () => void = () => {};

  constructor() {
    super();
    this.selected = null;
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const untheme = onTheme(() => {
      this.theme = readTheme();
      if (this.strips) this.strips = imageOf(this.strips.strips, this.theme);
      this.draw();
    });
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(this);
    this.stop = () => {
      untheme();
      resized.disconnect();
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('overview') && !changed.has('asker')) return;
    this.view = whole(this.overview.duration);
    this.open = openedFirst(this.overview);
    this.strips = null;
    this.activeLine = 0;
    this.tops = stackCounts(this.overview.counts).tops;
    this.layOut();
  }

  protected override firstUpdated(): void {
    // A listener of Lit's would be passive for wheels in some engines.
    this.lanes?.addEventListener('wheel', this.onWheel, { passive: false });
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('selected') && this.selected) this.show(this.selected);
    this.draw();
  }

  protected override render(): TemplateResult {
    const button = (icon: string, label: string, click: () => void) =>
      html`<button class="tool" title=${label} aria-label=${label} @click=${click}>
        <span class="codicon codicon-${icon}"></span>
      </button>`;
    return html`
      <div class="toolbar">
        <ul class="legend" aria-label=${l10n.t('Colours')}>
          ${Object.values(stateLooks).map(
            ({ name, color, fallback, height }) => html`<li>
              <svg width="14" height="12" aria-hidden="true">
                <rect width="14" y=${12 - 3 * height} height=${3 * height} fill=${`var(${color}, ${fallback})`} />
              </svg>
              ${name()}
            </li>`,
          )}
        </ul>
        <div class="tools" role="group" aria-label=${l10n.t('Zoom')}>
          ${button('zoom-in', l10n.t('Zoom in (W)'), () => this.zoomBy(0.5))}
          ${button('zoom-out', l10n.t('Zoom out (S)'), () => this.zoomBy(2))}
          ${button('screen-full', l10n.t('The whole trace (0)'), () => this.look(whole(this.overview.duration)))}
        </div>
      </div>
      <canvas
        class="minimap"
        role="img"
        aria-label=${l10n.t('Goroutines over time')}
        @pointerdown=${this.onMinimap}
        @pointermove=${(event: PointerEvent) => event.buttons === 1 && this.onMinimap(event)}
      ></canvas>
      <div
        class="lanes"
        role="application"
        tabindex="0"
        data-testid="lanes"
        aria-label=${l10n.t('Timeline')}
        aria-describedby="timeline-keys"
        @scroll=${this.draw}
        @keydown=${this.onKey}
        @focus=${this.draw}
        @blur=${this.draw}
        @pointerdown=${this.onDown}
        @pointermove=${this.onMove}
        @pointerup=${this.onUp}
        @pointercancel=${() => {
          this.drag = null;
        }}
      >
        <canvas class="picture" aria-hidden="true"></canvas>
        <div class="spacer"></div>
      </div>
      <p id="timeline-keys" class="keys">
        ${l10n.t('W and S zoom, A and D move, the arrows go from lane to lane and from interval to interval, Enter opens or selects. Ctrl and the wheel zoom.')}
      </p>
      <p class="said" role="status" data-testid="said">${this.said}</p>
    `;
  }

  private get lanes(): HTMLElement | null {
    return this.querySelector('.lanes');
  }

  private get plotWidth(): number {
    return Math.max((this.lanes?.clientWidth ?? 0) - gutter, 1);
  }

  private layOut(): void {
    this.layout = layOut(this.overview.procs.length, this.overview.groups, this.open);
  }

  /** Draws with the next frame. */
  private readonly draw = (): void => {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => {
      this.isDrawing = false;
      if (this.isConnected) this.drawNow();
    });
  };

  private drawNow(): void {
    const { lanes, overview, layout, view, theme, strips, activeLine, selected } = this;
    const spacer = this.querySelector<HTMLElement>('.spacer');
    if (!lanes || !spacer) return;
    const { clientWidth: width, clientHeight: height, scrollTop: scroll } = lanes;
    spacer.style.height = `${Math.max(layout.height + axisHeight - height, 0)}px`;
    const picture = sized(this.querySelector('.picture'), width, height);
    if (picture) {
      const isFocused = lanes.matches(':focus-visible');
      paint(picture, {
        ...{ width, height, scroll, overview, layout, view, theme, strips, activeLine, selected, isFocused },
      });
      lanes.dataset.drawn = strips ? 'true' : 'false';
    }
    const size = { width: lanes.clientWidth, height: minimapHeight };
    const minimap = sized(this.querySelector('.minimap'), size.width, size.height);
    if (minimap) paintMinimap(minimap, size, this.tops, view, overview.duration || 1, theme);
    void this.fetchStrips();
  }

  /** Asks for the strips of what is in sight and around it, one question at a time. */
  private async fetchStrips(): Promise<void> {
    const { lanes, asker, view, overview } = this;
    if (this.isAsking || !lanes) return;
    const { scrollTop, clientHeight } = lanes;
    const inSight = this.lanesIn(scrollTop, scrollTop + clientHeight);
    if (this.strips && this.fits(this.strips, inSight)) return;
    const { positions, procs } = this.lanesIn(scrollTop - clientHeight, scrollTop + 2 * clientHeight);
    if (positions.length + procs.length === 0) return;
    const { from, to } = wider(view, overview.duration);
    const columns = Math.ceil((this.plotWidth * (to - from)) / (view.to - view.from));
    this.isAsking = true;
    const question = { positions, procs, from, to, columns: Math.min(columns, mostColumns) };
    const strips = await asker.ask('strips', question);
    this.isAsking = false;
    if (asker === this.asker) this.strips = imageOf(strips, this.theme);
    this.draw();
  }

  private lanesIn(from: number, to: number): { positions: number[]; procs: number[] } {
    const positions: number[] = [];
    const procs: number[] = [];
    for (const { section, lane } of linesIn(this.layout, from, to)) {
      if (lane < 0) continue;
      if (section.key === procsKey) procs.push(lane);
      else positions.push(this.overview.groups[section.key].first + lane);
    }
    return { positions, procs };
  }

  /** Whether strips show all that is in sight, at about its level of detail. */
  private fits(
    { strips, laneOf, procLaneOf }: StripImage,
    { positions, procs }: { positions: number[]; procs: number[] },
  ): boolean {
    const { from, to, columns } = strips;
    const { view } = this;
    const wanted = this.plotWidth / (view.to - view.from);
    const detail = columns / (to - from) / wanted;
    const isAround = from <= view.from && to >= Math.min(view.to, this.overview.duration);
    const isSharp = detail > 0.8 && detail < 2.5;
    return (
      isAround &&
      isSharp &&
      positions.every((position) => laneOf.has(position)) &&
      procs.every((proc) => procLaneOf.has(proc))
    );
  }

  private look(view: View): void {
    this.view = view;
    this.draw();
  }

  /** Zooms around what is selected where that is in sight, else around the middle. */
  private zoomBy(factor: number): void {
    const { view, selected } = this;
    const middle = (view.from + view.to) / 2;
    const wanted = selected
      ? (Math.max(selected.start, view.from) + Math.min(selected.end, view.to)) / 2
      : middle;
    const at = wanted >= view.from && wanted <= view.to ? wanted : middle;
    this.look(zoom(view, factor, at, this.overview.duration));
  }

  private timeAt(x: number): number {
    const { from, to } = this.view;
    return from + ((x - gutter) / this.plotWidth) * (to - from);
  }

  private readonly onWheel = (event: WheelEvent): void => {
    const { view, overview } = this;
    const along = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      const at = this.timeAt(event.clientX - (this.lanes?.getBoundingClientRect().left ?? 0));
      const factor = Math.exp(Math.max(-1, Math.min(event.deltaY / 200, 1)));
      this.look(zoom(view, factor, Math.max(at, view.from), overview.duration));
    } else if (along !== 0) this.look(pan(view, along / this.plotWidth, overview.duration));
    else return; // the lanes scroll by themselves
    event.preventDefault();
  };

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !this.lanes || event.offsetX > this.lanes.clientWidth) return;
    const { clientX: x, clientY: y } = event;
    this.drag = { x, y, view: this.view, scroll: this.lanes.scrollTop, moved: false };
  }

  private onMove(event: PointerEvent): void {
    const { drag, lanes } = this;
    if (!drag || !lanes) return;
    const right = event.clientX - drag.x;
    const down = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(right, down) < slack) return;
    if (!drag.moved) lanes.setPointerCapture(event.pointerId);
    drag.moved = true;
    lanes.scrollTop = drag.scroll - down;
    this.look(pan(drag.view, -right / this.plotWidth, this.overview.duration));
  }

  private onUp(event: PointerEvent): void {
    const { drag, lanes } = this;
    this.drag = null;
    if (!drag || drag.moved || !lanes) return;
    const { left, top } = lanes.getBoundingClientRect();
    const y = event.clientY - top - axisHeight;
    const line = y < 0 ? null : lineAt(this.layout, y + lanes.scrollTop);
    if (!line) return;
    this.activeLine = line.section.line + 1 + line.lane;
    const x = event.clientX - left;
    if (line.lane < 0) this.toggle(line.section.key);
    else if (x >= gutter) void this.selectAt(line, this.timeAt(x - 1), this.timeAt(x + 1));
    else this.moveTo(this.activeLine);
  }

  private onMinimap(event: PointerEvent): void {
    const canvas = event.currentTarget as HTMLElement;
    const { left, width } = canvas.getBoundingClientRect();
    const { duration } = this.overview;
    const at = ((event.clientX - left) / width) * duration;
    const half = (this.view.to - this.view.from) / 2;
    canvas.setPointerCapture(event.pointerId);
    this.look(clamp({ from: at - half, to: at + half }, duration));
  }

  private toggle(key: number): void {
    if (!this.open.delete(key)) this.open.add(key);
    this.layOut();
    this.said = this.lineText(lineNumber(this.layout, this.activeLine));
    this.draw();
  }

  /** Selects what took the most of a span in a lane. */
  private async selectAt({ section, lane }: Line, from: number, to: number): Promise<void> {
    const question =
      section.key === procsKey
        ? { proc: lane, from, to }
        : { position: this.overview.groups[section.key].first + lane, from, to };
    this.select(await this.asker.ask('at', question));
  }

  private select(details: IntervalDetails | null): void {
    this.dispatchEvent(new CustomEvent('interval-selected', { detail: details }));
  }

  private async selectRow(interval: number): Promise<void> {
    if (interval >= 0) this.select(await this.asker.ask('interval', { interval }));
  }

  /** Brings an interval into sight, and its lane. */
  private show(details: IntervalDetails): void {
    const { groups, duration } = this.overview;
    const { position } = details.goroutine;
    const key = groups.findIndex(({ first, count }) => position >= first && position < first + count);
    if (key < 0) return;
    if (!this.open.has(key)) {
      this.open.add(key);
      this.layOut();
    }
    const section = this.layout.sections.find((one) => one.key === key);
    if (!section) return;
    this.moveTo(section.line + 1 + position - groups[key].first, false);
    this.view = reveal(this.view, details.start, details.end, duration);
    this.said = `${l10n.t('goroutine {0}', details.goroutine.id)}, ${headlineOf(details)}`;
  }

  private moveTo(index: number, tell = true): void {
    const line = lineNumber(this.layout, index);
    const { lanes } = this;
    if (!line || !lanes) return;
    this.activeLine = index;
    const height = line.lane < 0 ? headerHeight : laneHeight;
    const room = lanes.clientHeight - axisHeight;
    // The spacer may be too low still.
    const spacer = this.querySelector<HTMLElement>('.spacer');
    if (spacer) spacer.style.height = `${Math.max(this.layout.height - room, 0)}px`;
    if (line.top < lanes.scrollTop) lanes.scrollTop = line.top;
    else if (line.top + height > lanes.scrollTop + room) lanes.scrollTop = line.top + height - room;
    if (tell) this.said = this.lineText(line);
    this.draw();
  }

  private lineText(line: Line | null): string {
    if (!line) return '';
    const { section, lane } = line;
    if (lane < 0) {
      const { name, count, leaked } = headerTexts(this.overview, section.key);
      const state = section.isOpen ? l10n.t('open') : l10n.t('closed');
      return [name, count, leaked, state].filter(Boolean).join(', ');
    }
    if (section.key === procsKey) return l10n.t('processor {0}', this.overview.procs[lane]);
    const at = this.strips?.laneOf.get(this.overview.groups[section.key].first + lane);
    const id = at === undefined ? '' : this.strips?.strips.ids[at];
    return l10n.t('goroutine {0}', id ?? '');
  }

  /** Whether the selected interval lies in the lane that the keyboard is at. */
  private isSelectedHere(line: Line): boolean {
    const position = this.selected?.goroutine.position ?? -1;
    const group = this.overview.groups[line.section.key];
    return line.lane >= 0 && group !== undefined && position === group.first + line.lane;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const line = lineNumber(this.layout, this.activeLine);
    if (!line) return;
    const { duration } = this.overview;
    switch (event.key) {
      case 'w':
      case 'W':
      case '+':
        this.zoomBy(0.7);
        break;
      case 's':
      case 'S':
      case '-':
        this.zoomBy(1 / 0.7);
        break;
      case 'a':
      case 'A':
        this.look(pan(this.view, -0.15, duration));
        break;
      case 'd':
      case 'D':
        this.look(pan(this.view, 0.15, duration));
        break;
      case '0':
        this.look(whole(duration));
        break;
      case 'f':
      case 'F':
        if (this.selected) this.look(around(this.selected.start, this.selected.end, duration));
        break;
      case 'ArrowUp':
        this.moveTo(this.activeLine - 1);
        break;
      case 'ArrowDown':
        this.moveTo(this.activeLine + 1);
        break;
      case 'Home':
        this.moveTo(0);
        break;
      case 'End':
        this.moveTo(this.layout.lines - 1);
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
        this.onSideKey(line, event.key === 'ArrowRight');
        break;
      case 'Enter':
      case ' ':
        if (line.lane < 0) this.toggle(line.section.key);
        else void this.selectAt(line, this.view.from, this.view.to);
        break;
      case 'Escape':
        this.select(null);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** Opens and closes a section; in a lane goes from interval to interval. */
  private onSideKey(line: Line, isRight: boolean): void {
    const { selected } = this;
    if (line.lane < 0) {
      if (line.section.isOpen !== isRight) this.toggle(line.section.key);
    } else if (selected && this.isSelectedHere(line))
      void this.selectRow(isRight ? selected.next : selected.previous);
    else void this.selectAt(line, this.view.from, this.view.to);
  }
}

/** A canvas' context in CSS pixels, as sharp as the screen. */
function sized(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  if (!canvas || width === 0 || height === 0) return null;
  const scale = window.devicePixelRatio;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}

customElements.define('unpark-timeline', Timeline);
