import type { Frame } from '../model.ts';

/** Whether a function is the runtime's own machinery: what every parked goroutine has on top of its stack. */
function isRuntime(fn: string): boolean {
  return (
    fn.startsWith('runtime.') ||
    fn.startsWith('internal/runtime') ||
    fn.startsWith('sync.runtime_') ||
    fn.startsWith('internal/sync.') ||
    /^sync\.\(\*\w+\)\.(?:lockSlow|rUnlockSlow|doSlow)$/.test(fn) ||
    fn.startsWith('internal/poll.runtime_') ||
    // Frames that a text profile hides have but an address.
    fn.startsWith('0x')
  );
}

/** How many of a stack's innermost frames are the runtime's. All of a stack that has nothing else is kept: 0. */
export function runtimeDepth(frames: readonly Frame[]): number {
  const own = frames.findIndex((frame) => !isRuntime(frame.function));
  return Math.max(own, 0);
}

/** Runtime functions that block, and the wait reason they stand for (runtime/runtime2.go, waitReasonStrings). */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^runtime\.chansend\d?$/, 'chan send'],
  [/^runtime\.chanrecv\d?$/, 'chan receive'],
  [/^runtime\.selectgo$/, 'select'],
  [/^runtime\.block$/, 'select (no cases)'],
  [/^sync\.\(\*WaitGroup\)\.Wait$|^sync\.runtime_SemacquireWaitGroup$/, 'sync.WaitGroup.Wait'],
  // RWMutex.Lock takes a Mutex first, and the runtime names that where it is what blocks.
  [/^(?:internal\/)?sync\.\(\*Mutex\)\.lockSlow$/, 'sync.Mutex.Lock'],
  [/^sync\.\(\*RWMutex\)\.RLock$|^sync\.runtime_SemacquireRWMutexR$/, 'sync.RWMutex.RLock'],
  [/^sync\.\(\*RWMutex\)\.Lock$|^sync\.runtime_SemacquireRWMutex$/, 'sync.RWMutex.Lock'],
  [/^(?:internal\/)?sync\.\(\*Mutex\)\.(?:Lock|lockSlow)$|SemacquireMutex$/, 'sync.Mutex.Lock'],
  [/^sync\.\(\*Cond\)\.Wait$|^sync\.runtime_notifyListWait$/, 'sync.Cond.Wait'],
  [/^time\.Sleep$/, 'sleep'],
  [/^internal\/poll\.runtime_pollWait$/, 'IO wait'],
  [/^runtime\.gcBgMarkWorker$/, 'GC worker (idle)'],
  [/^runtime\.bgsweep$/, 'GC sweep wait'],
  [/^runtime\.bgscavenge$/, 'GC scavenge wait'],
  [/^runtime\.forcegchelper$/, 'force gc (idle)'],
  [/^runtime\.runfin(?:q|alizers)$/, 'finalizer wait'],
  [/^syscall\.|^runtime\.(?:notetsleepg|entersyscall)/, 'syscall'],
  [/^(?:sync|internal\/sync)\.runtime_Semacquire$|^runtime\.semacquire1?$/, 'semacquire'],
];

/** The wait reason that a stack shows, for profiles that do not say it: «running» where nothing in it blocks. */
export function stateOf(frames: readonly Frame[]): string {
  // The runtime's frames and the call that led into them: what stands below waits for nothing itself.
  const own = frames.findIndex((frame) => !isRuntime(frame.function));
  const top = own < 0 ? frames : frames.slice(0, own + 1);
  // The most specific reason wins: WaitGroup.Wait stands above the semaphore that it waits on.
  const parked = top[0]?.function === 'runtime.gopark' || isRuntime(top[0]?.function ?? '');
  if (!parked && !/^(?:time|internal\/poll|syscall|sync)\./.test(top[0]?.function ?? '')) return 'running';
  for (const [pattern, reason] of reasons)
    if (top.some((frame) => pattern.test(frame.function))) return reason;
  const first = top[0]?.function ?? '';
  // The one that writes the profile has hidden frames too, and runs.
  if (first.startsWith('0x'))
    return top.at(-1)!.function.startsWith('runtime/pprof.') ? 'running' : 'waiting';
  return first === 'runtime.gopark' ? 'waiting' : 'running';
}
