/* How records of intervals stand in carriages: see `RecordChunk`. */

/** `what` of a record is its state, its reason so many bits up, and `isLearned`. */
export const reasonShift = 3;
/** The stack became known only later: it is one that a system call without a processor goes on at, if none is known. */
export const isLearned = 0x800;
/** A carriage has so many records at most, as a power of two. */
export const chunkShift = 19;
/** Most programs have no more goroutines at once, and stacks, than two bytes are enough for. */
export const mostNarrow = 0x7fff;
/** Which of a carriage's columns have four bytes: stacks; and peers with the processors of `ran`. */
export const wideStacks = 1;
export const widePeers = 2;
