/**
 * The events of traces of Go 1.7 to 1.21, by their number in the file (internal/trace/internal/tracev1/parser.go).
 * Those named Local happen on the processor of the event that they follow, and need no sequence number.
 */
export const V1 = {
  Batch: 1,
  Frequency: 2,
  Stack: 3,
  Gomaxprocs: 4,
  ProcStart: 5,
  ProcStop: 6,
  GCStart: 7,
  GCDone: 8,
  STWStart: 9,
  STWDone: 10,
  GCSweepStart: 11,
  GCSweepDone: 12,
  GoCreate: 13,
  GoStart: 14,
  GoEnd: 15,
  GoStop: 16,
  GoSched: 17,
  GoPreempt: 18,
  GoSleep: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoBlockSend: 22,
  GoBlockRecv: 23,
  GoBlockSelect: 24,
  GoBlockSync: 25,
  GoBlockCond: 26,
  GoBlockNet: 27,
  GoSysCall: 28,
  GoSysExit: 29,
  GoSysBlock: 30,
  GoWaiting: 31,
  GoInSyscall: 32,
  HeapAlloc: 33,
  HeapGoal: 34,
  TimerGoroutine: 35,
  FutileWakeup: 36,
  String: 37,
  GoStartLocal: 38,
  GoUnblockLocal: 39,
  GoSysExitLocal: 40,
  GoStartLabel: 41,
  GoBlockGC: 42,
  GCMarkAssistStart: 43,
  GCMarkAssistDone: 44,
  UserTaskCreate: 45,
  UserTaskEnd: 46,
  UserRegion: 47,
  UserLog: 48,
  CPUSample: 49,
} as const;

/** How many arguments an event has between the time and the stack, whether it has a stack, and since which version there is one. */
interface Shape {
  args: number;
  stack: boolean;
  since: number;
}

const shape = (args: number, stack = false, since = 7): Shape => ({ args, stack, since });

/** By number. Batch, Frequency, Stack and String are read apart. */
export const shapes: readonly (Shape | undefined)[] = Object.entries({
  [V1.Gomaxprocs]: shape(1, true),
  [V1.ProcStart]: shape(1),
  [V1.ProcStop]: shape(0),
  [V1.GCStart]: shape(1, true),
  [V1.GCDone]: shape(0),
  [V1.STWStart]: shape(1),
  [V1.STWDone]: shape(0),
  [V1.GCSweepStart]: shape(0, true),
  [V1.GCSweepDone]: shape(2),
  [V1.GoCreate]: shape(2, true),
  [V1.GoStart]: shape(2),
  [V1.GoEnd]: shape(0),
  [V1.GoStop]: shape(0, true),
  [V1.GoSched]: shape(0, true),
  [V1.GoPreempt]: shape(0, true),
  [V1.GoSleep]: shape(0, true),
  [V1.GoBlock]: shape(0, true),
  [V1.GoUnblock]: shape(2, true),
  [V1.GoBlockSend]: shape(0, true),
  [V1.GoBlockRecv]: shape(0, true),
  [V1.GoBlockSelect]: shape(0, true),
  [V1.GoBlockSync]: shape(0, true),
  [V1.GoBlockCond]: shape(0, true),
  [V1.GoBlockNet]: shape(0, true),
  [V1.GoSysCall]: shape(0, true),
  [V1.GoSysExit]: shape(3),
  [V1.GoSysBlock]: shape(0),
  [V1.GoWaiting]: shape(1),
  [V1.GoInSyscall]: shape(1),
  [V1.HeapAlloc]: shape(1),
  [V1.HeapGoal]: shape(1),
  [V1.FutileWakeup]: shape(0),
  [V1.GoStartLocal]: shape(1),
  [V1.GoUnblockLocal]: shape(1, true),
  [V1.GoSysExitLocal]: shape(2),
  [V1.GoStartLabel]: shape(3, false, 8),
  [V1.GoBlockGC]: shape(0, true, 8),
  [V1.GCMarkAssistStart]: shape(0, true, 9),
  [V1.GCMarkAssistDone]: shape(0, false, 9),
  [V1.UserTaskCreate]: shape(3, true, 11),
  [V1.UserTaskEnd]: shape(1, true, 11),
  [V1.UserRegion]: shape(3, true, 11),
  [V1.UserLog]: shape(2, true, 11),
  [V1.CPUSample]: shape(3, true, 19),
}).reduce<Shape[]>((all, [type, one]) => {
  all[Number(type)] = one;
  return all;
}, []);

/** How many arguments it has in a version: two events got theirs later. */
export function argumentsOf(type: number, version: number): number {
  if (type === V1.GCSweepDone && version < 9) return 0;
  if (type === V1.STWStart && version < namesStops) return 0;
  return shapes[type]?.args ?? 0;
}

/** From this version on the world is stopped by all processors at once, and it is told what for. */
export const namesStops = 10;

/** What it was stopped for before. */
export const unnamedStop = 'GC (unknown phase)';

/** What the world was stopped for, by the number that Go 1.21 writes, less one; 0 is unknown. */
export const stopReasons: readonly string[] = [
  '',
  'GC mark termination',
  'GC sweep termination',
  'write heap dump',
  'goroutine profile',
  'goroutine profile cleanup',
  'all goroutine stack trace',
  'read mem stats',
  'AllThreadsSyscall',
  'GOMAXPROCS',
  'start trace',
  'stop trace',
  'CountPagesInUse (test)',
  'ReadMetricsSlow (test)',
  'ReadMemStatsSlow (test)',
  'PageCachePagesLeaked (test)',
  'ResetDebugLog (test)',
];
