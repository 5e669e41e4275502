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
 * Puts the next batch of a thread to `to`: when it begins, in ticks, and its offset in the file, as doubles, then its
 * bytes, then zeros for as long as the longest event may be.
 *
 * @returns how many bytes it has, or -1 where none is left
 */
export declare function nextBatch(cursor: i32, to: usize): i32;

/** Takes the carriage of records, which is filled anew then. */
export declare function takeChunk(): void;

/** The stack of a record in a carriage that was taken became known, if it was not. */
export declare function learnStack(record: i32, stack: i32): void;
