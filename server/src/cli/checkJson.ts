import type { FileReport } from '../engine.ts';
import type { FileSpan, Schedule } from '../findings.ts';
import type { Io } from './io.ts';
import type { Places } from './places.ts';
import { displayPath } from './targets.ts';

/** The shape that scripts read: lines and columns from 1, columns in UTF-16 units. Only ever added to. */
export function toJson({ findings }: FileReport, places: Places, io: Io) {
  const at = ({ uri, start }: FileSpan) => ({ file: displayPath(uri, io), ...places.at(uri, start) });
  const range = (span: FileSpan) => {
    const to = places.at(span.uri, span.end);
    return { ...at(span), endLine: to.line, endColumn: to.column };
  };
  const scheduled = ({ lanes, steps }: Schedule) => ({
    goroutines: lanes.map(({ name, start, end }) => ({ name, end, start: start && at(start) })),
    steps: steps.map(({ lane, kind, text, to, from, isFree, ...span }) => ({
      ...{ goroutine: lane, kind, message: text, to, from, isFree },
      ...at(span),
    })),
  });
  return findings.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    ...range(finding),
    related: finding.related.map((related) => ({ message: related.message, ...at(related) })),
    ...(finding.schedule && { schedule: scheduled(finding.schedule) }),
    fixes: finding.fixes.map(({ title, preferred, edits }) => ({
      title,
      preferred,
      edits: edits.map((edit) => ({ ...range(edit), text: edit.text })),
    })),
  }));
}
