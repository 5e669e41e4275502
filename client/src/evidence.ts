import * as vscode from 'vscode';
import type {
  EvidenceGroup,
  EvidencePlace,
  EvidenceReport,
  FramePlace,
  ReportedGroup,
  ToHost,
} from '#protocol';
import { locate } from './viewer/locate.ts';

/** What a viewer's page says of its newest file. */
export type PageReport = Omit<Extract<ToHost, { type: 'report' }>, 'type'>;

/** What the open viewers say of the workspace's code. Each viewer has one report, and takes it along when it closes. */
export class EvidenceStore implements vscode.Disposable {
  private readonly reports = new Map<object, EvidenceReport>();
  /** As the pages told them. */
  private readonly told = new Map<object, PageReport>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  /** All reports, a file that several viewers show once. */
  all(): EvidenceReport[] {
    return [...new Map([...this.reports.values()].map((report) => [report.uri, report])).values()];
  }

  /** What the pages of other viewers told, with frames as their files have them. */
  beside(viewer: object): PageReport[] {
    return [...this.told].filter(([other]) => other !== viewer).map(([, report]) => report);
  }

  /** Takes a viewer's report, once its frames are found in the workspace. */
  async set(viewer: object, report: PageReport, isGone: () => boolean): Promise<void> {
    const groups = await inWorkspace(report.groups);
    if (isGone()) return;
    this.told.set(viewer, report);
    this.reports.set(viewer, { uri: report.id, name: report.name, groups });
    this.changed.fire();
  }

  delete(viewer: object): void {
    const wasTold = this.told.delete(viewer);
    if (this.reports.delete(viewer) || wasTold) this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** The groups with places in the workspace; a file that is not surely one of it says nothing. */
async function inWorkspace(groups: readonly ReportedGroup[]): Promise<EvidenceGroup[]> {
  const known = new Map<string, string | null>();
  const uriOf = async (file: string) => {
    let uri = known.get(file);
    if (uri === undefined) {
      const found = await locate(file).catch(() => ({ file: null }));
      uri = found.file?.toString() ?? null;
      known.set(file, uri);
    }
    return uri;
  };
  const placed = async ({ file, line, function: name }: FramePlace): Promise<EvidencePlace[]> => {
    const uri = await uriOf(file);
    return uri ? [{ uri, line, function: name }] : [];
  };
  const result: EvidenceGroup[] = [];
  for (const { count, isBlocked, waitMinutes, frames, startedAt } of groups) {
    const places: EvidencePlace[] = [];
    for (const frame of frames) places.push(...(await placed(frame)));
    const [start] = startedAt ? await placed(startedAt) : [];
    if (places.length === 0 && !start) continue;
    const at = start && startedAt ? { ...start, isInside: startedAt.isInside } : null;
    result.push({ count, isBlocked, waitMinutes, frames: places, startedAt: at });
  }
  return result;
}
