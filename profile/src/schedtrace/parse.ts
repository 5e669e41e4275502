import { FormatError } from '../errors.ts';
import type { SchedGoroutine, SchedProc, SchedSample, SchedThread, SchedTrace } from './model.ts';

const longestLine = 64 * 1024;
/** More lines of P, M and G than this are no log's. */
const mostDetails = 5_000_000;

export const looksLikeSchedTrace = (text: string): boolean =>
  /^(?:.{0,400} )?SCHED \d{1,15}ms: gomaxprocs=/m.test(text);

/**
 * Reads what `GODEBUG=schedtrace=N` and `scheddetail=1` print, out of a program's output (runtime/proc.go,
 * schedtrace; formats.md, section 4.5). Lines of others are passed over.
 *
 * @throws FormatError where there is none of it.
 */
export function parseSchedTrace(text: string, progress: (done: number) => void = () => {}): SchedTrace {
  const samples: SchedSample[] = [];
  let detail: Details | null = null;
  let details = 0;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    const line = text.slice(at, Math.min(stop, at + longestLine));
    at = stop + 1;
    if (++count % 20_000 === 0) progress(at);
    const head = line.indexOf('SCHED ');
    if (head >= 0) {
      const sample = sampleOf(line.slice(head));
      if (!sample) continue;
      samples.push(sample);
      detail = new Details(sample);
    } else if (detail?.line(line) && ++details > mostDetails) {
      throw new FormatError('It has more than 5 000 000 lines of details.', at);
    }
  }
  if (!samples.length) throw new FormatError('It holds no scheduler trace.', 0);
  return { samples };
}

function sampleOf(line: string): SchedSample | null {
  const time = /^SCHED (\d{1,15})ms: /.exec(line);
  if (!time) return null;
  const fields = fieldsOf(line.slice(time[0].length));
  const number = (name: string) => numberOf(fields.get(name)) ?? 0;
  if (!fields.has('gomaxprocs')) return null;
  const sample: SchedSample = {
    ms: Number(time[1]),
    gomaxprocs: number('gomaxprocs'),
    idleprocs: number('idleprocs'),
    threads: number('threads'),
    spinningthreads: number('spinningthreads'),
    idlethreads: number('idlethreads'),
    runqueue: number('runqueue'),
  };
  // The queues follow `runqueue=7` without a name: `[ 0 0 ]`, in old versions `[0 0]`.
  const local = /runqueue=\d+ \[([\d ]*)\]/.exec(line);
  if (local) sample.local = numbers(local[1]);
  const ticks = /schedticks=\[([\d ]*)\]/.exec(line);
  if (ticks) sample.schedticks = numbers(ticks[1]);
  if (fields.has('needspinning')) sample.needspinning = number('needspinning');
  if (fields.has('gcwaiting')) sample.gcwaiting = isTrue(fields.get('gcwaiting'));
  if (fields.has('nmidlelocked')) sample.nmidlelocked = number('nmidlelocked');
  if (fields.has('stopwait')) sample.stopwait = number('stopwait');
  if (fields.has('sysmonwait')) sample.sysmonwait = isTrue(fields.get('sysmonwait'));
  return sample;
}

/** Collects the lines below a sample into it. */
class Details {
  private readonly sample: SchedSample;
  private readonly procs: SchedProc[] = [];
  private readonly threads: SchedThread[] = [];
  private readonly goroutines: SchedGoroutine[] = [];

  constructor(sample: SchedSample) {
    this.sample = sample;
  }

  /** Whether the line is one. */
  line(line: string): boolean {
    const head = /(?:^|\s)([PMG])(\d{1,15}): (?=\w+=)/.exec(line.slice(0, 500));
    if (!head) return false;
    const [start, kind, id] = head;
    const rest = line.slice(head.index + start.length);
    const fields = fieldsOf(rest);
    const number = (name: string) => numberOf(fields.get(name)) ?? 0;
    const other = (name: string) => numberOf(fields.get(name));
    if (kind === 'P') {
      this.procs.push({
        id: Number(id),
        status: number('status'),
        schedtick: number('schedtick'),
        syscalltick: number('syscalltick'),
        m: other('m'),
        runqsize: number('runqsize'),
        gfreecnt: number('gfreecnt'),
        timerslen: number('timerslen'),
      });
      this.sample.procs = this.procs;
    } else if (kind === 'M') {
      this.threads.push({
        id: Number(id),
        p: other('p'),
        curg: other('curg'),
        locks: number('locks'),
        spinning: isTrue(fields.get('spinning')),
        blocked: isTrue(fields.get('blocked')),
        lockedg: other('lockedg'),
      });
      this.sample.threadsDetail = this.threads;
    } else {
      // The reason has blanks and, for some, parentheses of its own: `status=4(chan receive (nil chan)) m=nil`.
      const status = /^status=(\d{1,9})\((.*)\) m=/.exec(rest);
      const name = statusName(Number(status?.[1] ?? number('status')));
      this.goroutines.push({
        id: Number(id),
        status: name,
        // The reason of the last wait stays until the next one.
        reason: name === 'waiting' ? (status?.[2] ?? '') : '',
        m: other('m'),
        lockedm: other('lockedm'),
      });
      this.sample.goroutines = this.goroutines;
    }
    return true;
  }
}

/** runtime/runtime2.go's; the bit 0x1000 says that the collector scans it. */
const statuses = new Map([
  [0, 'idle'],
  [1, 'runnable'],
  [2, 'running'],
  [3, 'syscall'],
  [4, 'waiting'],
  [6, 'dead'],
  [8, 'copystack'],
  [9, 'preempted'],
  [10, 'leaked'],
  [11, 'dead'],
]);

const statusName = (status: number): string => statuses.get(status & 0xfff) ?? String(status);

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of text.split(' ')) {
    const equals = part.indexOf('=');
    if (equals > 0) fields.set(part.slice(0, equals), part.slice(equals + 1).trimEnd());
  }
  return fields;
}

/** `nil`, or in old versions -1, is none. */
function numberOf(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d{1,20}$/.test(text)) return null;
  const number = Number(text);
  return number < 0 ? null : number;
}

/** Old versions print 0 and 1. */
const isTrue = (text: string | undefined): boolean => text === 'true' || text === '1';

const numbers = (text: string): number[] => text.split(' ').filter(Boolean).map(Number);
