/**
 * protocol: the messages that cross a process or frame boundary, and nothing else.
 *
 * lsp.ts       client ↔ server: custom requests and the settings that both sides read
 * schedule.ts  how a finding comes about, for the page that draws it
 * viewer.ts    webview ↔ extension host: what the viewer's page asks for and is told
 *
 * Types and constants only; no code that runs belongs here.
 */
export * from './lsp.ts';
export * from './schedule.ts';
export * from './viewer.ts';
