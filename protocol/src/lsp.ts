/** Severity of a finding, as LSP, the command line and `unpark.rules` name it. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What `unpark.rules` may set a rule to. */
export type RuleSetting = Severity | 'off';

/** The settings under `unpark.` that the server reads. */
export interface ServerSettings {
  /** Rule id → severity, or `off`; a rule that is not named keeps its default. */
  rules: Record<string, RuleSetting>;
}

/** Server → client: the bytes of a file that only the client can read (virtual workspaces, the browser). */
export const readFileRequest = 'unpark/readFile';
export interface ReadFileParams {
  uri: string;
}
/** UTF-8 text; `null` where the file can't be read. */
export type ReadFileResult = string | null;

/** Server → client: names of the Go files that lie directly in a folder. */
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
