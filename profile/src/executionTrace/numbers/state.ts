/* What a goroutine does in an interval. */

export const runnable = 1;
export const running = 2;
export const syscall = 3;
export const waiting = 4;
/** In a system call that has lost its processor. */
export const syscallBlocked = 5;
