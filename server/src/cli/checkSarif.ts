import path from 'node:path';
import { URI } from 'vscode-uri';
import type { Severity } from '#protocol';
import { docsUrl } from '../docs.ts';
import type { FileReport } from '../engine.ts';
import type { FileSpan, Finding, Schedule, TextEdit } from '../findings.ts';
import { ruleMetas } from '../rules/index.ts';
import type { Io } from './io.ts';
import type { Places } from './places.ts';

/** The folder that relative paths begin at. */
const base = '%SRCROOT%';

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/**
 * Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): a schedule is a code flow,
 * with a thread flow for each goroutine, and the steps' order over all of them.
 */
export function toSarif(reports: readonly FileReport[], places: Places, version: string, io: Io) {
  const root = URI.file(io.cwd).toString();
  const used = new Set(reports.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const rules = ruleMetas.filter(({ id }) => used.has(id));
  const location = (span: FileSpan) => physical(span, places, io);
  const result = (finding: Finding) => ({
    ruleId: finding.rule,
    ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: location(finding) }],
    relatedLocations: finding.related.map((related, id) => ({
      ...{ id, physicalLocation: location(related) },
      message: { text: related.message },
    })),
    ...(finding.schedule && { codeFlows: [codeFlow(finding, finding.schedule, location)] }),
    fixes: finding.fixes.map(({ title, edits }) => ({
      description: { text: title },
      artifactChanges: changes(edits, location),
    })),
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: {
          driver: {
            ...{ name: 'Unpark', version, informationUri: 'https://github.com/unpark/unpark' },
            rules: rules.map(({ id, title }) => ({
              ...{ id, shortDescription: { text: title } },
              helpUri: docsUrl(id),
            })),
          },
        },
        columnKind: 'utf16CodeUnits' as const,
        originalUriBaseIds: { [base]: { uri: `${root}/` } },
        results: reports.flatMap(({ findings }) => findings.map(result)),
      },
    ],
  };
}

type Location = ReturnType<typeof physical>;

function physical(span: FileSpan, places: Places, io: Io) {
  const from = places.at(span.uri, span.start);
  const to = places.at(span.uri, span.end);
  const relative = path.relative(io.cwd, URI.parse(span.uri).fsPath);
  const isInside = !relative.startsWith('..') && !path.isAbsolute(relative);
  const parts = relative.split(path.sep).map(encodeURIComponent);
  return {
    artifactLocation: isInside ? { uri: parts.join('/'), uriBaseId: base } : { uri: span.uri },
    region: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
  };
}

function codeFlow(finding: Finding, { lanes, steps }: Schedule, location: (span: FileSpan) => Location) {
  const flows = lanes.map(({ name }, lane) => ({
    id: `${lane}`,
    message: { text: name },
    locations: steps.flatMap(({ text, kind, ...span }, i) =>
      span.lane === lane
        ? {
            location: { physicalLocation: location(span), message: { text } },
            ...{ executionOrder: i + 1, kinds: [kind] },
            importance: i === steps.length - 1 ? ('essential' as const) : ('important' as const),
          }
        : [],
    ),
  }));
  // One without steps would not be valid.
  return {
    message: { text: finding.message },
    threadFlows: flows.filter(({ locations }) => locations.length > 0),
  };
}

/** Edits by file. */
function changes(edits: readonly TextEdit[], location: (span: FileSpan) => Location) {
  return [...new Set(edits.map(({ uri }) => uri))].map((uri) => {
    const own = edits.filter((edit) => edit.uri === uri);
    return {
      artifactLocation: location(own[0]).artifactLocation,
      replacements: own.map((edit) => ({
        deletedRegion: location(edit).region,
        insertedContent: { text: edit.text },
      })),
    };
  });
}
