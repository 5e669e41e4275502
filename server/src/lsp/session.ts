import type { CancellationToken } from 'vscode-languageserver';
import type { Engine, FileReport } from '../engine.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { Changes } from './changes.ts';
import { OpenDocuments } from './documents.ts';
import { Evidence } from './evidence.ts';
import type { ClientFeatures } from './features.ts';
import { throwIfCancelled } from './guard.ts';
import type { Log } from './log.ts';
import { defaultSettings, type LspSettings } from './settings.ts';
import { Texts } from './texts.ts';

/** All that lasts from `initialize` to `shutdown`; the request handlers are functions of it. */
export class Session {
  readonly documents = new OpenDocuments();
  readonly changes = new Changes();
  readonly evidence = new Evidence();
  settings: LspSettings = defaultSettings;
  /** Resolves when the first settings have arrived: nothing is reported with wrong severities. */
  settled: Promise<void> = Promise.resolve();
  readonly engine: Engine;
  readonly files: WorkspaceFiles;
  readonly client: ClientFeatures;
  readonly log: Log;
  /** Canonical URIs of the workspace's folders. */
  folders: string[];

  constructor(parts: {
    engine: Engine;
    files: WorkspaceFiles;
    client: ClientFeatures;
    log: Log;
    folders: string[];
  }) {
    this.engine = parts.engine;
    this.files = parts.files;
    this.client = parts.client;
    this.log = parts.log;
    this.folders = parts.folders;
  }

  /** What the engine says of a file; throws when the client no longer waits. */
  async check(uri: string, token: CancellationToken): Promise<FileReport | null> {
    await this.settled;
    throwIfCancelled(token);
    const report = await this.engine.check(uri, () => token.isCancellationRequested);
    throwIfCancelled(token);
    return report;
  }

  /** LSP's resultId of a report: also what dumps and profiles say of the file is part of what is answered. */
  resultId({ uri, resultId }: FileReport): string {
    return this.evidence.has(uri) ? `${resultId}+${this.evidence.version}` : resultId;
  }

  /** The texts that a report's offsets refer to. */
  textsOf(report: FileReport): Texts {
    return new Texts(report, async (uri) => this.engine.text(uri) ?? this.files.readFile(uri));
  }
}
