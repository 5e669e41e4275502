import type { Connection } from 'vscode-languageserver';
import { toDiagnostics } from './diagnostics.ts';
import { describeError } from './log.ts';
import type { Session } from './session.ts';

/** Milliseconds of quiet before the open files are looked at. */
const delay = 200;

/** For clients without pull diagnostics: publishes those of the open files after each change. */
export class PushDiagnostics {
  private readonly session: Session;
  private readonly connection: Connection;
  private readonly published = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, connection: Connection) {
    this.session = session;
    this.connection = connection;
  }

  schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.publish().catch((error) => this.session.log.error(`publishDiagnostics: ${describeError(error)}`));
    }, delay);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  /** Takes back what was said of a document that is closed. */
  async clear(uri: string, clientUri: string): Promise<void> {
    if (this.published.delete(uri))
      await this.connection.sendDiagnostics({ uri: clientUri, diagnostics: [] });
  }

  private async publish(): Promise<void> {
    const { session } = this;
    const { generation } = session.changes;
    const stale = () => session.changes.generation !== generation;
    await session.settled;
    for (const uri of session.documents.uris) {
      if (stale()) return; // the change that made it so has scheduled the next round
      const version = session.documents.version(uri);
      const report = await session.engine.check(uri, stale);
      if (stale()) return;
      if (!report || version === null) continue;
      const resultId = session.resultId(report);
      if (this.published.get(uri) === resultId) continue;
      const diagnostics = await toDiagnostics(session, report);
      if (stale()) return;
      this.published.set(uri, resultId);
      await this.connection.sendDiagnostics({ uri: session.documents.clientUri(uri), version, diagnostics });
    }
  }
}
