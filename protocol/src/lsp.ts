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
  /** What `workspace/configuration` would answer for `unpark`, from clients that lack it. */
  settings?: unknown;
}

/** Opens a rule's page. Argument: the rule's id. The client registers it, code actions of the server name it. */
export const showRuleCommand = 'unpark.showRule';

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
