/* What the module asks of who runs it. */

/**
 * Throws what is wrong.
 *
 * @param why one of `why.ts`
 * @param event the kind of event
 * @param at its offset in the file, or what is negative
 */
export declare function fail(why: i32, event: i32, value: f64, at: f64): void;

/**
 * Puts the next batch of a thread to `to`, as `numbers/batch.ts` says.
 *
 * @returns how many bytes it has, or -1 where none is left
 */
export declare function nextBatch(cursor: i32, to: usize): i32;

/**
 * Puts records into the carriage, which stand at `lowAt` and so on.
 *
 * @param starts whether a new carriage begins with them
 * @param ran how many of them were on processors
 * @param wide which columns have four bytes, not two: `wideStacks`, `widePeers`
 */
export declare function takeRecords(
  starts: bool,
  records: i32,
  runs: i32,
  ran: i32,
  wide: i32,
  hasHigh: bool,
): void;

/** The stack of a record in a carriage became known, if it was not. */
export declare function learnStack(record: u32, stack: i32): void;

/** Puts so many ranges away, which stand at `kindAt` and so on. */
export declare function takeRanges(count: i32): void;

/** A range that was put away ends. */
export declare function endRange(row: i32, time: f64, swept: f64, reclaimed: f64): void;
