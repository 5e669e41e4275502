import { FormatError } from '../errors.ts';
import type { Frame, Goroutine, Opened, Stack } from '../model.ts';
import { createdByOf, elidedOf, functionOf, placeOf } from './frames.ts';
import { parseHeader } from './header.ts';

/** A dump is text; the longest lines are calls with many arguments. Longer ones are no dump's. */
const longestLine = 64 * 1024;
/** Between two looks at the signal. */
const goroutinesPerCheck = 2_000;

/** Whether a text has the header of a goroutine at the start of a line. */
export const looksLikeDump = (text: string): boolean => /^goroutine \d+ (?:\w+=\w+ )*\[/m.test(text);

/**
 * Reads a goroutine dump: the text of `/debug/pprof/goroutine?debug=2`, of a crash or of SIGQUIT
 * (runtime/traceback.go; formats.md, section 3). Lines before, between and after the goroutines are passed over.
 *
 * @param progress called now and then with the characters done; may throw to stop.
 * @throws FormatError where there is no goroutine in it.
 */
export function parseDump(text: string, progress: (done: number) => void = () => {}): Opened {
  const reader = new DumpReader(text);
  const goroutines: Goroutine[] = [];
  const notes: string[] = [];
  for (let line = reader.next(); line !== null; line = reader.next()) {
    const header = parseHeader(line);
    if (!header) continue;
    goroutines.push({ count: 1, ...header, ...reader.stack() });
    if (goroutines.length % goroutinesPerCheck === 0) progress(reader.at);
  }
  if (!goroutines.length) throw new FormatError('It holds no goroutine.', 0);
  if (reader.cutShort) {
    notes.push('The last goroutine is cut short. The runtime, for one, ends a dump at 64 MB.');
  }
  return { format: 'goroutine-dump', snapshot: { stacks: reader.stacks, goroutines }, notes };
}

class DumpReader {
  at = 0;
  cutShort = false;
  readonly stacks: Stack[] = [];
  private readonly text: string;
  /** Stack text → index: goroutines with the same stack print the same lines, but for arguments. */
  private readonly known = new Map<string, number>();
  /** Lines repeat: `\tfile:line +0x1d` → its place. */
  private readonly places = new Map<string, Frame>();

  constructor(text: string) {
    this.text = text;
  }

  /** The next line without its end, or `null`. */
  next(): string | null {
    if (this.at >= this.text.length) return null;
    const end = this.text.indexOf('\n', this.at);
    const stop = end < 0 ? this.text.length : end;
    const line = this.text.slice(this.at, Math.min(stop, this.at + longestLine));
    this.at = stop + 1;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** The calls below a header, up to a blank line, the next header or the end. */
  stack(): Pick<Goroutine, 'stack' | 'createdBy'> {
    const frames: Frame[] = [];
    let key = '';
    let elided = 0;
    let createdBy: Goroutine['createdBy'];
    for (;;) {
      const before = this.at;
      const line = this.next();
      if (line === null) {
        this.cutShort = this.endsWithin(frames, createdBy);
        break;
      }
      if (line === '' || line.startsWith('goroutine ')) {
        if (line !== '') this.at = before;
        break;
      }
      if (line.startsWith('[originating from goroutine ')) {
        this.skipBlock();
        break;
      }
      const left = elidedOf(line);
      if (left) {
        elided = left;
        key += line;
        continue;
      }
      if (line.startsWith('\t')) continue; // «goroutine running on other thread; stack unavailable»
      if (line.startsWith('created by ')) {
        const at = this.place('');
        const { file, line: number, ...by } = createdByOf(line);
        createdBy = { ...by, file: at?.file ?? file, line: at?.line ?? number };
        continue;
      }
      const at = this.place(functionOf(line));
      if (!at) {
        // A call that the end of the text cuts may name another function.
        if (this.at > this.text.length) continue;
        // What is no call ends the goroutine: «exit status 2» stands right below it.
        if (!line.endsWith(')')) break;
      }
      const frame = at ?? { function: functionOf(line), file: '', line: 0 };
      frames.push(frame);
      key += `${frame.function}\n${frame.file}:${frame.line}\n`;
    }
    let stack = this.known.get(key);
    if (stack === undefined) {
      stack = this.stacks.push({ frames, elided }) - 1;
      this.known.set(key, stack);
    }
    return createdBy ? { stack, createdBy } : { stack };
  }

  /**
   * Whether the text ends before the goroutine does: in the middle of a line, or with a place still to come. A whole
   * one ends with the place of its outermost call, which is never inlined and therefore has an offset.
   */
  private endsWithin(frames: readonly Frame[], createdBy: Goroutine['createdBy']): boolean {
    if (!this.text.endsWith('\n'))
      return !/ \+0x[0-9a-f]/.test(this.text.slice(this.text.lastIndexOf('\n') + 1));
    if (createdBy) return createdBy.line === 0;
    return frames.length > 0 && frames[frames.length - 1].line === 0;
  }

  /** The frame that the next line completes, where it is a place; else that line is left for later. */
  private place(fn: string): Frame | null {
    const before = this.at;
    const line = this.next();
    if (line?.startsWith('\t') || (line !== null && /^ {4,}\S/.test(line))) {
      const key = `${fn}\0${line}`;
      let frame = this.places.get(key);
      if (!frame) {
        const at = placeOf(line);
        if (!at) return null;
        frame = { function: fn, ...at };
        this.places.set(key, frame);
      }
      return frame;
    }
    if (line !== null) this.at = before;
    return null;
  }

  /** Ancestors (GODEBUG=tracebackancestors) end with the blank line too. */
  private skipBlock(): void {
    for (let before = this.at, line = this.next(); line; before = this.at, line = this.next()) {
      if (!line.startsWith('goroutine ')) continue;
      this.at = before;
      return;
    }
  }
}
