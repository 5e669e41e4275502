import * as l10n from '@vscode/l10n';
import type { Asker, IntervalDetails, Span, TraceOverview } from '../queries.ts';
import { durationText } from '../time.ts';
import { bookmarkHere } from './bookmarkHere.ts';
import type { Action } from './keys.ts';
import { type Layout, type Line, laneHeight, lineNumber, procsKey, threadsKey } from './lanes.ts';
import { axisHeight } from './scene.ts';
import { pan, type View, whole, zoom } from './view.ts';

/** What commands change. */
export interface Commanded {
  readonly lanes: HTMLElement | null;
  readonly overview: TraceOverview;
  readonly asker: Asker;
  readonly view: View;
  readonly duration: number;
  readonly layout: Layout;
  /** Index of the line that the keyboard is at. */
  readonly activeLine: number;
  readonly selected: IntervalDetails | null;
  readonly range: Span | null;
  look(view: View): void;
  lookAt(span: Span): void;
  /** Goes to a line, and tells of it. */
  moveTo(index: number): void;
  /** Opens or closes a section. */
  toggle(key: number): void;
  /** Says something to a screen reader. */
  say(text: string): void;
  /** Fires an event. */
  tell(type: string, detail?: unknown): void;
}

/** What keys and buttons do. */
export class Commands {
  private readonly host: Commanded;

  constructor(host: Commanded) {
    this.host = host;
  }

  do(action: Action): void {
    const { host } = this;
    const { view, duration, selected, range, activeLine, layout } = host;
    const line = lineNumber(layout, activeLine);
    switch (action.do) {
      case 'zoom':
        return this.zoomBy(action.factor);
      case 'pan':
        return host.look(pan(view, action.share, duration));
      case 'whole':
        return host.look(whole(duration));
      case 'fit':
        return selected ? host.lookAt({ from: selected.start, to: selected.end }) : undefined;
      case 'zoomToRange':
        return range ? host.lookAt(range) : undefined;
      case 'line':
        return host.moveTo(activeLine + action.step);
      case 'page': {
        const wanted = activeLine + action.step * this.linesInSight();
        return host.moveTo(Math.min(Math.max(wanted, 0), layout.lines - 1));
      }
      case 'end':
        return host.moveTo(action.isLast ? layout.lines - 1 : 0);
      case 'side':
        return line ? this.goAside(line, action.isRight) : undefined;
      case 'activate':
        if (line && line.lane < 0) host.toggle(line.section.key);
        else if (line) void this.selectAt(line, view.from, view.to);
        return;
      case 'follow':
        return void this.selectRow(
          (action.isBack ? selected?.incoming : selected?.outgoing[0])?.interval ?? -1,
        );
      case 'rangeOfSight':
        return this.selectRange(view);
      case 'rangeOfSelected':
        return selected ? this.selectRange({ from: selected.start, to: selected.end }) : undefined;
      case 'clear':
        return host.tell(range ? 'range-selected' : 'interval-selected', null);
      case 'bookmark':
        return host.tell('bookmark-toggled', bookmarkHere(selected, view));
      case 'nextBookmark':
        return host.tell('bookmark-wanted', action.isBack);
      case 'search':
        return host.tell('search-wanted');
    }
  }

  /** Selects what took the most of a span in a lane. */
  async selectAt({ section, lane }: Line, from: number, to: number): Promise<void> {
    const { host } = this;
    const question = { from, to };
    const of =
      section.key === procsKey
        ? { proc: lane }
        : section.key === threadsKey
          ? { thread: lane }
          : { position: host.overview.groups[section.key].first + lane };
    const details = await host.asker.ask('at', { ...question, ...of });
    if (!details) host.say(l10n.t('Nothing is there.'));
    host.tell('interval-selected', details);
  }

  private async selectRow(interval: number): Promise<void> {
    const { host } = this;
    if (interval >= 0) host.tell('interval-selected', await host.asker.ask('interval', { interval }));
  }

  private selectRange({ from, to }: Span): void {
    this.host.tell('range-selected', { from, to });
    this.host.say(l10n.t('Range from {0} to {1}', durationText(from), durationText(to)));
  }

  /** Zooms around what is selected where that is in sight, else around the middle. */
  private zoomBy(factor: number): void {
    const { view, selected, duration } = this.host;
    const middle = (view.from + view.to) / 2;
    const wanted = selected
      ? (Math.max(selected.start, view.from) + Math.min(selected.end, view.to)) / 2
      : middle;
    const at = wanted >= view.from && wanted <= view.to ? wanted : middle;
    this.host.look(zoom(view, factor, at, duration));
  }

  private linesInSight(): number {
    const height = (this.host.lanes?.clientHeight ?? 0) - axisHeight;
    return Math.max(Math.floor(height / laneHeight) - 1, 1);
  }

  /** Opens and closes a section; in a lane goes from interval to interval. */
  private goAside(line: Line, isRight: boolean): void {
    const { selected, view } = this.host;
    if (line.lane < 0) {
      if (line.section.isOpen !== isRight) this.host.toggle(line.section.key);
    } else if (selected && this.isSelectedHere(line))
      void this.selectRow(isRight ? selected.next : selected.previous);
    else void this.selectAt(line, view.from, view.to);
  }

  /** Whether the selected interval lies in the lane that the keyboard is at. */
  private isSelectedHere(line: Line): boolean {
    const { selected, overview } = this.host;
    const position = selected?.goroutine.position ?? -1;
    const group = overview.groups[line.section.key];
    return line.lane >= 0 && group !== undefined && position === group.first + line.lane;
  }
}
