import type { executionTrace } from '#profile';
import type { TaskLine, TasksQuestion } from '../queries.ts';
import { orNull } from './facts.ts';
import { latencyOf } from './latency.ts';

type Trace = executionTrace.Trace;

/** A line before it is told: what it is, and its row there. */
interface Entry {
  kind: TaskLine['kind'];
  /** Row of tasks, regions or logs; of a type index into `types`. */
  row: number;
  level: number;
  isOpen: boolean;
}

/** Tasks, or regions of no task, with one name. */
interface TaskType {
  key: string;
  name: string;
  of: 'task' | 'region';
  /** The longest first. */
  rows: readonly number[];
}

/** What belongs to a task, by time. */
interface Part {
  kind: 'task' | 'region' | 'log';
  row: number;
  start: number;
  depth: number;
}

/** The tasks, regions and logs of a program as a tree, of which the lines that are in sight are told. */
export class TaskTree {
  private readonly trace: Trace;
  private parts: Map<number, Part[]> | undefined;
  private asked = '';
  private types: readonly TaskType[] = [];
  private entries: Entry[] = [];

  constructor(trace: Trace) {
    this.trace = trace;
  }

  answer({ open, text, from, to }: TasksQuestion): { total: number; from: number; rows: TaskLine[] } {
    const asked = JSON.stringify([open, text]);
    if (asked !== this.asked) {
      this.types = this.typesWith(text.trim().toLowerCase());
      this.entries = this.unfold(new Set(open));
      this.asked = asked;
    }
    const rows = this.entries.slice(from, to).map((entry) => this.lineOf(entry));
    return { total: this.entries.length, from, rows };
  }

  private typesWith(text: string): TaskType[] {
    const { tasks, regions, strings } = this.trace;
    const found = new Map<string, { name: string; of: 'task' | 'region'; rows: number[] }>();
    const add = (of: 'task' | 'region', name: number, row: number) => {
      const key = `${of}s:${strings[name]}`;
      const type = found.get(key);
      if (type) type.rows.push(row);
      else found.set(key, { name: strings[name], of, rows: [row] });
    };
    for (let row = 0; row < tasks.id.length; row++)
      if (this.matches(row, text)) add('task', tasks.name[row], row);
    for (let row = 0; row < regions.name.length; row++) {
      const isFree = regions.task[row] === 0 && regions.depth[row] === 0;
      if (isFree && strings[regions.name[row]].toLowerCase().includes(text))
        add('region', regions.name[row], row);
    }
    const types = [...found].map(([key, type]) => {
      const columns = type.of === 'task' ? tasks : regions;
      const times = new Map(type.rows.map((row) => [row, this.lengthOf(columns, row)]));
      type.rows.sort((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0) || a - b);
      return { key, ...type, total: [...times.values()].reduce((sum, time) => sum + time, 0) };
    });
    return types.sort((a, b) => b.total - a.total);
  }

  private matches(row: number, text: string): boolean {
    const { tasks, regions, logs, strings } = this.trace;
    if (text === '' || String(tasks.id[row]) === text) return true;
    const has = (string: number) => strings[string].toLowerCase().includes(text);
    return (
      has(tasks.name[row]) ||
      (this.partsOf(row) ?? []).some(
        (part) =>
          (part.kind === 'region' && has(regions.name[part.row])) ||
          (part.kind === 'log' && (has(logs.message[part.row]) || has(logs.category[part.row]))),
      )
    );
  }

  /** Nanoseconds, within the trace. */
  private lengthOf({ start, end }: { start: Float64Array; end: Float64Array }, row: number): number {
    return (orNull(end[row]) ?? this.trace.duration) - (orNull(start[row]) ?? 0);
  }

  private unfold(open: ReadonlySet<string>): Entry[] {
    const entries: Entry[] = [];
    this.types.forEach((type, index) => {
      const isOpen = open.has(type.key);
      entries.push({ kind: 'type', row: index, level: 1, isOpen });
      if (!isOpen) return;
      for (const row of type.rows) {
        if (type.of === 'task') this.unfoldTask(row, 2, open, entries);
        else entries.push({ kind: 'region', row, level: 2, isOpen: false });
      }
    });
    return entries;
  }

  private unfoldTask(row: number, level: number, open: ReadonlySet<string>, entries: Entry[]): void {
    const isOpen = open.has(`task:${row}`);
    entries.push({ kind: 'task', row, level, isOpen });
    if (!isOpen) return;
    for (const part of this.partsOf(row) ?? []) {
      if (part.kind === 'task') this.unfoldTask(part.row, level + 1, open, entries);
      else entries.push({ kind: part.kind, row: part.row, level: level + 1 + part.depth, isOpen: false });
    }
  }

  private partsOf(row: number): Part[] | undefined {
    this.parts ??= collectParts(this.trace);
    return this.parts.get(row);
  }

  private lineOf({ kind, row, level, isOpen }: Entry): TaskLine {
    const { tasks, regions, logs, strings } = this.trace;
    const base = { level, kind, isOpen, id: null, latency: null, count: 1, hasChildren: false };
    if (kind === 'type') {
      const { key, name, of, rows } = this.types[row];
      const { start, end } = of === 'task' ? tasks : regions;
      const times = rows.map((at) => end[at] - start[at]).filter((time) => !Number.isNaN(time));
      return {
        ...base,
        ...{ key, name, goroutine: null, start: null, end: null },
        ...{ latency: latencyOf(times), count: rows.length, hasChildren: true },
      };
    }
    if (kind === 'log') {
      const category = strings[logs.category[row]];
      const name = [category, strings[logs.message[row]]].filter(Boolean).join(': ');
      const time = logs.time[row];
      return {
        ...base,
        ...{ key: `log:${row}`, name, goroutine: this.idOf(logs.goroutine[row]), start: time, end: time },
      };
    }
    const columns = kind === 'task' ? tasks : regions;
    return {
      ...base,
      key: `${kind}:${row}`,
      name: strings[columns.name[row]],
      id: kind === 'task' ? tasks.id[row] : null,
      goroutine: this.idOf(columns.goroutine[row]),
      start: orNull(columns.start[row]),
      end: orNull(columns.end[row]),
      hasChildren: kind === 'task' && this.partsOf(row) !== undefined,
    };
  }

  private idOf(goroutine: number): number | null {
    return goroutine < 0 ? null : this.trace.goroutines.id[goroutine];
  }
}

/** Row of a task → what belongs to it: tasks below it, regions and logs. */
function collectParts({ tasks, regions, logs }: Trace): Map<number, Part[]> {
  const parts = new Map<number, Part[]>();
  const rowOf = new Map<number, number>();
  tasks.id.forEach((id, row) => {
    rowOf.set(id, row);
  });
  const add = (row: number | undefined, part: Part) => {
    if (row === undefined || row < 0) return;
    const known = parts.get(row);
    if (known) known.push(part);
    else parts.set(row, [part]);
  };
  for (let row = 0; row < tasks.id.length; row++)
    if (tasks.parent[row] !== row)
      add(tasks.parent[row], { kind: 'task', row, start: tasks.start[row] || 0, depth: 0 });
  for (let row = 0; row < regions.name.length; row++) {
    const part = { kind: 'region' as const, row, start: regions.start[row] || 0, depth: regions.depth[row] };
    if (regions.task[row] !== 0) add(rowOf.get(regions.task[row]), part);
  }
  for (let row = 0; row < logs.time.length; row++)
    if (logs.task[row] !== 0)
      add(rowOf.get(logs.task[row]), { kind: 'log', row, start: logs.time[row], depth: 0 });
  for (const list of parts.values()) list.sort((a, b) => a.start - b.start || a.depth - b.depth);
  return parts;
}
