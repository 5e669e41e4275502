import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Bookmark } from '#protocol';
import './archive/page.ts';
import type { SavedArchive } from './archive/saved.ts';
import './gctrace/page.ts';
import { type Exported, exportButtons } from './exports/buttons.ts';
import { exportedGctrace } from './gctrace/exported.ts';
import { noteLines, type PageHead, titleRow } from './head.ts';
import type { Summary } from './jobs.ts';
import type { WorkerLink } from './link.ts';
import { exportedMetrics } from './metrics/exported.ts';
import './metrics/page.ts';
import type { SavedMetrics } from './metrics/saved.ts';
import { exportedRaces } from './race/exported.ts';
import './race/page.ts';
import type { SavedPages } from './saved.ts';
import { exportedSchedtrace } from './schedtrace/exported.ts';
import './schedtrace/page.ts';
import { type Tab, tabBar } from './tabs.ts';
import './trace/page.ts';
import type { SavedTrace } from './trace/saved.ts';

/** What the page of a file is made of. */
export interface PageContext {
  name: string;
  summary: Summary;
  notes: readonly string[];
  link: WorkerLink | null;
  plotScript: string;
  /** The page of the file's goroutines; with other groups than the file's own where they were judged anew. */
  leaks: (groups?: Summary['groups']) => TemplateResult;
  /** The page of a file within an archive. */
  entry: (name: string, summary: Summary) => TemplateResult;
  entryOpened: (name: string, summary: Summary) => void;
  /** Key of the tab that is shown. */
  tab: string;
  tabChanged: (tab: string) => void;
  /** How a trace is looked at. */
  savedTrace: SavedTrace;
  traceChanged: (trace: SavedTrace) => void;
  /** How the others are. */
  savedPages: SavedPages;
  pagesChanged: (pages: SavedPages) => void;
  /** Those of a trace. */
  bookmarks: readonly Bookmark[];
  bookmarksChanged: (bookmarks: readonly Bookmark[]) => void;
}

interface Part extends Tab {
  content: () => TemplateResult;
}

/** The page for what a file holds; of a program's output that holds several things, with a tab for each. */
export function pageOf(context: PageContext): TemplateResult {
  const { summary, link, tab, tabChanged } = context;
  if (summary.trace && link)
    return html`<unpark-trace
      .overview=${summary.trace}
      .asker=${link}
      .suspects=${context.leaks}
      .tab=${tab}
      .plotScript=${context.plotScript}
      .notes=${context.notes}
      .bookmarks=${context.bookmarks}
      .saved=${context.savedTrace}
      @trace-changed=${({ detail }: CustomEvent<SavedTrace>) => context.traceChanged(detail)}
      @tab-changed=${({ detail }: CustomEvent<string>) => tabChanged(detail)}
      @bookmarks-changed=${({ detail }: CustomEvent<readonly Bookmark[]>) => context.bookmarksChanged(detail)}
    ></unpark-trace>`;
  const parts = partsOf(context);
  const shown = parts.find(({ key }) => key === tab) ?? parts[0];
  if (!shown || parts.length === 1) return shown?.content() ?? context.leaks();
  return html`<div class="parts">
    ${tabBar(parts, shown.key, l10n.t('What the file holds'), tabChanged)}
    <div class="panel" role="tabpanel" aria-label=${shown.label}>${shown.content()}</div>
  </div>`;
}

function partsOf(context: PageContext): Part[] {
  const { name, notes, summary, link, plotScript, leaks, savedPages, pagesChanged } = context;
  const { races, schedtrace, gctrace, metrics, entries } = summary;
  const parts: Part[] = [];
  const add = (key: string, label: string, content: () => TemplateResult) =>
    parts.push({ key, label, content });
  const head = (text: string): PageHead => ({ name, notes, text });
  if (summary.groups.length > 0) add('goroutines', l10n.t('Goroutines'), () => leaks());
  if (races) {
    const its = head(l10n.t('{0} reports of races', races.reports.length.toLocaleString()));
    add('races', l10n.t('Races'), () =>
      framed(its, html`<unpark-races .report=${races}></unpark-races>`, () => exportedRaces(its, races)),
    );
  }
  if (schedtrace) {
    const its = head(l10n.t('{0} samples of the scheduler', schedtrace.samples.length.toLocaleString()));
    const content = () =>
      html`<unpark-schedtrace .data=${schedtrace} .plotScript=${plotScript}></unpark-schedtrace>`;
    add('schedtrace', l10n.t('Scheduler'), () =>
      framed(its, content(), () => exportedSchedtrace(its, schedtrace)),
    );
  }
  if (gctrace) {
    const its = head(l10n.t('{0} garbage collections', gctrace.collections.length.toLocaleString()));
    const content = () => html`<unpark-gctrace .data=${gctrace} .plotScript=${plotScript}></unpark-gctrace>`;
    add('gctrace', l10n.t('Garbage collector'), () =>
      framed(its, content(), () => exportedGctrace(its, gctrace)),
    );
  }
  if (metrics) {
    const its = head(l10n.t('{0} metrics', metrics.families.length.toLocaleString()));
    const content = () => html`<unpark-metrics
      .data=${metrics}
      .plotScript=${plotScript}
      .saved=${savedPages.metrics}
      @metrics-changed=${({ detail }: CustomEvent<SavedMetrics>) =>
        pagesChanged({ ...savedPages, metrics: detail })}
    ></unpark-metrics>`;
    add('metrics', l10n.t('Metrics'), () =>
      framed(its, content(), () => exportedMetrics(its, metrics, savedPages.metrics)),
    );
  }
  if (entries && link) {
    const its = head(l10n.t('{0} files', entries.length.toLocaleString()));
    const content = () => html`<unpark-archive
      .entries=${entries}
      .opener=${link}
      .page=${context.entry}
      .saved=${savedPages.archive}
      @archive-changed=${({ detail }: CustomEvent<SavedArchive>) =>
        pagesChanged({ ...savedPages, archive: detail })}
      @entry-opened=${({ detail }: CustomEvent<{ name: string; summary: Summary }>) =>
        context.entryOpened(detail.name, detail.summary)}
    ></unpark-archive>`;
    add('entries', l10n.t('Files'), () => framed(its, content()));
  }
  return parts;
}

/** A page below the file's name, and what it hands out. */
function framed(
  { name, text, notes }: PageHead,
  content: TemplateResult,
  exported?: () => Exported,
): TemplateResult {
  return html`<div class="framed">
    <header class="page-head">
      ${titleRow(name, exported ? exportButtons(name, exported) : html``)}
      <p class="summary" data-testid="summary">${text}</p>
      ${noteLines(notes)}
    </header>
    ${content}
  </div>`;
}
