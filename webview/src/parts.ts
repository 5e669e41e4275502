import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Bookmark } from '#protocol';
import './archive/page.ts';
import './gctrace/page.ts';
import { noteLines } from './head.ts';
import type { Summary } from './jobs.ts';
import type { WorkerLink } from './link.ts';
import './metrics/page.ts';
import './race/page.ts';
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
  const { summary, link, plotScript, leaks } = context;
  const { races, schedtrace, gctrace, metrics, entries } = summary;
  const parts: Part[] = [];
  const add = (key: string, label: string, content: () => TemplateResult) =>
    parts.push({ key, label, content });
  if (summary.groups.length > 0) add('goroutines', l10n.t('Goroutines'), () => leaks());
  if (races) {
    const count = l10n.t('{0} reports of races', races.reports.length.toLocaleString());
    add('races', l10n.t('Races'), () =>
      framed(context, count, html`<unpark-races .report=${races}></unpark-races>`),
    );
  }
  if (schedtrace) {
    const count = l10n.t('{0} samples of the scheduler', schedtrace.samples.length.toLocaleString());
    const content = () =>
      html`<unpark-schedtrace .data=${schedtrace} .plotScript=${plotScript}></unpark-schedtrace>`;
    add('schedtrace', l10n.t('Scheduler'), () => framed(context, count, content()));
  }
  if (gctrace) {
    const count = l10n.t('{0} garbage collections', gctrace.collections.length.toLocaleString());
    const content = () => html`<unpark-gctrace .data=${gctrace} .plotScript=${plotScript}></unpark-gctrace>`;
    add('gctrace', l10n.t('Garbage collector'), () => framed(context, count, content()));
  }
  if (metrics) {
    const count = l10n.t('{0} metrics', metrics.families.length.toLocaleString());
    const content = () => html`<unpark-metrics .data=${metrics} .plotScript=${plotScript}></unpark-metrics>`;
    add('metrics', l10n.t('Metrics'), () => framed(context, count, content()));
  }
  if (entries && link) {
    const count = l10n.t('{0} files', entries.length.toLocaleString());
    const content = () => html`<unpark-archive
      .entries=${entries}
      .opener=${link}
      .page=${context.entry}
      @entry-opened=${({ detail }: CustomEvent<{ name: string; summary: Summary }>) =>
        context.entryOpened(detail.name, detail.summary)}
    ></unpark-archive>`;
    add('entries', l10n.t('Files'), () => framed(context, count, content()));
  }
  return parts;
}

/** A page below the file's name. */
function framed({ name, notes }: PageContext, text: string, content: TemplateResult): TemplateResult {
  return html`<div class="framed">
    <header class="page-head">
      <h1>${name}</h1>
      <p class="summary" data-testid="summary">${text}</p>
      ${noteLines(notes)}
    </header>
    ${content ?? nothing}
  </div>`;
}
