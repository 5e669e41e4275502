/**
 * How something goes wrong: what goroutines do, one step after the other, until one of them is stuck or panics. It
 * crosses from the server to the client and from there to the page that draws it.
 */
import type { ScheduledFinding } from './lsp.ts';

/** What a step is. */
export type StepKind =
  | 'start'
  | 'send'
  | 'receive'
  | 'close'
  | 'cancel'
  | 'select'
  | 'lock'
  | 'unlock'
  | 'wait'
  | 'done'
  | 'signal'
  | 'once'
  | 'return'
  /** A condition that nobody knows holds, or not. */
  | 'condition'
  | 'panic'
  /** It never goes on from here. */
  | 'blocked'
  /** It panics here. */
  | 'failed';

/** What has become of a goroutine in the end. */
export type LaneEnd = 'ended' | 'blocked' | 'failed' | 'running';

/** As LSP has it: lines and UTF-16 columns from 0. */
export interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** A stretch of a file. */
export interface SchedulePlace {
  uri: string;
  range: Range;
}

/** A goroutine. The first one runs the function that it begins with. */
export interface ScheduleLane {
  /** In the display language: `fetch`, `the goroutine`. */
  name: string;
  /** The statement that starts it; `null` for the first one. */
  start: SchedulePlace | null;
  end: LaneEnd;
}

export interface ScheduleStep {
  /** Index of the goroutine that does it. */
  lane: number;
  kind: StepKind;
  /** One sentence in the display language, without its number. */
  text: string;
  place: SchedulePlace;
  /** The line of source, without its indentation. */
  source: string;
  /** Index of the goroutine that it starts, or that receives what it sends, hand in hand. */
  to: number | null;
  /** Where that one receives. */
  received: SchedulePlace | null;
  /** Index of the earlier step of another goroutine that lets this one go on: a value in a buffer, a close, an unlock. */
  from: number | null;
  /** Nobody knows that it goes this way, and not another. */
  isFree: boolean;
}

/** The last step tells what is stuck or panics; those `blocked` before it are stuck as well. */
export interface Schedule {
  lanes: readonly ScheduleLane[];
  steps: readonly ScheduleStep[];
}

/** What the page that draws a schedule asks of the extension host. */
export type ScheduleToHost =
  /** The page is there and wants to know what to show. */
  | { type: 'ready' }
  /** Show where a step is, and mark it; with `focus`, go there. `step` is its index. */
  | { type: 'reveal'; step: number; place: SchedulePlace; focus: boolean };

/** What the extension host tells the page. */
export type ScheduleToPage =
  | {
      type: 'show';
      finding: ScheduledFinding;
      uri: string;
      /** It is not found in the code as it is now. */
      isStale: boolean;
      /** English message → translation. */
      l10n: Record<string, string | { message: string; comment: string[] }> | undefined;
    }
  /** Nothing is found there, and nothing was. */
  | { type: 'gone'; l10n: Record<string, string | { message: string; comment: string[] }> | undefined };

/** What is kept of the page when the window is loaded anew. */
export interface SchedulePageState {
  uri: string;
  rule: string;
  range: Range;
  /** Index of the selected step; -1 for none. */
  selected: number;
}
