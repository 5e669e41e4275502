/** How many events a block has at most: few enough for its columns to stay in a processor's cache. */
export const capacity = 4096;
