import type { LaneEnd, Severity, StepKind } from '#protocol';

/** A stretch of a file: UTF-16 offsets, `end` exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A stretch of a file that is named. */
export interface FileSpan extends Span {
  uri: string;
}

/** A minimal replacement in one file. Edits of one fix never overlap. */
export interface TextEdit extends FileSpan {
  text: string;
}

/** A step of the explanation: where else to look, and why. */
export interface Related extends FileSpan {
  message: string;
}

export interface Fix {
  title: string;
  /** Clearly right and safe to apply unseen: `unpark fix` and `source.fixAll` apply only these. */
  preferred: boolean;
  edits: TextEdit[];
}

/** A goroutine of a schedule; `start` is `null` for the first one. */
export interface ScheduleLane {
  name: string;
  start: FileSpan | null;
  end: LaneEnd;
}

/** What a goroutine does. The numbers are indexes into the schedule's lanes and steps, as the protocol has them. */
export interface ScheduleStep extends FileSpan {
  lane: number;
  kind: StepKind;
  text: string;
  to: number | null;
  received: FileSpan | null;
  from: number | null;
  isFree: boolean;
}

/** How a finding comes about, as the model checker has found it. */
export interface Schedule {
  lanes: readonly ScheduleLane[];
  steps: readonly ScheduleStep[];
}

/** One mistake in one place. The range is the smallest token that shows it. */
export interface Finding extends FileSpan {
  /** The rule's id, which is also the name of its page in docs/rules. */
  rule: string;
  severity: Severity;
  /** One sentence that says what will happen at run time. */
  message: string;
  related: Related[];
  /** Where the finding comes from the model checker. */
  schedule?: Schedule;
  fixes: Fix[];
}
