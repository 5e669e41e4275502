/** A place in source that a stack frame names. */
export interface FramePlace {
  /** The path as the profile has it: absolute, `-trimpath` or relative. */
  file: string;
  /** From 1. */
  line: number;
  /** The function's full name, `pkg/path.(*T).Method`, where known. */
  function: string;
}
