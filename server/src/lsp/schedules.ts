import type { CancellationToken } from 'vscode-languageserver';
import type {
  ScheduledFinding,
  ScheduleLane,
  SchedulePlace,
  ScheduleStep,
  SchedulesParams,
  SchedulesResult,
} from '#protocol';
import type { FileSpan, Schedule } from '../findings.ts';
import { intersects } from './codeActions.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';
import { canonicalUri } from './uris.ts';

/** A line of source that is longer is cut. */
const longestLine = 300;

/** Answers `unpark/schedules`: of the document as it is now. */
export async function schedules(
  session: Session,
  { uri, rule, range }: SchedulesParams,
  token: CancellationToken,
): Promise<SchedulesResult> {
  const report = await session.check(canonicalUri(uri), token);
  if (!report) return [];
  const texts = session.textsOf(report);
  const found: ScheduledFinding[] = [];
  for (const finding of report.findings) {
    if (!finding.schedule || (rule !== null && finding.rule !== rule)) continue;
    const own = await texts.range(finding.uri, finding);
    const schedule =
      own && intersects(own, range) ? await toProtocol(session, texts, finding.schedule) : null;
    if (own && schedule) found.push({ rule: finding.rule, message: finding.message, range: own, schedule });
  }
  return found;
}

/** A schedule with ranges for offsets; `null` where one of its files is gone. */
async function toProtocol(session: Session, texts: Texts, { lanes, steps }: Schedule) {
  const placeOf = async (span: FileSpan): Promise<SchedulePlace | null> => {
    const range = await texts.range(span.uri, span);
    return range && { uri: session.documents.clientUri(span.uri), range };
  };
  const shownLanes = await Promise.all(
    lanes.map(
      async ({ name, start, end }): Promise<ScheduleLane> => ({
        name,
        start: start && (await placeOf(start)),
        end,
      }),
    ),
  );
  const shownSteps = await Promise.all(
    steps.map(async ({ lane, kind, text, to, received, from, isFree, ...span }) => {
      const place = await placeOf(span);
      if (!place) return null;
      const source = (await texts.line(span.uri, span)).slice(0, longestLine);
      const at = received && (await placeOf(received));
      return {
        ...{ lane, kind, text, place, source, to, from, isFree },
        received: at,
      } satisfies ScheduleStep;
    }),
  );
  return shownSteps.every((step) => step !== null) ? { lanes: shownLanes, steps: shownSteps } : null;
}
