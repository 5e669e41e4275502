/** What a command of the terminal may touch. Tests hand in their own. */
export interface Io {
  /** Absolute path that relative arguments are resolved against. */
  cwd: string;
  out(text: string): void;
  err(text: string): void;
}

/** Exit codes of `unpark`. */
export const exit = { clean: 0, findings: 1, usage: 2 } as const;
