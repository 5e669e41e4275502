import {
  type CancellationToken,
  DocumentDiagnosticReportKind,
  type ResultProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
  type WorkspaceFullDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { toDiagnostics } from './diagnostics.ts';
import { throwIfCancelled } from './guard.ts';
import { describeError } from './log.ts';
import type { Session } from './session.ts';
import { canonicalUri } from './uris.ts';

/** More files than this are not looked through in the background. */
const maxFiles = 10_000;
/** Milliseconds of work after which other requests get their turn. */
const slice = 15;
/** Milliseconds between partial results. */
const reportEvery = 250;

type Progress = ResultProgressReporter<WorkspaceDiagnosticReportPartialResult>;

/** Answers `workspace/diagnostic`, one pull after the other. */
export class WorkspaceDiagnostics {
  private readonly session: Session;
  /** The list of files, for as long as no file comes or goes. */
  private listing: string[] | undefined;
  /** The generation that the last complete answer was about, and the ids that the client has then. */
  private answered = { generation: -1, ids: new Map<string, string>() };

  constructor(session: Session) {
    this.session = session;
  }

  /** Files came or went. */
  forgetListing(): void {
    this.listing = undefined;
  }

  async pull(
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    progress: Progress | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const { session } = this;
    await session.settled;
    const previous = new Map(params.previousResultIds.map(({ uri, value }) => [canonicalUri(uri), value]));
    if (progress && this.isUpToDate(previous)) {
      // A client that streams keeps the request open, as the protocol allows, instead of asking in a loop. When
      // something changes it asks anew, as by then it may have forgotten some of `previous`.
      await session.changes.next((wake) => token.onCancellationRequested(wake));
      throwIfCancelled(token);
      return { items: [] };
    }
    const { generation } = session.changes;
    const files = session.settings.workspaceDiagnostics ? await this.list(token) : [];
    const ids = new Map<string, string>();
    const outbox = new Outbox(progress);
    const turns = new Turns();
    for (const uri of files) {
      await turns.next();
      throwIfCancelled(token);
      const item = await this.report(uri, previous.get(uri), token);
      if (!item) continue;
      if (item.resultId !== undefined) ids.set(uri, item.resultId);
      // What is unchanged goes without saying where results are streamed.
      if (item.kind === DocumentDiagnosticReportKind.Full || !progress) outbox.add(item);
    }
    // Files that are gone. An open one is the document pull's matter, in the listing or not.
    for (const uri of previous.keys()) {
      if (!ids.has(uri) && session.engine.text(uri) === undefined) outbox.add(this.full(uri));
    }
    this.answered = { generation, ids };
    return { items: outbox.rest() };
  }

  private isUpToDate(previous: ReadonlyMap<string, string>): boolean {
    const { generation, ids } = this.answered;
    if (generation !== this.session.changes.generation || previous.size !== ids.size) return false;
    for (const [uri, id] of ids) if (previous.get(uri) !== id) return false;
    return true;
  }

  private async list(token: CancellationToken): Promise<string[]> {
    if (this.listing) return this.listing;
    const { session } = this;
    const found = new Set<string>();
    for (const folder of session.folders) {
      const left = maxFiles - found.size;
      const files = await session.files.findGoFiles(folder, left, () => token.isCancellationRequested);
      throwIfCancelled(token);
      for (const uri of files) found.add(canonicalUri(uri));
      if (found.size >= maxFiles)
        session.log.warn(
          `The workspace has more than ${maxFiles} Go files; the others are checked when opened.`,
        );
    }
    const listing = [...found];
    // Without watched files nobody says when one comes or goes.
    if (session.client.watchFiles) this.listing = listing;
    return listing;
  }

  /** What to tell of one file. A file that breaks the analysis is logged and left out. */
  private async report(
    uri: string,
    previous: string | undefined,
    token: CancellationToken,
  ): Promise<WorkspaceDocumentDiagnosticReport | null> {
    const { session } = this;
    try {
      const report = await session.engine.check(uri, () => token.isCancellationRequested);
      throwIfCancelled(token);
      if (!report) return null;
      const resultId = session.resultId(report);
      if (resultId !== previous)
        return { ...this.full(uri), resultId, items: await toDiagnostics(session, report) };
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId, ...this.place(uri) };
    } catch (error) {
      throwIfCancelled(token);
      session.log.error(`workspace/diagnostic: ${uri}: ${describeError(error)}`);
      return null;
    }
  }

  private place(uri: string) {
    const { documents } = this.session;
    return { uri: documents.clientUri(uri), version: documents.version(uri) };
  }

  private full(uri: string): WorkspaceFullDocumentDiagnosticReport {
    return { kind: DocumentDiagnosticReportKind.Full, items: [], ...this.place(uri) };
  }
}

/** Collects results and sends them on from time to time. */
class Outbox {
  private items: WorkspaceDocumentDiagnosticReport[] = [];
  private sent = performance.now();
  private readonly progress: Progress | undefined;

  constructor(progress: Progress | undefined) {
    this.progress = progress;
  }

  add(item: WorkspaceDocumentDiagnosticReport): void {
    this.items.push(item);
    if (this.progress && performance.now() - this.sent > reportEvery) {
      this.progress.report({ items: this.items });
      this.items = [];
      this.sent = performance.now();
    }
  }

  /** What belongs into the answer itself. */
  rest(): WorkspaceDocumentDiagnosticReport[] {
    // Once partial results were sent, the answer must be empty.
    if (!this.progress) return this.items;
    if (this.items.length > 0) this.progress.report({ items: this.items });
    return [];
  }
}

/** Lets the event loop run between slices of work, so that cancellations and other requests come through. */
class Turns {
  private began = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.began < slice) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.began = performance.now();
  }
}
