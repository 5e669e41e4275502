import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { countOf } from '../skeleton/counted.ts';
import { doneCounts, once } from '../skeleton/doneCounts.ts';
import type { GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import type { Place } from '../skeleton/place.ts';
import { callsOnSameGroup } from '../skeleton/reach.ts';
import { isCounted } from '../skeleton/stead.ts';
import { type Sum, sumOf, tripsOf } from '../skeleton/trips.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { abandonedCounts } from './abandonedCounts.ts';
import { deleteLines, insertBefore, ownsLines, startsLine } from './edits.ts';
import { lonelyWaits } from './lonelyWaits.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';
import { isSteadyArgument } from './steady.ts';

const meta: RuleMeta = {
  id: 'waitgroup-count-mismatch',
  title: 'Add counts more or fewer goroutines than are started',
  severity: 'warning',
};

/**
 * An `Add` whose number differs from that of the goroutines that the statements after it start, each of which calls
 * `Done` once. Both are worked out as a constant, a length or a variable, and a difference; what can't be is left
 * alone, and so are groups that other code may count down.
 */
export const waitGroupCountMismatch: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    for (const add of groups.callsIn(here, part)) {
      const started =
        add.method === 'Add' && !add.deferred && add.count !== 0 ? startedAfter(groups, add) : undefined;
      if (!started || !isClosed(groups, add, started)) continue;
      const counted = sumOf(add.file, add.file.tree.firstChild[add.file.tree.child(add.call, F.arguments)]);
      const total = started.map((s) => s.times).reduce(plus, { term: '', plus: 0 });
      const skips = started.map((s) => skipsOf(s, add.place!));
      if (!counted || !total || !skips.every((s) => s !== undefined)) continue;
      const [skip] = skips.flat();
      if (skip ? isSame(counted, total) : differ(counted, total))
        yield draft(add, counted, total, started, skip);
    }
    yield* abandonedCounts(groups, here, part);
    yield* lonelyWaits(groups, here, part);
  },
};

/** A `go` statement, and how often it runs. */
interface Started {
  go: GoStatement;
  loop: NodeId;
  times: Sum | undefined;
}

/**
 * The goroutines that call `Done` and that the statements behind an `Add` start, up to the next `Add` of its list.
 *
 * @returns `undefined` where one is started under a condition, or may not call `Done` just once
 */
function startedAfter(groups: Groups, add: GroupCall): Started[] | undefined {
  const { file, place } = add;
  const { tree } = file;
  const statement = tree.parent[add.call];
  if (!place || tree.kind[tree.parent[statement]] !== K.statement_list || tree.isBroken(add.fn))
    return undefined;
  let end = tree.last(tree.parent[statement]) + 1;
  for (let n = tree.nextSibling[statement]; n; n = tree.nextSibling[n]) {
    const next = groups.at(file, tree.firstChild[n]);
    if (next?.method === 'Add' && next.place?.key === place.key) end = Math.min(end, n);
  }
  const started: Started[] = [];
  for (const go of groups.goStatementsIn(file, add.fn)) {
    if (go.fn !== add.fn || go.node < statement || go.node >= end) continue;
    const effects = groups.effectsOf(go, place);
    if (effects.escapes || effects.spawned.length || effects.handed.length) return undefined;
    // One that never calls Done is another mistake, or none of the group's.
    if (!go.callee || !effects.own.length || effects.own.some((c) => c.method !== 'Done')) return undefined;
    const inside = groups.placeInside(go, place);
    const exits = doneCounts(groups, go.callee.file, go.callee.node, inside);
    if (!exits?.some((e) => e.how !== 'panic') || !exits.every((e) => e.how === 'panic' || e.states === once))
      return undefined;
    const loop = loopAround(go, tree.parent[statement]);
    if (loop === undefined) return undefined;
    started.push({ go, loop, times: loop ? tripsOf(groups.types, file, loop) : { term: '', plus: 1 } });
  }
  const isSteady = started.every(({ loop }) => !loop || isSteadyArgument(groups.types, add, statement, loop));
  return started.length && isSteady ? started : undefined;
}

/** The loop of a list that starts a goroutine, under a condition or not; 0 where the list itself does. */
function loopAround({ file: { tree }, node }: GoStatement, list: NodeId): NodeId | undefined {
  let inner = tree.parent[node];
  if (inner === list) return 0;
  let outer = tree.parent[tree.parent[inner]];
  if (tree.kind[outer] === K.if_statement && !tree.child(outer, F.alternative)) {
    inner = tree.parent[outer];
    outer = tree.parent[tree.parent[inner]];
  }
  return tree.kind[outer] === K.for_statement && tree.parent[outer] === list ? outer : undefined;
}

/**
 * Where a turn of a loop is over without its goroutine, and without a word on the group: a `continue`, or the `if`
 * around the `go` statement.
 *
 * @returns `undefined` where such a turn may count down by itself
 */
function skipsOf({ go, loop }: Started, group: Place): NodeId[] | undefined {
  if (!loop) return [];
  const { file } = go;
  const { tree } = file;
  const skips: NodeId[] = [];
  const around = tree.parent[tree.parent[tree.parent[go.node]]];
  if (tree.kind[around] === K.if_statement && around > loop) skips.push(around);
  for (let n = loop; n < go.node; n++) {
    if (tree.kind[n] === K.func_literal) n = tree.last(n);
    else if (tree.kind[n] === K.continue_statement) skips.push(n);
  }
  // Whoever mentions the group in a loop apart from the go statement may mean just those turns.
  const isElsewhere = (use: NodeId) => tree.within(use, loop) && !tree.within(use, go.node);
  return skips.length && (group.file !== file || file.uses(group.root).some(isElsewhere)) ? undefined : skips;
}

const plus = (a: Sum | undefined, b: Sum | undefined): Sum | undefined =>
  a && b && !(a.term && b.term) ? { term: a.term || b.term, plus: a.plus + b.plus } : undefined;

const isSame = (a: Sum, b: Sum): boolean => a.term === b.term && a.plus === b.plus;

/** Whether two numbers differ for certain; and one is not taken for the number of a loop's turns. */
const differ = (counted: Sum, total: Sum): boolean =>
  counted.term === total.term
    ? counted.plus !== total.plus
    : counted.term === '' && counted.plus === 1 && total.plus === 0;

/** Whether all that count the group up and down are in sight, and each `Done` is one of these or counted elsewhere. */
function isClosed(groups: Groups, add: GroupCall, started: readonly Started[]): boolean {
  const calls = callsOnSameGroup(groups, add);
  if (!calls?.some((c) => c.method === 'Wait') || calls.some((c) => c.method === 'Go')) return false;
  const isOfThese = (done: GroupCall) =>
    started.some(
      ({ go: { callee } }) => callee?.file === done.file && done.file.tree.within(done.call, callee.node),
    );
  if (!add.shared) {
    // In a function of its own, what is added elsewhere may be for these as well.
    return calls.every((c) => (c.method === 'Add' ? c === add : c.method !== 'Done' || isOfThese(c)));
  }
  const isExact = (other: GroupCall) =>
    groups.goStatementsIn(other.file, other.fn).some((go) => {
      const count = countOf(groups, go);
      return count?.add === other && count.certain;
    });
  return calls.every((c) =>
    c.method === 'Add'
      ? c === add || isExact(c)
      : c.method !== 'Done' || isOfThese(c) || isCounted(groups, c),
  );
}

function draft(
  add: GroupCall,
  counted: Sum,
  total: Sum,
  started: readonly Started[],
  skip: NodeId | undefined,
): Draft {
  const { file } = add;
  return {
    file,
    ...span(file, skip && file.tree.kind[skip] !== K.if_statement ? skip : add.call),
    message: message(file.tree.text(add.operand), counted, total, skip !== undefined),
    related: skip
      ? [related(file, add.call, l10n.t('all are counted here'))]
      : started.map(({ go }) => related(go.file, go.node, l10n.t('started here'))),
    fixes: fixes(add, started),
  };
}

function message(group: string, counted: Sum, total: Sum, skips: boolean): string {
  if (skips)
    return l10n.t(
      '{0}.Wait() blocks for ever: {0}.Add counts {1}, and a turn may start no goroutine.',
      group,
      show(counted),
    );
  return counted.term === total.term && counted.plus > total.plus
    ? l10n.t(
        '{0}.Wait() blocks for ever: {0}.Add counts more goroutines than are started (counted: {1}, started: {2}).',
        group,
        show(counted),
        show(total),
      )
    : l10n.t(
        '{0}.Wait() returns early, or the counter goes below zero and the program panics: {0}.Add counts fewer goroutines than are started (counted: {1}, started: {2}).',
        group,
        show(counted),
        show(total),
      );
}

const show = ({ term, plus: n }: Sum): string =>
  term ? `${term}${n > 0 ? `+${n}` : n < 0 ? `${n}` : ''}` : `${n}`;

/** `Add(1)` beside each `go` statement, instead of one for all. */
function fixes(add: GroupCall, started: readonly Started[]): Fix[] {
  const { file } = add;
  const { tree } = file;
  const statement = tree.parent[add.call];
  const isOwnLine = (node: NodeId) => ownsLines(file, node) && startsLine(file, node);
  if (!isOwnLine(statement) || !started.every(({ go }) => startsLine(file, go.node))) return [];
  const line = `${tree.text(add.operand)}.Add(1)`;
  return [
    {
      title: l10n.t('Put "{0}" before each go statement instead', line),
      preferred: true,
      edits: [deleteLines(file, statement), ...started.map(({ go }) => insertBefore(file, go.node, line))],
    },
  ];
}
