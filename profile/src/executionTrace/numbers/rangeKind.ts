/* Phases of the collector, and pauses. */

export const stopTheWorld = 0;
export const mark = 1;
export const sweep = 2;
export const markAssist = 3;
