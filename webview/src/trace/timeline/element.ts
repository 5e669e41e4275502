import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { Bookmark } from '#protocol';
import { headlineOf } from '../intervalTexts.ts';
import type { Asker, IntervalDetails, Span, TraceOverview } from '../queries.ts';
import { onTheme, readTheme, type Theme } from '../theme.ts';
import { sized } from './canvas.ts';
import { Commands } from './commands.ts';
import { StripFetcher } from './fetcher.ts';
import { Gestures } from './gestures.ts';
import { actionOf } from './keys.ts';
import {
  groupAt,
  headerHeight,
  type Layout,
  type Line,
  laneHeight,
  layOut,
  lineAt,
  lineNumber,
  openedAgain,
  openedFirst,
} from './lanes.ts';
import { lineText } from './lineTexts.ts';
import { Minimap, minimapHeight, type Profile, sharesOf, stackCounts } from './minimap.ts';
import { paint } from './painter.ts';
import { axisHeight, gutter, type Scene } from './scene.ts';
import { toolbar } from './toolbar.ts';
import { around, clamp, reveal, type View, whole } from './view.ts';

/** Milliseconds of rest after which it is told what is looked at. */
const restMs = 300;

/**
 * Lanes of goroutines, processors and threads over time. What is drawn are strips of the worker's, stretched while
 * those that are around are on their way. Fires `interval-selected` with details or `null`, `range-selected` with a
 * span or `null`, `view-changed` with what is shown or `null` for all of it, `bookmark-toggled` with a bookmark, `bookmark-wanted` with whether it is the one before, and
 * `search-wanted`.
 */
export class Timeline extends LitElement {
  static override properties = {
    overview: { attribute: false },
    asker: { attribute: false },
    selected: { attribute: false },
    range: { attribute: false },
    bookmarks: { attribute: false },
    initial: { attribute: false },
    said: { state: true },
  };
  declare overview: TraceOverview;
  declare asker: Asker;
  declare selected: IntervalDetails | null;
  declare range: Span | null;
  declare bookmarks: readonly Bookmark[];
  /** What it shows at first; `null` is all of the trace. Read once. */
  declare initial: Span | null;
  /** What a screen reader is told. */
  declare said: string;
  view: View = { from: 0, to: 1 };
  private open = new Set<number>();
  layout: Layout = { sections: [], height: 0, lines: 0 };
  activeLine = 0;
  private profile: Profile = { tops: [], heap: new Float64Array() };
  private theme: Theme = readTheme();
  private readonly fetcher = new StripFetcher();
  private readonly minimap = new Minimap();
  private readonly gestures = new Gestures(this);
  private readonly commands = new Commands(this);
  private isDrawing = false;
  /** The range while it is being drawn. */
  private drawnRange: Span | null = null;
  private stop: () => void = () => {};
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.selected = null;
    this.range = null;
    this.bookmarks = [];
    this.initial = null;
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const untheme = onTheme(() => {
      this.theme = readTheme();
      this.draw();
    });
    const resized = new ResizeObserver(() => {
      // What is told of the selection takes room of the lanes: its own stays in sight.
      if (this.selected) this.moveTo(this.activeLine, false);
      this.draw();
    });
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('overview') && !changed.has('asker')) return;
    const { overview } = this;
    const before = changed.get('overview');
    this.fetcher.forget();
    this.profile = { tops: stackCounts(overview.counts).tops, heap: sharesOf(overview.heap) };
    if (before && !changed.has('asker')) {
      // More of the same trace, or judged anew: what is looked at stays.
      const isWhole = this.view.from <= 0 && this.view.to >= before.duration;
      this.view = isWhole ? whole(overview.duration) : clamp(this.view, overview.duration);
      this.open = openedAgain(this.open, before.groups, overview.groups);
      if (this.open.size === 0) this.open = openedFirst(overview);
    } else {
      this.view = this.initial ? clamp(this.initial, overview.duration) : whole(overview.duration);
      this.open = openedFirst(overview);
      this.activeLine = 0;
    }
    this.layOut();
  }

  protected override firstUpdated(): void {
    // A listener of Lit's would be passive for wheels in some engines.
    this.lanes?.addEventListener('wheel', this.gestures.wheel, { passive: false });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected') && this.selected) this.show(this.selected);
    this.draw();
  }

  protected override render(): TemplateResult {
    return html`
      ${toolbar((action) => this.commands.do(action))}
      <canvas
        class="minimap"
        role="img"
        aria-label=${l10n.t('Goroutines and heap over time')}
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
        @pointerdown=${this.gestures.down}
        @pointermove=${this.gestures.move}
        @pointerup=${this.gestures.up}
        @pointercancel=${this.gestures.cancel}
      >
        <canvas class="picture" aria-hidden="true"></canvas>
        <div class="spacer"></div>
      </div>
      <p id="timeline-keys" class="keys">
        ${l10n.t('W and S zoom, A and D move, arrows go from lane to lane and from interval to interval, Enter opens or selects, [ and ] follow wake-ups. R selects the range in sight, M that of the selection; a drag in the axis or with Shift does too. B sets a bookmark, comma and full stop go to the next. Ctrl and the wheel zoom.')}
      </p>
      <p class="said" role="status" data-testid="said">${this.said}</p>
    `;
  }

  get lanes(): HTMLElement | null {
    return this.querySelector('.lanes');
  }

  get duration(): number {
    return this.overview.duration;
  }

  get plotWidth(): number {
    return Math.max((this.lanes?.clientWidth ?? 0) - gutter, 1);
  }

  look(view: View): void {
    this.view = view;
    this.draw();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { from, to } = this.view;
      const isWhole = from <= 0 && to >= this.duration;
      this.tell('view-changed', isWhole ? null : { from, to });
    }, restMs);
  }

  /** Shows a moment in the middle. */
  centre(time: number): void {
    const half = (this.view.to - this.view.from) / 2;
    this.look(clamp({ from: time - half, to: time + half }, this.duration));
  }

  /** Shows a span of time with some room around it. */
  lookAt({ from, to }: Span): void {
    this.look(around(from, to, this.duration));
  }

  clicked(x: number, y: number): void {
    const line = y < axisHeight ? null : lineAt(this.layout, y - axisHeight + (this.lanes?.scrollTop ?? 0));
    if (!line) return;
    this.activeLine = line.section.line + 1 + line.lane;
    if (line.lane < 0) this.toggle(line.section.key);
    else if (x < gutter) this.moveTo(this.activeLine);
    else void this.commands.selectAt(line, this.gestures.timeAt(x - 1), this.gestures.timeAt(x + 1));
  }

  ranged(span: Span | null, isDone: boolean): void {
    this.drawnRange = isDone ? null : span;
    if (isDone) this.tell('range-selected', span);
    this.draw();
  }

  tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  say(text: string): void {
    this.said = text;
  }

  private layOut(): void {
    const { procs, threads, groups } = this.overview;
    this.layout = layOut(procs.length, threads.length, groups, this.open);
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
    const { lanes, overview, layout, view, theme, fetcher, activeLine, selected, bookmarks } = this;
    const spacer = this.querySelector<HTMLElement>('.spacer');
    if (!lanes || !spacer) return;
    const { clientWidth: width, clientHeight: height, scrollTop: scroll } = lanes;
    spacer.style.height = `${Math.max(layout.height + axisHeight - height, 0)}px`;
    const picture = sized(this.querySelector('.picture'), width, height);
    if (picture) {
      const scene: Scene = {
        ...{ width, height, scroll, overview, layout, view, theme, activeLine, selected, bookmarks },
        strips: fetcher.image,
        range: this.drawnRange ?? this.range,
        isFocused: lanes.matches(':focus-visible'),
      };
      paint(picture, scene);
      lanes.dataset.drawn = String(fetcher.has(theme.looks));
    }
    const minimap = sized(this.querySelector('.minimap'), width, minimapHeight);
    if (minimap) this.minimap.paint(minimap, width, this.profile, view, overview.duration || 1, theme);
    const sight = { overview, layout, view, top: scroll, height, pixels: this.plotWidth };
    void fetcher.fetch(this.asker, sight, theme.looks).then((isNew) => {
      if (isNew) this.draw();
    });
  }

  private onMinimap(event: PointerEvent): void {
    const canvas = event.currentTarget as HTMLElement;
    const { left, width } = canvas.getBoundingClientRect();
    const at = ((event.clientX - left) / width) * this.duration;
    const half = (this.view.to - this.view.from) / 2;
    canvas.setPointerCapture(event.pointerId);
    this.look(clamp({ from: at - half, to: at + half }, this.duration));
  }

  toggle(key: number): void {
    if (!this.open.delete(key)) this.open.add(key);
    this.layOut();
    this.said = this.textOf(lineNumber(this.layout, this.activeLine));
    this.draw();
  }

  /** Brings an interval into sight, and its lane. */
  private show(details: IntervalDetails): void {
    const { groups } = this.overview;
    const { position } = details.goroutine;
    const key = groupAt(groups, position);
    if (key < 0) return;
    if (!this.open.has(key)) {
      this.open.add(key);
      this.layOut();
    }
    const section = this.layout.sections.find((one) => one.key === key);
    const active = lineNumber(this.layout, this.activeLine);
    // Who has clicked on a processor stays there.
    const staysAtProc = active !== null && active.lane >= 0 && active.section.key < 0;
    if (section && !staysAtProc) this.moveTo(section.line + 1 + position - groups[key].first, false);
    this.view = reveal(this.view, details.start, details.end, this.duration);
    this.said = `${l10n.t('goroutine {0}', details.goroutine.id)}, ${headlineOf(details)}`;
  }

  moveTo(index: number, tell = true): void {
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
    if (tell) this.said = this.textOf(line);
    this.draw();
  }

  private textOf(line: Line | null): string {
    return lineText(this.overview, line, this.fetcher.image);
  }

  private onKey(event: KeyboardEvent): void {
    const action = actionOf(event);
    if (!action) return;
    this.commands.do(action);
    event.preventDefault();
  }
}

customElements.define('unpark-timeline', Timeline);
