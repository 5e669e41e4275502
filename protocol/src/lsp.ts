import type { Range, Schedule } from './schedule.ts';

/** Severity of a finding, as LSP, the command line and `unpark.rules` name it. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What `unpark.rules` may set a rule to. */
export type RuleSetting = Severity | 'off';

/** The settings under `unpark.` that the engine reads. */
export interface ServerSettings {
  /** Rule id → severity, or `off`; a rule that is not named keeps its default. */
  rules: Record<string, RuleSetting>;
}

/** `initializationOptions`. Every field may be missing: other editors send none. */
export interface InitializationOptions {
  /** The bundle of the display language: English message → translation. */
  l10n?: Record<string, string | { message: string; comment: string[] }>;
  /** The client answers the three file requests below. */
  readsFiles?: boolean;
  /** The client has the command `showRuleCommand`. */
  showsRules?: boolean;
  /** The client has the command `showScheduleCommand`. */
  showsSchedules?: boolean;
  /** What `workspace/configuration` would answer for `unpark`, from clients that lack it. */
  settings?: unknown;
}

/** Opens a rule's page. Argument: the rule's id. The client registers it, code actions of the server name it. */
export const showRuleCommand = 'unpark.showRule';

/**
 * Shows how a finding comes about. Arguments: as `SchedulesParams`, one by one; without any, of what is at the cursor.
 * The client registers it, code actions of the server name it.
 */
export const showScheduleCommand = 'unpark.showSchedule';

/** `Diagnostic.data` of findings that have a schedule, for clients that show them. */
export interface DiagnosticData {
  hasSchedule: true;
}

/** Client → server: how findings come about that touch a range of a file. */
export const schedulesRequest = 'unpark/schedules';
export interface SchedulesParams {
  uri: string;
  /** Only findings of this rule; `null` for any. */
  rule: string | null;
  range: Range;
}
export type SchedulesResult = ScheduledFinding[];

/** A finding with its schedule. */
export interface ScheduledFinding {
  rule: string;
  message: string;
  range: Range;
  schedule: Schedule;
}

/** Files above this size in bytes are skipped: nobody wrote them by hand. */
export const maxFileSize = 4 * 1024 * 1024;

/** Server → client: the text of a file that only the client can read (virtual workspaces, the browser). */
export const readFileRequest = 'unpark/readFile';
export interface ReadFileParams {
  uri: string;
}
/** UTF-8 text without byte order mark; `null` where the file can't be read or is larger than `maxFileSize`. */
export type ReadFileResult = string | null;

/** Server → client: names of the Go files that lie directly in a folder, sorted. */
export const readDirectoryRequest = 'unpark/readDirectory';
export interface ReadDirectoryParams {
  uri: string;
}
export type ReadDirectoryResult = string[];

/** Server → client: URIs of the Go files of a workspace folder, at most `limit`. */
export const findGoFilesRequest = 'unpark/findGoFiles';
export interface FindGoFilesParams {
  uri: string;
  limit: number;
}
export type FindGoFilesResult = string[];

/** Client → server: what the opened dumps and profiles say of the workspace. Replaces all that was said before. */
export const evidenceNotification = 'unpark/evidence';
export interface EvidenceParams {
  reports: EvidenceReport[];
}

/** What one file says. */
export interface EvidenceReport {
  /** The file. */
  uri: string;
  /** Its name. */
  name: string;
  groups: EvidenceGroup[];
}

/** Goroutines with one stack and state. */
export interface EvidenceGroup {
  count: number;
  /** They wait for something that only other goroutines can bring, and no part of Go itself does so. */
  isBlocked: boolean;
  /** The longest wait, in whole minutes; `null` where the file does not say. */
  waitMinutes: number | null;
  /** The calls whose file is surely one of the workspace, innermost first. */
  frames: EvidencePlace[];
  /** Where they were started, if that is in the workspace. */
  startedAt: EvidenceStart | null;
}

export interface EvidencePlace {
  uri: string;
  /** From 1, in the file as the program was built of it. */
  line: number;
  /** Full name, as the runtime prints it. */
  function: string;
}

export interface EvidenceStart extends EvidencePlace {
  /** The line is one of the closure that was started; the call that started it (`wg.Go`) stands before. */
  isInside: boolean;
}

/** Shows a file of evidence. Arguments: its URI, and what to search for in it. The server's code lenses name it. */
export const showEvidenceCommand = 'unpark.showEvidence';
