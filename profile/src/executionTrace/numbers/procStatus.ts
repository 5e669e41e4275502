/* The status of a processor, as ProcStatus events number it. */

export const none = 0;
export const running = 1;
export const idle = 2;
export const syscall = 3;
export const syscallAbandoned = 4;
