/**
 * profile: reads what a running Go program left behind. Pure functions over bytes: no vscode, no DOM, no LSP.
 *
 * model.ts          the nouns that every format ends in: Frame, Stack, Goroutine, Snapshot
 * open.ts           `open(bytes)` sniffs the format and reads it
 * errors.ts         FormatError: what is wrong with a file, and where
 * goroutineDump/    goroutine dumps (debug=2, crashes, goleak), alone or out of any log
 * pprof/            profiles of weighted stacks, protobuf and text, and views of them
 * raceReport/       the race detector's reports
 * schedtrace/       GODEBUG=schedtrace, with scheddetail
 * gctrace/          GODEBUG=gctrace
 * metrics/          Prometheus' text format
 * archive/          zip and tar
 * executionTrace/   execution traces
 * leaks/            groups goroutines, ranks them by suspicion, compares snapshots
 */
export type { ArchiveEntry } from './archive/entries.ts';
export { Arriving } from './arriving.ts';
export * from './errors.ts';
export * as executionTrace from './executionTrace/index.ts';
export * from './gctrace/model.ts';
export { functionOf } from './goroutineDump/frames.ts';
export { type Header, parseHeader } from './goroutineDump/header.ts';
export * from './leaks/compare.ts';
export * from './leaks/creators.ts';
export {
  type Grouping,
  groupGoroutines,
  type JudgedGroup,
  type LabelCount,
  type LeakGroup,
} from './leaks/groups.ts';
export * from './leaks/report.ts';
export { isStandardLibrary } from './leaks/standardLibrary.ts';
export * from './leaks/starter.ts';
export { type Confidence, growsAlways, type Reason, withGrowth } from './leaks/suspicion.ts';
export * from './leaks/waits.ts';
export * from './metrics/model.ts';
export * from './model.ts';
export * from './open.ts';
export * from './pprof/index.ts';
export * from './raceReport/model.ts';
export * from './schedtrace/model.ts';
