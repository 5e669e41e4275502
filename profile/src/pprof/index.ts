/**
 * pprof: profiles of weighted stacks.
 *
 * sampleProfile.ts   the model: columns
 * wire.ts            protobuf → columns; protobuf.ts steps through the wire format
 * legacy/            what is older: text (debug=1) and the binary CPU profiles of before, → columns
 * prune.ts           drop_frames and keep_frames; pattern.ts matches them in linear time
 * merge.ts           sums and differences of profiles; build.ts makes columns row by row
 * goroutines.ts      goroutine profiles → Snapshot
 * units.ts           values as a person reads them
 * views/             tables, trees, flame graphs, line weights and labels of a profile
 */
export { baseLabel, diffProfiles, mergeProfiles } from './merge.ts';
export * from './sampleProfile.ts';
export * from './units.ts';
export * from './views/callTree.ts';
export * from './views/flame.ts';
export * from './views/frames.ts';
export * from './views/functionLines.ts';
export * from './views/labels.ts';
export * from './views/lines.ts';
export * from './views/neighbours.ts';
export * from './views/top.ts';
