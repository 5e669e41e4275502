/**
 * The events of Go's execution traces from Go 1.22 on, by their number in the file (internal/trace/tracev2/events.go).
 * Go 1.22 has those up to UserLog, 1.23 up to ExperimentalBatch, 1.25 up to ClockSnapshot, 1.26 all.
 */
export const Ev = {
  EventBatch: 1,
  Stacks: 2,
  Stack: 3,
  Strings: 4,
  String: 5,
  CPUSamples: 6,
  CPUSample: 7,
  Frequency: 8,
  ProcsChange: 9,
  ProcStart: 10,
  ProcStop: 11,
  ProcSteal: 12,
  ProcStatus: 13,
  GoCreate: 14,
  GoCreateSyscall: 15,
  GoStart: 16,
  GoDestroy: 17,
  GoDestroySyscall: 18,
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  GoSyscallEnd: 23,
  GoSyscallEndBlocked: 24,
  GoStatus: 25,
  STWBegin: 26,
  STWEnd: 27,
  GCActive: 28,
  GCBegin: 29,
  GCEnd: 30,
  GCSweepActive: 31,
  GCSweepBegin: 32,
  GCSweepEnd: 33,
  GCMarkAssistActive: 34,
  GCMarkAssistBegin: 35,
  GCMarkAssistEnd: 36,
  HeapAlloc: 37,
  HeapGoal: 38,
  GoLabel: 39,
  UserTaskBegin: 40,
  UserTaskEnd: 41,
  UserRegionBegin: 42,
  UserRegionEnd: 43,
  UserLog: 44,
  GoSwitch: 45,
  GoSwitchDestroy: 46,
  GoCreateBlocked: 47,
  GoStatusStack: 48,
  ExperimentalBatch: 49,
  Sync: 50,
  ClockSnapshot: 51,
  EndOfGeneration: 52,
  Span: 128,
  SpanAlloc: 129,
  SpanFree: 130,
  HeapObject: 131,
  HeapObjectAlloc: 132,
  HeapObjectFree: 133,
  GoroutineStack: 134,
  GoroutineStackAlloc: 135,
  GoroutineStackFree: 136,
} as const;

/** What the reader itself tells: a generation begins here, or the trace ends. Not in the file. */
export const evSync = 255;

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

/** The status of a goroutine, as GoStatus events number it. */
export const GoStatus = { none: 0, runnable: 1, running: 2, syscall: 3, waiting: 4 } as const;

/** The status of a processor, as ProcStatus events number it. */
export const ProcStatus = { none: 0, running: 1, idle: 2, syscall: 3, syscallAbandoned: 4 } as const;

/** A thread, processor, goroutine or task that is none: 2^64 - 1 in the file, which a double rounds up. */
export const nobody: number = 2 ** 64;

/** Limits of the format (internal/trace/tracev2/events.go). */
export const maxBatchSize: number = 64 << 10;
export const maxFramesPerStack = 128;
export const maxStringLength: number = 1 << 10;
