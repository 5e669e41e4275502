import type { ObjectUse, Operation, Problem, Step } from '../model/program.ts';
import { objectAt } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Explored, Place, Scope } from './explored.ts';

/** The rules that the model speaks for. */
export type StoryRule =
  | 'channel-abandoned-sender'
  | 'channel-abandoned-receiver'
  | 'channel-range-never-closed'
  | 'channel-send-no-receiver'
  | 'channel-receive-no-sender'
  | 'channel-capacity-exceeded'
  | 'channel-double-send'
  | 'channel-nil'
  | 'channel-close-twice'
  | 'channel-send-after-close'
  | 'select-blocks-forever'
  | 'mutex-missing-unlock'
  | 'mutex-double-lock'
  | 'mutex-lock-order'
  | 'mutex-held-while-blocking'
  | 'once-recursive'
  | 'cond-wait-without-loop';

/** One thing that goes wrong, with what it drags along. */
export interface Story {
  rule: StoryRule;
  scope: Scope;
  problem: Problem;
  /** It takes what callers may well never do, or another goroutine that is not seen: a hint. */
  isUnsure: boolean;
  /** The operation that is stuck or fails. */
  place: Place;
  /** Where the channel or lock was made. */
  made: Place | undefined;
  /** Of a second send: the first one. */
  first: Place | undefined;
}

/** How many things nobody knows may have to be just so: what needs more of them is more likely to be impossible. */
const mostFree = 1;
/** What is done under a lock depends on less. */
const mostFreeOfLocks = 3;

/** The stories that begin in a file, each once. */
export function storiesOf(explored: Explored, file: SourceFile): Story[] {
  const found = new Map<string, Story>();
  for (const scope of [...explored.in(file), ...explored.driven(file), ...explored.together(file)]) {
    // Who recovers from a panic has seen it come.
    const likely = scope.problems.filter(
      (p) =>
        p.kind !== 'outlives' && !p.caught && (p.madeAt >= 0 || isNil(explored, p)) && isLikely(explored, p),
    );
    for (const cluster of clustersOf(likely)) {
      const story = storyOf(explored, scope, cluster);
      if (story?.scope.maker && !isSure(explored, story)) continue;
      const key = story && keyOf(story);
      // The simplest way there says most.
      const known = key === undefined ? undefined : found.get(key);
      if (story && (!known || lengthOf(story) < lengthOf(known))) found.set(key!, story);
    }
  }
  return [...found.values()];
}

/** A channel under a lock is one story, whichever side gets there first; any other is one of its place. */
const keyOf = ({ rule, scope, problem, place }: Story): string =>
  rule === 'mutex-held-while-blocking'
    ? `${scope.file.uri}#${scope.fn} ${problem.madeAt}`
    : `${place.file.uri}#${place.node}`;

const lengthOf = ({ problem, isUnsure = false }: { problem: Problem; isUnsure?: boolean }): number =>
  // What is sure comes first.
  problem.schedule.length + (isUnsure ? 1000 : 0);

function isLikely(explored: Explored, problem: Problem): boolean {
  const isLock = explored.operation(problem.site)?.do === 'lock';
  return freedomOf(explored, problem) <= (isLock ? mostFreeOfLocks : mostFree);
}

/**
 * Whether a goroutine of a value that is made hangs whatever methods are called: what it waits for lies in fields that
 * nobody else gets at.
 */
function isSure(explored: Explored, { scope, problem, place }: Story): boolean {
  // That nobody calls one method after the other is up to whoever has the value: a hint. Of a program all of them can
  // be seen, and of a method that is not exported.
  if (problem.kind !== 'stuck')
    return scope.file.packageName !== 'main' && isExported(declarationOf(place), place);
  if (problem.goroutine === 0) return false;
  const channels = channelsAt(place);
  const { tree } = place.file;
  const fields = channels.map((n) =>
    tree.kind[n] === K.selector_expression ? tree.text(tree.child(n, F.field)) : '',
  );
  return fields.length > 0 && fields.every((field) => field !== '') && explored.isOwn(scope, fields);
}

const isExported = (declaration: NodeId, { file: { tree } }: Place): boolean =>
  /^\p{Lu}/u.test(tree.text(tree.child(declaration, F.name)));

/** The channels that an operation waits for. */
function channelsAt({ file: { tree }, node }: Place): NodeId[] {
  switch (tree.kind[node]) {
    case K.range_clause:
      return [tree.child(node, F.right)];
    case K.unary_expression:
      return [tree.child(node, F.operand)];
    case K.send_statement:
      return [tree.child(node, F.channel)];
    case K.select_statement:
      return tree
        .children(node)
        .filter((n) => tree.kind[n] === K.communication_case)
        .flatMap((n) => {
          const communication = tree.child(n, F.communication);
          const isSend = tree.kind[communication] === K.send_statement;
          const received = tree.child(tree.child(communication, F.right), F.operand);
          return [isSend ? tree.child(communication, F.channel) : received];
        });
    default:
      return [];
  }
}

/** Whether what is stuck or fails is done to a channel that is nil. */
function isNil(explored: Explored, { kind, site }: Problem): boolean {
  const operation = explored.operation(site)?.do;
  return kind === 'close-of-nil' || (kind === 'stuck' && (operation === 'send' || operation === 'receive'));
}

/** How many things have to be just so. What is asked at one place counts once, and that a loop goes round is no chance. */
function freedomOf(explored: Explored, { schedule }: Problem): number {
  const asked = schedule.filter((step) => step.isFree && !isEntry(explored, step)).map(({ site }) => site);
  return new Set(asked).size;
}

/** Whether a step enters a loop: `for scanner.Scan() {`. */
function isEntry(explored: Explored, { site, choice }: Step): boolean {
  const place = choice === 1 ? explored.place(site) : undefined;
  return place !== undefined && place.file.tree.kind[place.file.tree.parent[place.node]] === K.for_statement;
}

/** Problems that occur together are one. */
function clustersOf(problems: readonly Problem[]): Problem[][] {
  const clusters: Problem[][] = [];
  for (const problem of problems) {
    const isOf = (cluster: Problem[]) =>
      cluster.some((p) => isNeighbour(p, problem) || isNeighbour(problem, p));
    const own = clusters.filter(isOf);
    const rest = clusters.filter((cluster) => !own.includes(cluster));
    clusters.length = 0;
    clusters.push(...rest, [...own.flat(), problem]);
  }
  return clusters;
}

const isNeighbour = (a: Problem, b: Problem): boolean =>
  a.site === b.site || (a.kind === 'stuck' && a.others.some((other) => other.site === b.site));

/** What is stuck first drags the others along. */
const ranks: Partial<Record<Step['what'], number>> = {
  send: 0,
  select: 2,
  receive: 3,
  once: 4,
  lock: 6,
  condWait: 7,
};

function storyOf(explored: Explored, scope: Scope, cluster: readonly Problem[]): Story | undefined {
  const ranked = cluster
    .map((problem) => ({ problem, operation: explored.operation(problem.site) }))
    .filter(({ problem, operation }) => problem.kind !== 'stuck' || (operation && operation.do in ranks))
    .sort(
      (a, b) =>
        rankOf(explored, a.problem) - rankOf(explored, b.problem) ||
        // Whoever has started the others waits for them.
        Number(a.problem.goroutine === 0) - Number(b.problem.goroutine === 0) ||
        lengthOf(a) - lengthOf(b),
    );
  for (const { problem, operation } of ranked) {
    const rule =
      problem.kind === 'stuck' ? ruleOf(explored, problem, operation!, cluster) : failureRules[problem.kind];
    const place = explored.place(problem.site);
    if (!rule || !place || !isShown(place, operation)) continue;
    if (scope.isTogether && rule !== 'mutex-lock-order') continue;
    // A test leaves behind what it likes of code that is not its own.
    if (isTest(scope.file) && !isTest(place.file)) continue;
    // That the function waits for its own senders is what the rules of WaitGroup tell.
    if (isWaitedFor(explored, scope, problem)) continue;
    const origin = explored.place(problem.madeAt);
    // Of what a caller has made the type is all that can be shown.
    const isGiven =
      origin !== undefined && (isOfParameter(origin) || (isOfPackage(origin) && !scope.isWhole));
    if (isGiven && rule === 'mutex-missing-unlock') continue;
    const made = isGiven ? undefined : origin;
    return {
      rule,
      isUnsure: scope.maker !== undefined || (isGiven && operation?.do === 'lock' && problem.holder === null),
      scope,
      problem,
      place,
      made,
      first: firstSend(explored, problem),
    };
  }
  return undefined;
}

function rankOf(explored: Explored, problem: Problem): number {
  const operation = explored.operation(problem.site);
  const place = explored.place(problem.site);
  if (problem.kind !== 'stuck' || !operation || !place) return -1;
  const isRange = place.file.tree.kind[place.node] === K.range_clause;
  // A reader behind a writer that waits for it is what is wrong, not the writer.
  const isReader = operation.do === 'lock' && operation.read;
  return isRange ? 1 : isReader ? 5 : (ranks[operation.do] ?? 9);
}

const failureRules: Partial<Record<Problem['kind'], StoryRule>> = {
  'send-on-closed': 'channel-send-after-close',
  'close-of-closed': 'channel-close-twice',
  'close-of-nil': 'channel-nil',
};

function ruleOf(
  explored: Explored,
  problem: Problem,
  operation: Operation,
  cluster: readonly Problem[],
): StoryRule | undefined {
  const { uses } = problem;
  const has = (what: ObjectUse['what']) => uses.some((use) => use.what === what);
  switch (operation.do) {
    case 'send': {
      if (problem.madeAt < 0) return 'channel-nil';
      if (isHoldingLock(problem, cluster)) return 'mutex-held-while-blocking';
      // Behind a send that is stuck nothing is seen, a receive neither.
      if (isBuffered(explored, problem) && isCapacity(explored, problem)) return 'channel-capacity-exceeded';
      if (!has('receive')) return 'channel-send-no-receiver';
      if (isCapacity(explored, problem)) return 'channel-capacity-exceeded';
      return firstSend(explored, problem) ? 'channel-double-send' : 'channel-abandoned-sender';
    }
    case 'receive': {
      const place = explored.place(problem.site);
      // A context that never ends has no channel: whoever waits for it means to wait for ever.
      if (problem.madeAt < 0) return place && !isOfContext(place) ? 'channel-nil' : undefined;
      if (place && place.file.tree.kind[place.node] === K.range_clause) return 'channel-range-never-closed';
      if (isHoldingLock(problem, cluster)) return 'mutex-held-while-blocking';
      return has('send') || has('close') ? 'channel-abandoned-receiver' : 'channel-receive-no-sender';
    }
    case 'select':
      return 'select-blocks-forever';
    case 'once':
      return 'once-recursive';
    case 'lock':
      return isDeferred(explored, problem) ? undefined : lockRule(explored, problem, cluster);
    case 'condWait':
      return isInLoop(explored, problem) || freedomOf(explored, problem)
        ? undefined
        : 'cond-wait-without-loop';
    default:
      return undefined;
  }
}

const isOfParameter = ({ file: { tree }, node }: Place): boolean =>
  tree.field[node] === F.type && tree.kind[tree.parent[node]] === K.parameter_declaration;

/** A variable of the package. */
const isOfPackage = ({ file, node }: Place): boolean =>
  file.tree.kind[file.tree.parent[node]] === K.var_spec && !functionOf(file, node);

/** `<-ctx.Done()` */
function isOfContext({ file: { tree }, node }: Place): boolean {
  const operand = tree.kind[node] === K.unary_expression ? tree.child(node, F.operand) : 0;
  return tree.kind[operand] === K.call_expression;
}

/** `defer mu.Lock()`, which mutex-defer-lock tells. */
function isDeferred(explored: Explored, { site }: Problem): boolean {
  const place = explored.place(site);
  return (
    place !== undefined && place.file.tree.kind[place.file.tree.parent[place.node]] === K.defer_statement
  );
}

/** Whether an operation is repeated: a Wait is, until its condition holds. */
function isInLoop(explored: Explored, { site }: Problem): boolean {
  const place = explored.place(site);
  if (!place) return true;
  const { file, node } = place;
  return file.tree.ancestor(node, K.for_statement) > functionOf(file, node);
}

function lockRule(explored: Explored, problem: Problem, cluster: readonly Problem[]): StoryRule | undefined {
  // Readers hold it, and one of them waits behind a writer.
  if (problem.holder === null) return 'mutex-double-lock';
  if (problem.holder === problem.goroutine)
    return isLeftLocked(explored, problem) ? 'mutex-missing-unlock' : 'mutex-double-lock';
  if (problem.holder === -1) return 'mutex-missing-unlock';
  // Where it waits for something else, that is told there.
  const sites = cluster.flatMap((p) =>
    [p, ...p.others].filter((o) => o.goroutine === problem.holder).map((o) => o.site),
  );
  return sites.some((site) => explored.operation(site)?.do === 'lock') ? 'mutex-lock-order' : undefined;
}

/** Whether the call that has taken the lock has returned, and would have unlocked it on another way. */
function isLeftLocked(explored: Explored, { schedule, goroutine, madeAt }: Problem): boolean {
  const own = schedule.filter((step) => step.goroutine === goroutine);
  const taken = own.findLastIndex((step) => step.what === 'lock' && step.madeAt === madeAt);
  const place = explored.place(own[taken]?.site ?? -1);
  if (!place) return false;
  const fn = functionOf(place.file, place.node);
  const isIn = ({ file, node }: Place) => file === place.file && functionOf(file, node) === fn;
  const hasReturned = own.slice(taken).some(({ what, site }) => {
    const at = what === 'return' ? explored.place(site) : undefined;
    return at && isIn(at);
  });
  return hasReturned && /\.Unlock\(\)/.test(place.file.tree.text(fn));
}

/** Whether what is stuck holds a lock that another one waits for. */
const isHoldingLock = ({ goroutine }: Problem, cluster: readonly Problem[]): boolean =>
  cluster.some((p) => p.holder === goroutine);

/**
 * Whether a WaitGroup is what is wrong: the function waits by it for ever where a goroutine is stuck in a channel
 * operation, or who would close the channel does.
 */
function isWaitedFor(explored: Explored, { problems }: Scope, problem: Problem): boolean {
  const { site, kind, others, uses } = problem;
  const operation = explored.operation(site)?.do;
  if (kind !== 'stuck' || (operation !== 'send' && operation !== 'receive')) return false;
  const isWait = (at: number) =>
    explored.operation(at)?.do === 'wait' && !explored.isOfErrGroup(at) && !isOfOuter(explored, at);
  const isBeside = (a: number, b: number, scopeOf: (place: Place) => NodeId) => {
    const [first, second] = [explored.place(a), explored.place(b)];
    return first && second && first.file === second.file && scopeOf(first) === scopeOf(second);
  };
  if (operation === 'receive') {
    const closes = uses.filter((use) => use.what === 'close');
    const waiting = others.filter((other) => isWait(other.site));
    if (closes.some((close) => waiting.some((wait) => isBeside(close.site, wait.site, literalOf))))
      return true;
  }
  return problems.some(
    (p) => p.goroutine === 0 && isWait(p.site) && (!p.stack.length || isBeside(p.site, site, declarationOf)),
  );
}

/** Whether an operation is done to a variable of the package by its name: rules follow groups that functions make. */
function isOfOuter(explored: Explored, site: number): boolean {
  const place = explored.place(site);
  const object = place ? objectAt(place.file, place.node) : 0;
  return object !== 0 && place!.file.tree.kind[object] === K.identifier && !place!.file.definition(object);
}

const literalOf = ({ file, node }: Place): NodeId => functionOf(file, node);

/** The function or method that a place stands in, literals apart. */
const declarationOf = ({ file, node }: Place): NodeId =>
  file.tree.ancestor(node, K.function_declaration, K.method_declaration);

const isTest = ({ uri }: SourceFile): boolean => uri.endsWith('_test.go');

/** Whether an operation is what stands there, and not part of what a library does. */
function isShown({ file, node }: Place, operation: Operation | undefined): boolean {
  const isCall = file.tree.kind[node] === K.call_expression;
  return operation?.do === 'send' || operation?.do === 'receive' ? !isCall : true;
}

/** The send by which the same function has sent on the channel before, in one go. */
function firstSend(explored: Explored, { schedule, site, goroutine, uses }: Problem): Place | undefined {
  const place = explored.place(site);
  if (!place) return undefined;
  const fn = functionOf(place.file, place.node);
  if (place.file.tree.ancestor(place.node, K.for_statement) > fn) return undefined;
  for (const step of schedule) {
    const other =
      step.goroutine === goroutine && step.what === 'send' ? explored.place(step.site) : undefined;
    const isSame = other?.file === place.file && functionOf(other.file, other.node) === fn;
    if (isSame && step.site !== site && uses.some((use) => use.site === step.site)) return other;
  }
  return undefined;
}

/** Whether the function itself sends more than there is room for, and nobody else has received before. */
function isCapacity(explored: Explored, problem: Problem): boolean {
  const { schedule, site, goroutine, uses } = problem;
  const receives = uses.filter((use) => use.what === 'receive').map((use) => use.site);
  if (goroutine !== 0 || schedule.some((step) => receives.includes(step.site) && step.goroutine !== 0))
    return false;
  if (isBuffered(explored, problem)) return true;
  // Of one without a buffer: where whoever receives is the function itself.
  const own = explored.place(site);
  return receives.every((receive) => {
    const place = explored.place(receive);
    return (
      place?.file === own?.file &&
      place &&
      own &&
      functionOf(place.file, place.node) === functionOf(own.file, own.node)
    );
  });
}

/** Whether a channel is made with a size. */
function isBuffered(explored: Explored, { madeAt }: Problem): boolean {
  const made = explored.place(madeAt);
  return (
    made !== undefined && made.file.tree.children(made.file.tree.child(made.node, F.arguments)).length > 1
  );
}
