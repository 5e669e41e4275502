/** What `Goroutines.creator` says of goroutines that are older than the trace. */
export const olderThanTrace = -2;
