/**
 * profile: reads what a running Go program left behind. Pure functions over bytes: no vscode, no DOM, no LSP.
 *
 * model.ts          the nouns that every format ends in: Frame, Stack, Goroutine, Snapshot
 * open.ts           `open(bytes)` sniffs the format and reads it
 * errors.ts         FormatError: what is wrong with a file, and where
 * goroutineDump/    goroutine dumps (debug=2)
 * pprof/            protobuf profiles
 * leaks/            groups goroutines and ranks them by suspicion
 */
export * from './errors.ts';
export { functionOf } from './goroutineDump/frames.ts';
export { type Header, parseHeader } from './goroutineDump/header.ts';
export * from './leaks/groups.ts';
export * from './leaks/report.ts';
export { isStandardLibrary } from './leaks/standardLibrary.ts';
export * from './leaks/starter.ts';
export * from './model.ts';
export * from './open.ts';
