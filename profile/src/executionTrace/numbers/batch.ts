/* How a batch stands in the core's memory, in bytes. */

/** Before its bytes: when it begins, in ticks, and its offset in the file, as doubles. */
export const headSize = 16;
/** Behind them are zeros: the longest event, which is cut short, ends there. It has a number and five of 64 bits. */
export const padding = 64;
