import type { Severity } from '#protocol';

/** A stretch of a file: UTF-16 offsets, `end` exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A minimal replacement in one file. Edits of one fix never overlap. */
export interface TextEdit extends Span {
  uri: string;
  text: string;
}

/** A step of the explanation: where else to look, and why. */
export interface Related extends Span {
  uri: string;
  message: string;
}

export interface Fix {
  title: string;
  /** Clearly right and safe to apply unseen: `unpark fix` and `source.fixAll` apply only these. */
  preferred: boolean;
  edits: TextEdit[];
}

/** One mistake in one place. The range is the smallest token that shows it. */
export interface Finding extends Span {
  uri: string;
  /** The rule's id, which is also the name of its page in docs/rules. */
  rule: string;
  severity: Severity;
  /** One sentence that says what will happen at run time. */
  message: string;
  related: Related[];
  fixes: Fix[];
}
