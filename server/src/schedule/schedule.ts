/**
 * schedule: how a story comes about, for people: who does what, one step after the other.
 *
 * lanes.ts       the goroutines
 * told.ts        which steps explain something, and which of them lets which go on
 * conditions.ts  what nobody knows
 * names.ts       what goroutines, functions and channels are called
 * texts.ts       a step in one sentence; why.ts is the end of the last one
 */
import * as l10n from '@vscode/l10n';
import type { LaneEnd } from '#protocol';
import type { Explored } from '../explored/explored.ts';
import type { Story } from '../explored/stories.ts';
import type { FileSpan, Schedule, ScheduleStep } from '../findings.ts';
import type { Place } from '../lowering/sites.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { actorName, laneNames } from './names.ts';
import { sayOf, stuckText } from './texts.ts';
import { type Told, toldOf } from './told.ts';
import { whyOf } from './why.ts';

/** More steps are not shown: the last ones are, and the starts of goroutines. */
const mostSteps = 60;

/** The goroutines and the steps of a story. The last step tells what is stuck, or fails. */
export function scheduleOf(types: Types, explored: Explored, story: Story): Schedule {
  const { problem } = story;
  const place = (site: number) => explored.place(site);
  const lanes = lanesOf(types, story, place);
  const stuck = lanes.last(problem.goroutine);
  const others = othersOf(explored, story)
    .map(({ goroutine, site }) => ({ lane: lanes.last(goroutine), site, place: place(site)! }))
    .filter(({ lane }) => !lanes.lanes[lane].isEnvironment && lane !== stuck);
  const told = withoutRepeats(toldOf(story, lanes, place), [...others, { lane: stuck, place: story.place }]);
  const { shown, kept } = partsOf(told, [stuck, ...others.map(({ lane }) => lane)], lanes.lanes);
  const keptNames = laneNames(kept.map((lane) => lanes.lanes[lane]));
  const names = lanes.lanes.map((_, lane) => keptNames[kept.indexOf(lane)] ?? '');
  const who = (lane: number, at: Place) => actorName(lanes.lanes, lane, at, names);
  const steps = shown.map((step): ScheduleStep => {
    const { lane, kind, to, received, from } = step;
    const other = to === null ? '' : received ? actorName(lanes.lanes, to, received, names) : names[to];
    return {
      ...spanOf(step.place),
      lane: kept.indexOf(lane),
      kind,
      text: sayOf(types, step, who(lane, step.place), other),
      to: to === null ? null : kept.indexOf(to),
      received: received && spanOf(received),
      from: from && shown.includes(from) ? shown.indexOf(from) : null,
      isFree: kind === 'condition',
    };
  });
  const end = (lane: number, at: Place, kind: 'blocked' | 'failed', what: string, why: string) => {
    const text = l10n.t('{0}: {1}', stuckText(at, what, who(lane, at)), why);
    const parts = {
      lane: kept.indexOf(lane),
      kind,
      text,
      to: null,
      received: null,
      from: null,
      isFree: false,
    };
    steps.push({ ...spanOf(at), ...parts });
  };
  const doneAt = (site: number) => explored.operation(site)?.do ?? '';
  for (const { lane, site, place: at } of others)
    end(lane, at, 'blocked', doneAt(site), l10n.t('this never goes on either'));
  const failing = { 'send-on-closed': 'send', 'close-of-closed': 'close' } as Record<string, string>;
  const isStuck = problem.kind === 'stuck';
  const why = whyOf(explored, story, lanes, names, shown);
  const what = isStuck ? doneAt(problem.site) : (failing[problem.kind] ?? '');
  end(stuck, story.place, isStuck ? 'blocked' : 'failed', what, why);
  const blocked = new Set(others.map(({ lane }) => lane));
  const fate = (lane: number): LaneEnd => {
    if (lane === stuck) return isStuck ? 'blocked' : 'failed';
    if (blocked.has(lane)) return 'blocked';
    return lanes.lanes[lane].isAlive ? 'running' : 'ended';
  };
  return {
    lanes: kept.map((lane) => {
      const { start } = lanes.lanes[lane];
      return { name: names[lane], start: start ? spanOf(start) : null, end: fate(lane) };
    }),
    steps,
  };
}

/** Others that are stuck as well, each place once. */
function othersOf(explored: Explored, { problem }: Story) {
  const sites = new Set([problem.site]);
  return problem.others.filter(({ site }) => {
    if (site < 0 || sites.has(site) || !explored.place(site) || !explored.operation(site)) return false;
    sites.add(site);
    return true;
  });
}

/** What a goroutine did last where it is stuck now is told with that. */
function withoutRepeats(told: readonly Told[], ends: readonly { lane: number; place: Place }[]): Told[] {
  return told.filter(
    (step) =>
      (step.kind !== 'wait' && step.kind !== 'once') ||
      !ends.some(
        ({ lane, place }) =>
          step.lane === lane &&
          step.place.node === place.node &&
          step.place.file === place.file &&
          step === told.findLast((other) => other.lane === lane),
      ),
  );
}

/** The goroutines that take part, and the steps of theirs that are shown. */
function partsOf(told: readonly Told[], ends: readonly number[], lanes: readonly Lane[]) {
  const active = new Set(lanes[0].isEnvironment ? ends : [0, ...ends]);
  for (const { kind, lane, to } of told) {
    if (kind !== 'start') active.add(lane);
    if (kind !== 'start' && to !== null) active.add(to);
  }
  // Whoever starts one that takes part does so as well.
  for (const { kind, lane, to } of told.toReversed())
    if (kind === 'start' && to !== null && active.has(to)) active.add(lane);
  const kept = lanes.map((_, lane) => lane).filter((lane) => active.has(lane));
  const all = told.filter(({ kind, to }) => kind !== 'start' || (to !== null && active.has(to)));
  const room = mostSteps - ends.length - all.filter(({ kind }) => kind === 'start').length;
  const rest = all.filter(({ kind }) => kind !== 'start');
  const last = new Set(rest.slice(Math.max(0, rest.length - Math.max(room, 1))));
  return { shown: all.filter((step) => step.kind === 'start' || last.has(step)), kept };
}

/** Where a step stands: its first line, where there are more. */
function spanOf({ file, node }: Place): FileSpan {
  const { tree } = file;
  const whole = tree.kind[node] === K.select_statement ? tree.start[node] + 'select'.length : tree.end[node];
  const start = tree.start[node];
  const lineEnd = tree.source.indexOf('\n', start);
  const end = lineEnd < 0 ? whole : Math.min(whole, lineEnd);
  return { uri: file.uri, start, end: start + tree.source.slice(start, end).trimEnd().length };
}
