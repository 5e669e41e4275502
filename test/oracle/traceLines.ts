import type { Ids } from '../../profile/src/executionTrace/core.ts';
import type { EventSource } from '../../profile/src/executionTrace/source.ts';
import { Ev, eventName, evSync, nobody } from '../../profile/src/executionTrace/spec.ts';
import type { Tables } from '../../profile/src/executionTrace/tables.ts';

/** The events of a source as trace/dump/main.go prints those of Go's reader, one a line, and its last line. */
export function* traceLines(source: EventSource): Generator<string> {
  const printer = new Printer(source);
  while (source.fill()) {
    for (let i = 0; i < source.block.length; i++) yield printer.line(i);
  }
  yield source.error ? `FAILURE ${source.error.message}` : 'SUCCESS';
}

const go = ['Undetermined', 'Runnable', 'Running', 'Syscall', 'Waiting'];
const proc = ['Undetermined', 'Running', 'Idle', 'Running', 'Idle'];

const kinds: readonly (readonly [string, readonly number[]])[] = [
  ['StackSample', [Ev.CPUSample]],
  ['Metric', [Ev.ProcsChange, Ev.HeapAlloc, Ev.HeapGoal]],
  ['RangeBegin', [Ev.STWBegin, Ev.GCBegin, Ev.GCSweepBegin, Ev.GCMarkAssistBegin]],
  ['RangeActive', [Ev.GCActive, Ev.GCSweepActive, Ev.GCMarkAssistActive]],
  ['RangeEnd', [Ev.STWEnd, Ev.GCEnd, Ev.GCSweepEnd, Ev.GCMarkAssistEnd]],
  ['Label', [Ev.GoLabel]],
  ['TaskBegin', [Ev.UserTaskBegin]],
  ['TaskEnd', [Ev.UserTaskEnd]],
  ['RegionBegin', [Ev.UserRegionBegin]],
  ['RegionEnd', [Ev.UserRegionEnd]],
  ['Log', [Ev.UserLog]],
  ['Sync', [evSync]],
];
/** What Go's reader calls the kinds of event; what is not here is `StateTransition`, or `Experimental`. */
export const kindOf: ReadonlyMap<number, string> = new Map(
  kinds.flatMap(([name, types]) => types.map((type) => [type, name] as const)),
);

const metrics = new Map<number, string>([
  [Ev.ProcsChange, '/sched/gomaxprocs:threads'],
  [Ev.HeapAlloc, '/memory/classes/heap/objects:bytes'],
  [Ev.HeapGoal, '/gc/heap/goal:bytes'],
]);

/** The ids of the goroutine, processor and thread of an event; -1 for none. */
export function whoOf(
  { block, directory }: EventSource,
  i: number,
): [goroutine: number, proc: number, thread: number] {
  const sample = block.type[i] === Ev.CPUSample;
  const id = (ids: Ids, row: number) => (row < 0 ? -1 : ids.get(row));
  return [
    sample ? block.a[i] || -1 : id(directory.goroutines, block.goroutine[i]),
    sample ? (block.b[i] === nobody ? -1 : block.b[i]) : id(directory.procs, block.proc[i]),
    id(directory.threads, block.thread[i]),
  ];
}

class Printer {
  private readonly source: EventSource;
  private readonly hashes = new Map<number, string>();
  private syncs = 0;
  private begin = Number.NaN;

  constructor(source: EventSource) {
    this.source = source;
  }

  line(i: number): string {
    const { block, tables } = this.source;
    const type = block.type[i];
    const kind = kindOf.get(type) ?? (type >= Ev.Span ? 'Experimental' : 'StateTransition');
    if (Number.isNaN(this.begin)) this.begin = block.time[i];
    const [g, p, m] = whoOf(this.source, i);
    // The stack of a status is that of the goroutine that it is about, and Go's reader gives it as both.
    const stack = this.hash(block.stack[i]);
    const head = `${kind} ${block.time[i] - this.begin} g${g} p${p} m${m} ${stack}`;
    const text = JSON.stringify(tables.strings[block.text[i]]);
    const a = block.a[i];
    switch (kind) {
      case 'Metric':
        return `${head} ${metrics.get(type)} ${a}`;
      case 'Label':
        return `${head} ${text}`;
      case 'RangeBegin':
      case 'RangeActive':
      case 'RangeEnd':
        return `${head} ${this.range(i)}`;
      case 'TaskBegin':
      case 'TaskEnd':
        return `${head} ${a} ${block.b[i] === nobody ? -1 : block.b[i]} ${text}`;
      case 'RegionBegin':
      case 'RegionEnd':
        return `${head} ${a} ${text}`;
      case 'Log':
        return `${head} ${a} ${text} ${JSON.stringify(tables.strings[block.extra[i]])}`;
      case 'Sync': {
        this.syncs++;
        const clock = this.source.clocks[this.syncs - 1];
        if (!clock) return `${head} ${a}`;
        return `${head} ${a} ${clock.time - this.begin} ${clock.mono} ${Math.floor(clock.wall)}`;
      }
      case 'Experimental': {
        const count =
          { [Ev.Span]: 3, [Ev.SpanAlloc]: 3, [Ev.SpanFree]: 1 }[type] ??
          (/Free$/.test(eventName(type)) ? 1 : 2);
        return `${head} ${eventName(type)} ${[a, block.b[i], block.c[i]].slice(0, count).join(' ')}`;
      }
      case 'StateTransition':
        return `${head} ${this.transition(i)}`;
    }
    return head;
  }

  private range(i: number): string {
    const { block, tables, directory } = this.source;
    const subject = block.subject[i];
    switch (block.type[i]) {
      case Ev.STWBegin:
      case Ev.STWEnd:
        return `"stop-the-world (${tables.strings[block.text[i]]})" Goroutine(${directory.goroutines.get(subject)})`;
      case Ev.GCMarkAssistBegin:
      case Ev.GCMarkAssistActive:
      case Ev.GCMarkAssistEnd:
        return `"GC mark assist" Goroutine(${directory.goroutines.get(subject)})`;
      case Ev.GCBegin:
      case Ev.GCActive:
      case Ev.GCEnd:
        return '"GC concurrent mark phase" None';
    }
    const swept = block.type[i] === Ev.GCSweepEnd ? ` ${block.a[i]} ${block.b[i]}` : '';
    return `"GC incremental sweep" Proc(${directory.procs.get(subject)})${swept}`;
  }

  private transition(i: number): string {
    const { block, tables, directory } = this.source;
    const type = block.type[i];
    const subject = block.subject[i];
    const ofProc = (from: string, to: string) => `P${directory.procs.get(subject)} ${from}->${to}`;
    const ofGo = (from: string, to: string, stack = 0, reason = 0) =>
      `G${directory.goroutines.get(subject)} ${from}->${to} ${JSON.stringify(tables.strings[reason])} ${this.hash(stack)}`;
    const stack = block.stack[i];
    const reason = block.text[i];
    const unborn = this.syncs > 1 ? 'NotExist' : 'Undetermined';
    switch (type) {
      case Ev.ProcStart:
        return ofProc('Idle', 'Running');
      case Ev.ProcStop:
        return ofProc('Running', 'Idle');
      case Ev.ProcSteal:
        return ofProc(block.b[i] === 4 ? 'Idle' : 'Running', 'Idle');
      case Ev.ProcStatus:
        return ofProc(block.b[i] ? proc[block.b[i]] : unborn, proc[block.a[i]]);
      case Ev.GoCreate:
        return ofGo('NotExist', 'Runnable', block.extra[i]);
      case Ev.GoCreateBlocked:
        return ofGo('NotExist', 'Waiting', block.extra[i]);
      case Ev.GoCreateSyscall:
        return ofGo('NotExist', 'Syscall');
      case Ev.GoStart:
        return ofGo('Runnable', 'Running');
      case Ev.GoDestroy:
        return ofGo('Running', 'NotExist');
      case Ev.GoDestroySyscall:
        return ofGo('Syscall', 'NotExist');
      case Ev.GoStop:
        return ofGo('Running', 'Runnable', stack, reason);
      case Ev.GoBlock:
        return ofGo('Running', 'Waiting', stack, reason);
      case Ev.GoUnblock:
      case Ev.GoSwitch:
      case Ev.GoSwitchDestroy:
        return ofGo('Waiting', 'Runnable');
      case Ev.GoSyscallBegin:
        return ofGo('Running', 'Syscall', stack);
      case Ev.GoSyscallEnd:
        return ofGo('Syscall', 'Running');
      case Ev.GoSyscallEndBlocked:
        return ofGo('Syscall', 'Runnable');
      default:
        return ofGo(go[block.b[i]], go[block.a[i]], stack);
    }
  }

  private hash(row: number): string {
    let hash = this.hashes.get(row);
    if (hash === undefined) {
      hash = stackHash(this.source.tables, row);
      this.hashes.set(row, hash);
    }
    return hash;
  }
}

/** FNV-1a over what the frames say. */
function stackHash({ stacks, frames, strings }: Tables, row: number): string {
  const from = stacks.start.data[row];
  const to = stacks.start.data[row + 1];
  if (from === to) return '-';
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) {
    const at = stacks.data.data[i] * 3;
    const [name, file, line] = frames.data.data.subarray(at, at + 3);
    for (const byte of Buffer.from(`${strings[name]}\0${strings[file]}\0${line}\n`))
      hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
