/**
 * executionTrace: reads what `runtime/trace` writes.
 *
 * container.ts    a file's generations and their batches          tables.ts   strings and stacks, each once in a trace
 * core.ts         runs profile/core, which goes through each event: the scheduler's rules, and what goroutines do
 * failures.ts     what that says is wrong, in words               numbers/    what both know by number
 * reader.ts       events of Go 1.22 and later in their order, a block at a time; v1/ those of Go 1.7 to 1.21
 * ranges.ts, userTasks.ts, metrics.ts, threads.ts, kept.ts    look through the blocks and keep what matters
 * intervals.ts    what goroutines do, as it was taken down
 * split.ts        where a trace can be cut                       part.ts     some generations, read by themselves
 * partReaders.ts  who reads parts for others                   partQueue.ts   as many at once as there are readers
 * joiner.ts, joinIntervals.ts, earlyTimes.ts, seams.ts    parts → the whole of it, as `Trace` (model.ts)
 * read.ts         `readTrace(bytes)`: all of that, here or with others' help
 * query.ts        what a `Trace` tells of one goroutine, one stack, one moment
 * strips.ts       a goroutine or a processor in a window of time, as it is drawn
 * profiles.ts, utilization.ts    where time is lost, and what the collector takes
 * detail.ts       strips of windows with very many intervals, from sums
 * window.ts       what is done in a window of time               wakes.ts    who woke whom
 * sampleProfile.ts    a window as a profile of weighted stacks
 * verdict.ts      who leaks                                       snapshot.ts the goroutines at the trace's end
 */

export { free } from './columns.ts';
export { headerLength, traceVersion } from './container.ts';
export * from './detail.ts';
export { isOnProc } from './intervals.ts';
export { columnsOf, type JoinedWhat, joinWhat, type WhatJob } from './joinIntervals.ts';
export * from './model.ts';
export { buffersOf, type Part } from './part.ts';
export {
  answerPart,
  type PartJob,
  type PartQuestion,
  type PartReaders,
  readJob,
} from './partReaders.ts';
export * from './profiles.ts';
export * from './query.ts';
export { type ReadTraceOptions, readTrace } from './read.ts';
export { profileIn, type TraceProfileKind } from './sampleProfile.ts';
export { snapshotOf } from './snapshot.ts';
export * from './strips.ts';
export * from './utilization.ts';
export * from './verdict.ts';
export * from './wakes.ts';
export * from './window.ts';
