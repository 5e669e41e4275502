import { tablesText, writeTextTrace } from './textTrace.ts';

/**
 * A trace of 1 µs: main creates goroutine 2, serves two requests, one of them with a query, and waits for goroutine 2
 * from 200 to 300, which wakes it. Goroutine 2 waits from 400 on and is never woken.
 */
export const requestTrace = (): Uint8Array<ArrayBuffer> => writeTextTrace(text);

const text = `Trace Go1.26
${tablesText(
  1,
  1000,
  ['main.main', 'main.go', 'main.work', 'chan receive', 'request', 'query', 'outer', 'db', 'slow'],
  [[[1, 2, 10]], [[3, 2, 20]], [[3, 2, 21]]],
)}
EventBatch gen=1 m=18446744073709551615 time=1000
CPUSamples
CPUSample time=1250 m=100 p=0 g=2 stack=3
CPUSample time=1350 m=100 p=0 g=2 stack=3
EventBatch gen=1 m=100 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=100 gstatus=2
HeapAlloc dt=1 heapalloc_value=1000000
GoCreate dt=9 new_g=2 new_stack=2 stack=1
UserTaskBegin dt=10 task=1 parent_task=0 name_string=5 stack=1
UserRegionBegin dt=10 task=1 name_string=7 stack=1
UserTaskBegin dt=10 task=2 parent_task=1 name_string=6 stack=1
UserLog dt=10 task=2 key_string=8 value_string=9 stack=1
UserTaskEnd dt=50 task=2 stack=1
UserRegionEnd dt=10 task=1 name_string=7 stack=1
UserTaskEnd dt=10 task=1 stack=1
GoBlock dt=80 reason_string=4 stack=1
GoStart dt=10 g=2 g_seq=1
GoUnblock dt=90 g=1 g_seq=1 stack=3
GoBlock dt=100 reason_string=4 stack=3
GoStart dt=10 g=1 g_seq=2
UserTaskBegin dt=10 task=3 parent_task=0 name_string=5 stack=1
HeapAlloc dt=580 heapalloc_value=3000000
EndOfGeneration`;
