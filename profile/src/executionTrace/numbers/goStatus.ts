/* The status of a goroutine, as GoStatus events number it. */

export const none = 0;
export const runnable = 1;
export const running = 2;
export const syscall = 3;
export const waiting = 4;
