import type { StepKind } from '#protocol';
import type { Story } from '../explored/stories.ts';
import type { Place } from '../lowering/sites.ts';
import type { Step } from '../model/program.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { conditionOf, isIdleLoop } from './conditions.ts';
import { calledName, type Lanes, startedBy } from './lanes.ts';

/** A step that explains something. */
export interface Told {
  lane: number;
  kind: StepKind;
  place: Place;
  step: Step;
  to: number | null;
  received: Place | null;
  from: Told | null;
  /** Of a case of a `select`: the function returns in it, as the next thing that happens. */
  returns: boolean;
  /** Nothing depends on it so far. */
  isQuiet: boolean;
  /** It is done so often, one time after the other. */
  times: number;
}

/** What is told each time, also where the goroutine does nothing else between. */
const repeats: ReadonlySet<StepKind> = new Set(['start', 'send', 'receive']);

/** The steps of a story that explain something, and which of them lets which go on. */
export function toldOf({ problem }: Story, lanes: Lanes, place: (site: number) => Place | undefined): Told[] {
  const told: Told[] = [];
  const links = new Links();
  problem.schedule.forEach((step, i) => {
    const lane = lanes.actors[i];
    const at = place(step.site);
    const kind = at && kindOf(step, at);
    if (!at || !kind || lanes.lanes[lane].isEnvironment) return;
    const other = lanes.others[i];
    const hasOther = other !== null && !lanes.lanes[other].isEnvironment;
    const received = hasOther && kind !== 'start' ? (place(step.otherSite) ?? null) : null;
    const isQuiet = kind === 'done' || kind === 'unlock';
    const now: Told = {
      ...{ lane, kind, place: at, step, isQuiet, received },
      to: hasOther ? other : null,
      from: null,
      returns: kind === 'select' && isWayOut(step, at),
      times: 1,
    };
    const last = told.at(-1);
    const own = told.findLast((other) => other.lane === lane);
    if (kind === 'return' && own && isCaseThatReturns(own, now)) {
      own.returns = true;
      return;
    }
    if (kind === 'select' && last?.to === lane && last.lane === other && last.kind !== 'start') {
      // Both have told of one meeting.
      now.from = last;
      now.to = last.to = null;
      last.received = null;
    }
    links.follow(now);
    const isAgain = last?.lane === lane && last.place.node === at.node && last.place.file === at.file;
    if (!isAgain || repeats.has(kind)) told.push(now);
  });
  return withoutNoise(told, lanes);
}

function kindOf(step: Step, { file, node }: Place): StepKind | undefined {
  const { tree } = file;
  const isCall = tree.kind[node] === K.call_expression;
  switch (step.what) {
    case 'spawn':
      return startedBy({ file, node }) ? 'start' : undefined;
    case 'send':
    case 'receive':
      return isCall ? undefined : step.what; // a call of a library does so within
    case 'close':
      return isCall && calledName(file, node) !== 'close' ? 'cancel' : 'close';
    case 'select':
    case 'lock':
    case 'unlock':
    case 'wait':
    case 'once':
      return step.what;
    case 'count':
      return isCall && calledName(file, node) === 'Done' ? 'done' : undefined;
    case 'condWait':
      return 'wait';
    case 'signal':
    case 'broadcast':
      return 'signal';
    case 'return':
      return tree.kind[node] === K.return_statement && functionOf(file, node) ? 'return' : undefined;
    case 'panic':
    case 'goexit':
      return isCall ? 'panic' : undefined;
    case 'compare':
    case 'settle':
      return conditionOf(step, { file, node }) ? 'condition' : undefined;
    default:
      return undefined;
  }
}

/** Whether the step is the return in the case that the goroutine has just taken. */
function isCaseThatReturns(last: Told, { lane, place: { file, node } }: Told): boolean {
  if (last.kind !== 'select' || last.lane !== lane || last.place.file !== file) return false;
  const clause = clauseOf(last.step, last.place);
  return clause !== 0 && file.tree.within(node, clause);
}

/** Whether the case of a `select` that was taken does nothing but return, at once. */
function isWayOut(step: Step, place: Place): boolean {
  const { tree } = place.file;
  const clause = clauseOf(step, place);
  const body = clause ? tree.children(clause).find((n) => tree.kind[n] === K.statement_list) : undefined;
  const first = body === undefined ? 0 : tree.firstChild[body];
  if (tree.kind[first] !== K.return_statement) return false;
  return !/<-|\w\(/.test(tree.text(first).replaceAll('.Err()', ''));
}

/** The clause of a `select` that was taken. */
function clauseOf({ choice }: Step, { file: { tree }, node }: Place): NodeId {
  if (choice !== -1) return tree.parent[node];
  return tree.children(node).find((n) => tree.kind[n] === K.default_case) ?? 0;
}

/** Which steps let others go on. Objects are known by where they were made, where that is only one. */
class Links {
  /** By channel: sends of which the value may still be in the buffer. */
  private readonly queues = new Map<number, Told[]>();
  private readonly closes = new Map<number, Told>();
  /** By lock or group: the last unlock or Done. */
  private readonly releases = new Map<number, Told>();

  follow(told: Told): void {
    const { step, place } = told;
    const { madeAt, left } = step;
    if (madeAt < 0 || told.to !== null || told.from) return;
    const isSend = place.file.tree.kind[place.node] === K.send_statement;
    switch (told.kind) {
      case 'close':
      case 'cancel':
        this.closes.set(madeAt, told);
        return;
      case 'unlock':
      case 'done':
        this.releases.set(madeAt, told);
        return;
      case 'lock':
      case 'wait':
        return this.link(told, this.releases.get(madeAt));
      case 'send':
      case 'receive':
      case 'select': {
        if (step.choice === -1 && told.kind === 'select') return;
        const queue = this.queues.get(madeAt) ?? [];
        this.queues.set(madeAt, queue);
        if (isSend) {
          queue.push(told);
          queue.splice(0, queue.length - left);
          return;
        }
        queue.splice(0, queue.length - left - 1);
        if (queue.length === left + 1) return this.link(told, queue.shift());
        if (left === 0) this.link(told, this.closes.get(madeAt));
        return;
      }
      default:
        return;
    }
  }

  private link(told: Told, from: Told | undefined): void {
    if (!from || from.lane === told.lane) return;
    told.from = from;
    from.isQuiet = false;
  }
}

/** Leaves out what nothing depends on: locks given back at once, functions that are only passed through. */
function withoutNoise(told: readonly Told[], { lanes }: Lanes): Told[] {
  const isGivenBack = (lock: Told, at: number) =>
    told.some(
      (other, i) =>
        i > at && other.kind === 'unlock' && other.lane === lock.lane && isSameObject(other, lock),
    );
  const kept = told.filter((step, i) => {
    if (step.isQuiet || (step.kind === 'condition' && isIdleLoop(step, told))) return false;
    if (step.kind === 'lock' && !step.from) {
      const isLinked = told.some(
        ({ from }) => from?.kind === 'unlock' && from.lane === step.lane && isSameObject(from, step),
      );
      return isLinked || !isGivenBack(step, i);
    }
    if (step.kind !== 'return') return true;
    const { file, node } = step.place;
    const fn = functionOf(file, node);
    const own = lanes[step.lane].fn;
    if (own?.file === file && own.node === fn) return true;
    // It matters that a function is left that has taken part.
    return told.some(
      (other) =>
        other !== step &&
        other.lane === step.lane &&
        other.kind !== 'return' &&
        other.kind !== 'condition' &&
        other.place.file === file &&
        functionOf(file, other.place.node) === fn,
    );
  });
  return counted(kept);
}

/** Makes one of what a goroutine does again and again, where nobody else has to do with each. */
function counted(told: readonly Told[]): Told[] {
  const causes = new Set(told.map(({ from }) => from));
  const isAlone = (step: Told) =>
    (step.kind === 'send' || step.kind === 'receive') && step.to === null && !step.from && !causes.has(step);
  const result: Told[] = [];
  for (const step of told) {
    const last = result.at(-1);
    const isAgain =
      last &&
      isAlone(last) &&
      isAlone(step) &&
      last.lane === step.lane &&
      last.place.node === step.place.node &&
      last.place.file === step.place.file;
    if (isAgain) last.times++;
    else result.push(step);
  }
  return result;
}

const isSameObject = (a: Told, b: Told): boolean =>
  a.step.madeAt >= 0 && b.step.madeAt >= 0 ? a.step.madeAt === b.step.madeAt : textOf(a) === textOf(b);

/** What stands before the dot of a call. */
const textOf = ({ place: { file, node } }: Told): string => {
  const { tree } = file;
  const fn = tree.kind[node] === K.call_expression ? tree.child(node, F.function) : 0;
  return fn ? tree.text(tree.firstChild[fn]) : tree.text(node);
};
