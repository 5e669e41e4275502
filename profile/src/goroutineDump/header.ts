import { parseLabels, Scanner } from './labels.ts';

/** The facts of a line `goroutine 7 [chan send, 2 minutes, locked to thread]:`. */
export interface Header {
  id: number;
  state: string;
  waitMinutes?: number;
  lockedToThread?: boolean;
  leaked?: boolean;
  labels?: Record<string, string>;
  /** The synctest bubble that it belongs to. */
  bubble?: number;
  /** The thread (M) that ran it; only crashes with GOTRACEBACK=system and above tell. */
  thread?: number;
}

/**
 * Parses a goroutine's header line: `goroutine ID[ gp=… m=… mp=…] [STATUS…]{labels}:`, as runtime/traceback.go's
 * goroutineheader prints it from Go 1.0 to 1.27 (formats.md, section 3.1). What it does not know it keeps as part of
 * the state.
 *
 * @returns `null` for any other line.
 */
export function parseHeader(line: string): Header | null {
  if (!line.startsWith('goroutine ')) return null;
  const scan = new Scanner(line, 'goroutine '.length);
  const id = scan.digits();
  if (!id || id.length > 15) return null;
  const open = line.indexOf(' [', scan.at);
  if (open < 0 || line[open + 2] === undefined) return null;
  // Between the id and the bracket stand only `gp=0x… m=nil`.
  const thread = /^(?: \w+=\w+)*$/.test(line.slice(scan.at, open)) && line.slice(scan.at, open);
  if (thread === false) return null;
  scan.at = open + 2;

  const header: Header = { id: Number(id), state: '' };
  const m = / m=(\d{1,9})(?: |$)/.exec(thread);
  if (m) header.thread = Number(m[1]);
  const inside = scan.until(']');
  if (inside === null) return null;
  const labelled = inside.indexOf(' labels:{');
  const status = labelled < 0 ? inside : inside.slice(0, labelled);
  const brace = labelled < 0 ? line.indexOf('{', scan.at) : line.indexOf('{', open);
  if (brace >= 0) header.labels = parseLabels(line, brace);
  readStatus(status, header);
  return /:\s*$/.test(line) ? header : null;
}

/** `chan receive (nil chan) (scan), 12 minutes, locked to thread, synctest bubble 3`. */
export function readStatus(status: string, header: Header): void {
  const [first, ...rest] = status.split(', ');
  let state = first;
  for (;;) {
    if (state.endsWith(' (scan)')) state = state.slice(0, -' (scan)'.length);
    else if (state.endsWith(' (leaked)')) {
      state = state.slice(0, -' (leaked)'.length);
      header.leaked = true;
    } else break;
  }
  if (state === 'leaked') header.leaked = true;
  header.state = state;
  for (const part of rest) {
    const minutes = /^(\d{1,15}) minutes?$/.exec(part);
    const bubble = /^synctest (?:bubble|group) (\d{1,15})$/.exec(part);
    if (minutes) header.waitMinutes = Number(minutes[1]);
    else if (part === 'locked to thread') header.lockedToThread = true;
    else if (bubble) header.bubble = Number(bubble[1]);
    else header.state += `, ${part}`;
  }
}

/** What goleak prints instead of a header: `Goroutine 6 in state select, with main.f on top of the stack:`. */
const goleak = /^\[? ?Goroutine (\d{1,15}) in state (.*), with .* on top of the stack:\s*$/;

/** Parses goleak's line above a stack (go.uber.org/goleak, internal/stack). `null` for any other line. */
export function parseGoleakHeader(line: string): Header | null {
  const match = goleak.exec(line);
  if (!match) return null;
  const header: Header = { id: Number(match[1]), state: '' };
  readStatus(match[2], header);
  return header;
}
