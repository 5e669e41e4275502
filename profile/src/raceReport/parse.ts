import { FormatError } from '../errors.ts';
import { functionOf, placeOf } from '../goroutineDump/frames.ts';
import { Prefix } from '../goroutineDump/prefix.ts';
import type { Frame } from '../model.ts';
import type { Race, RaceAccess, RaceGoroutine, RaceMemory, RaceReport } from './model.ts';

const warning = /WARNING: (DATA RACE|DEADLOCK)\r?$/;
const rule = /^={18}\s*$/;
const access =
  /^(Previous )?((?:atomic )?(?:read|write))(?: of size \d+)? at (0x[0-9a-f]+) by (?:(main) goroutine|goroutine (\d{1,15})):/i;
const lock = /^Goroutine (\d{1,15}) lock mutex (\S+) while holding mutex (\S+):/;
const created = /^Goroutine (\d{1,15}) \((running|finished)\) created at:/;
const heap = /^Heap block of size (\d{1,15}) at (0x[0-9a-f]+) allocated by /;
const global = /^Global var (\S+) of size (\d{1,15}) at (0x[0-9a-f]+) declared at (.*):(\d{1,9})$/;

const longestLine = 64 * 1024;

export const looksLikeRaceReport = (text: string): boolean =>
  /WARNING: (?:DATA RACE|DEADLOCK)\r?$/m.test(text);

/**
 * Reads the reports of the race detector out of a program's or a test's output (compiler-rt, tsan_report.cpp;
 * formats.md, section 4.1). All else is passed over.
 *
 * @throws FormatError where there is no report in it.
 */
export function parseRaceReport(text: string, progress: (done: number) => void = () => {}): RaceReport {
  const reports: Race[] = [];
  let builder: RaceBuilder | null = null;
  let prefix: Prefix | null = null;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    let line = text.slice(at, Math.min(stop, at + longestLine)).trimEnd();
    at = stop + 1;
    if (++count % 20_000 === 0) progress(at);
    const found = line.endsWith('DATA RACE') || line.endsWith('DEADLOCK') ? warning.exec(line) : null;
    if (found) {
      if (builder) reports.push(builder.done());
      prefix = found.index > 0 ? new Prefix(line.slice(0, found.index)) : null;
      builder = new RaceBuilder(found[1] === 'DEADLOCK' ? 'deadlock' : 'data-race');
      continue;
    }
    if (!builder) continue;
    if (prefix) {
      const length = prefix.lengthIn(line);
      // A log's blank line may have lost the end of its prefix; a line without one is another's.
      line = length > 0 ? line.slice(length) : '';
    }
    if (rule.test(line)) {
      reports.push(builder.done());
      builder = null;
    } else builder.line(line);
  }
  if (builder) reports.push(builder.done());
  if (!reports.length) throw new FormatError('It holds no race report.', 0);
  return { reports };
}

class RaceBuilder {
  private readonly accesses: RaceAccess[] = [];
  private readonly goroutines: RaceGoroutine[] = [];
  private memory: RaceMemory | null = null;
  /** The stack that lines go to. */
  private stack: Frame[] | null = null;
  private readonly kind: Race['kind'];

  constructor(kind: Race['kind']) {
    this.kind = kind;
  }

  line(line: string): void {
    if (line === '') {
      this.stack = null;
      return;
    }
    if (!line.startsWith('  ')) {
      this.heading(line);
      return;
    }
    if (!this.stack) return;
    if (line.startsWith('      ')) {
      const at = placeOf(line);
      const last = this.stack.at(-1);
      if (at && last && !last.file) Object.assign(last, at);
    } else if (line !== '  [failed to restore the stack]') {
      this.stack.push({ function: functionOf(line), file: '', line: 0 });
    }
  }

  done(): Race {
    return { kind: this.kind, accesses: this.accesses, goroutines: this.goroutines, memory: this.memory };
  }

  private heading(line: string): void {
    const stack: Frame[] = [];
    this.stack = stack;
    let match = access.exec(line);
    if (match) {
      const [, previous, operation, address, main, id] = match;
      this.accesses.push({
        operation: operation.toLowerCase(),
        address,
        previous: previous !== undefined,
        goroutine: main ? 0 : Number(id),
        stack,
      });
      return;
    }
    match = created.exec(line);
    if (match) {
      this.goroutines.push({ id: Number(match[1]), finished: match[2] === 'finished', stack });
      return;
    }
    match = heap.exec(line);
    if (match) {
      this.memory = { kind: 'heap', name: '', size: Number(match[1]), address: match[2], stack };
      return;
    }
    match = global.exec(line);
    if (match?.[1]) {
      const [, name, size, address, file, number] = match;
      const declared = { function: name, file, line: Number(number) };
      this.memory = { kind: 'global', name, size: Number(size), address, stack: [declared] };
      return;
    }
    match = lock.exec(line);
    if (match) {
      this.accesses.push({
        operation: 'lock',
        address: match[2],
        previous: false,
        goroutine: Number(match[1]),
        stack,
      });
    }
  }
}
