import type { Frame } from '#profile';
import { onMessage, post } from '../host.ts';

/** Before that, the mouse only passes by. */
const restMs = 250;

/** What is shown beside a frame. */
export interface SourceLine {
  /** The frame's place, as the profile has it. */
  place: string;
  /** The line of source; `null` while it is asked for, and where it is not known. */
  text: string | null;
}

/** Asks the extension host for the line of source behind the frame that is looked at. One at a time. */
export class SourceHover {
  private readonly show: (line: SourceLine | null) => void;
  /** Lines that are known, by place. */
  private readonly known = new Map<string, string | null>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request = 0;
  private asked: string | null = null;
  private stop: () => void = () => {};

  /** @param show is told what to show now; `null`: nothing */
  constructor(show: (line: SourceLine | null) => void) {
    this.show = show;
  }

  /** Listens for answers, until `disconnect`. */
  connect(): void {
    this.stop = onMessage((message) => {
      if (message.type !== 'sourceLine' || message.request !== this.request || this.asked === null) return;
      this.known.set(this.asked, message.text);
      this.show({ place: this.asked, text: message.text });
    });
  }

  disconnect(): void {
    this.leave();
    this.stop();
  }

  /** Somebody looks at a frame. */
  enter({ file, line, function: name }: Frame): void {
    this.leave();
    if (!file) return;
    const place = `${file}:${line}`;
    this.timer = setTimeout(() => {
      const text = this.known.get(place);
      this.show({ place, text: text ?? null });
      if (text !== undefined) return;
      this.asked = place;
      this.request++;
      post({ type: 'sourceLine', request: this.request, place: { file, line, function: name } });
    }, restMs);
  }

  /** Nobody does any more. */
  leave(): void {
    clearTimeout(this.timer);
    this.asked = null;
    this.show(null);
  }

  /** The files may have changed. */
  forget(): void {
    this.known.clear();
  }
}
