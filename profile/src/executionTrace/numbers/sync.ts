/** What the reader itself tells: a generation begins here, or the trace ends. Not in the file. */
export const evSync = 255;
