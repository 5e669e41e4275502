import type { Span } from '../queries.ts';
import { axisHeight, gutter } from './scene.ts';
import { pan, spanOf, type View, zoom } from './view.ts';

/** Pixels that a pointer may move in a click. */
const slack = 4;

/** What gestures move. */
export interface Stage {
  readonly lanes: HTMLElement | null;
  readonly view: View;
  readonly duration: number;
  /** Pixels that the window of time is drawn on. */
  readonly plotWidth: number;
  look(view: View): void;
  /** A click, in pixels from the picture's corner. */
  clicked(x: number, y: number): void;
  /** A range is being drawn, or has been. */
  ranged(span: Span | null, isDone: boolean): void;
}

interface Drag {
  kind: 'pan' | 'range';
  x: number;
  y: number;
  view: View;
  scroll: number;
  moved: boolean;
}

/** Pointer and wheel: a drag pans, in the axis or with Shift it selects a range; Ctrl and the wheel zoom. */
export class Gestures {
  private readonly stage: Stage;
  private drag: Drag | null = null;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  readonly wheel = (event: WheelEvent): void => {
    const { view, duration, plotWidth } = this.stage;
    const along = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      const at = this.timeAt(this.place(event).x);
      const factor = Math.exp(Math.max(-1, Math.min(event.deltaY / 200, 1)));
      this.stage.look(zoom(view, factor, Math.max(at, view.from), duration));
    } else if (along !== 0) this.stage.look(pan(view, along / plotWidth, duration));
    else return; // the lanes scroll by themselves
    event.preventDefault();
  };

  readonly down = (event: PointerEvent): void => {
    const { lanes, view } = this.stage;
    const { x, y } = this.place(event);
    if (event.button !== 0 || !lanes || x > lanes.clientWidth) return;
    const isRange = x >= gutter && (event.shiftKey || y < axisHeight);
    this.drag = {
      kind: isRange ? 'range' : 'pan',
      ...{ x, y, view, scroll: lanes.scrollTop, moved: false },
    };
  };

  readonly move = (event: PointerEvent): void => {
    const { drag } = this;
    const { lanes, plotWidth, duration } = this.stage;
    if (!drag || !lanes) return;
    const { x, y } = this.place(event);
    if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < slack) return;
    if (!drag.moved) lanes.setPointerCapture(event.pointerId);
    drag.moved = true;
    if (drag.kind === 'range') return this.stage.ranged(this.spanTo(drag, x), false);
    lanes.scrollTop = drag.scroll - (y - drag.y);
    this.stage.look(pan(drag.view, (drag.x - x) / plotWidth, duration));
  };

  readonly up = (event: PointerEvent): void => {
    const { drag } = this;
    this.drag = null;
    if (!drag) return;
    const { x, y } = this.place(event);
    if (drag.kind === 'range') this.stage.ranged(drag.moved ? this.spanTo(drag, x) : null, true);
    else if (!drag.moved) this.stage.clicked(x, y);
  };

  readonly cancel = (): void => {
    this.drag = null;
  };

  /** The moment that is drawn at a place, in pixels from the left. */
  timeAt(x: number): number {
    const { view, plotWidth } = this.stage;
    return view.from + ((x - gutter) / plotWidth) * (view.to - view.from);
  }

  private spanTo(drag: Drag, x: number): Span {
    return spanOf(
      this.timeAt(Math.max(drag.x, gutter)),
      this.timeAt(Math.max(x, gutter)),
      this.stage.duration,
    );
  }

  private place({ clientX, clientY }: MouseEvent): { x: number; y: number } {
    const { left, top } = this.stage.lanes?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return { x: clientX - left, y: clientY - top };
  }
}
