import * as Ev from './numbers/ev.ts';

export * as Ev from './numbers/ev.ts';
export * as GoStatus from './numbers/goStatus.ts';
export * as ProcStatus from './numbers/procStatus.ts';
export { evSync } from './numbers/sync.ts';

/** The arguments of each timed event after the time that has passed (internal/trace/tracev2/events.go, `specs`). */
export const timedArguments: Readonly<Record<number, readonly string[]>> = {
  [Ev.ProcsChange]: ['procs_value', 'stack'],
  [Ev.ProcStart]: ['p', 'p_seq'],
  [Ev.ProcStop]: [],
  [Ev.ProcSteal]: ['p', 'p_seq', 'm'],
  [Ev.ProcStatus]: ['p', 'pstatus'],
  [Ev.GoCreate]: ['new_g', 'new_stack', 'stack'],
  [Ev.GoCreateSyscall]: ['new_g'],
  [Ev.GoStart]: ['g', 'g_seq'],
  [Ev.GoDestroy]: [],
  [Ev.GoDestroySyscall]: [],
  [Ev.GoStop]: ['reason_string', 'stack'],
  [Ev.GoBlock]: ['reason_string', 'stack'],
  [Ev.GoUnblock]: ['g', 'g_seq', 'stack'],
  [Ev.GoSyscallBegin]: ['p_seq', 'stack'],
  [Ev.GoSyscallEnd]: [],
  [Ev.GoSyscallEndBlocked]: [],
  [Ev.GoStatus]: ['g', 'm', 'gstatus'],
  [Ev.STWBegin]: ['kind_string', 'stack'],
  [Ev.STWEnd]: [],
  [Ev.GCActive]: ['gc_seq'],
  [Ev.GCBegin]: ['gc_seq', 'stack'],
  [Ev.GCEnd]: ['gc_seq'],
  [Ev.GCSweepActive]: ['p'],
  [Ev.GCSweepBegin]: ['stack'],
  [Ev.GCSweepEnd]: ['swept_value', 'reclaimed_value'],
  [Ev.GCMarkAssistActive]: ['g'],
  [Ev.GCMarkAssistBegin]: ['stack'],
  [Ev.GCMarkAssistEnd]: [],
  [Ev.HeapAlloc]: ['heapalloc_value'],
  [Ev.HeapGoal]: ['heapgoal_value'],
  [Ev.GoLabel]: ['label_string'],
  [Ev.UserTaskBegin]: ['task', 'parent_task', 'name_string', 'stack'],
  [Ev.UserTaskEnd]: ['task', 'stack'],
  [Ev.UserRegionBegin]: ['task', 'name_string', 'stack'],
  [Ev.UserRegionEnd]: ['task', 'name_string', 'stack'],
  [Ev.UserLog]: ['task', 'key_string', 'value_string', 'stack'],
  [Ev.GoSwitch]: ['g', 'g_seq'],
  [Ev.GoSwitchDestroy]: ['g', 'g_seq'],
  [Ev.GoCreateBlocked]: ['new_g', 'new_stack', 'stack'],
  [Ev.GoStatusStack]: ['g', 'm', 'gstatus', 'stack'],
  [Ev.ClockSnapshot]: ['mono', 'sec', 'nsec'],
  [Ev.Span]: ['id', 'npages_value', 'kindclass'],
  [Ev.SpanAlloc]: ['id', 'npages_value', 'kindclass'],
  [Ev.SpanFree]: ['id'],
  [Ev.HeapObject]: ['id', 'type'],
  [Ev.HeapObjectAlloc]: ['id', 'type'],
  [Ev.HeapObjectFree]: ['id'],
  [Ev.GoroutineStack]: ['id', 'order'],
  [Ev.GoroutineStackAlloc]: ['id', 'order'],
  [Ev.GoroutineStackFree]: ['id'],
};

/** How many arguments a timed event has after the time, by its number; 255 for all that is no timed event. */
export const argumentCounts: Uint8Array = new Uint8Array(256).fill(255);
for (const [type, names] of Object.entries(timedArguments)) argumentCounts[Number(type)] = names.length;

const names: readonly string[] = Object.entries(Ev).reduce<string[]>((all, [name, type]) => {
  all[type] = name;
  return all;
}, []);

/** The name of an event as the runtime's sources have it. */
export const eventName = (type: number): string => names[type] ?? `event ${type}`;

/** A thread, processor, goroutine or task that is none: 2^64 - 1 in the file, which a double rounds up. */
export const nobody: number = 2 ** 64;

/** Limits of the format (internal/trace/tracev2/events.go). */
export const maxBatchSize: number = 64 << 10;
export const maxFramesPerStack = 128;
export const maxStringLength: number = 1 << 10;
