/** What a group of goroutines shows of itself. */
export interface Signs {
  count: number;
  state: string;
  leaked: boolean;
  waitMinutes: { min: number; max: number } | null;
  waitSeconds: { min: number; max: number } | null;
  /** None of them has waited for long, as far as a trace saw them. */
  brief: boolean;
  /** Where the goroutines are: «fetch.go:41», or the function's name, or empty. */
  where: string;
  /** All of the stack is the runtime's or the standard library's. */
  system: boolean;
  /** The program's main goroutine is among them. */
  main: boolean;
  /** The program ended because all of its goroutines were asleep. */
  deadlock: boolean;
  /** How many there were in each snapshot, oldest first, where there is more than one. */
  counts?: readonly number[];
}

/** One thing that speaks for a leak, or against it, for a page to say in its reader's language. */
export type Reason =
  /** The runtime found that nothing can ever wake them. */
  | { id: 'runtime-verdict' }
  /** The runtime ended the program: all goroutines were asleep. */
  | { id: 'deadlock' }
  /** They wait for what cannot come by construction: `operation` on a nil channel, or a select without cases. */
  | { id: 'blocked-forever'; operation: 'send' | 'receive' | 'select' }
  /** There were more of them in every snapshot than in the one before. */
  | { id: 'grows-always'; from: number; to: number; snapshots: number }
  /** There are more of them in the last snapshot than in the first. */
  | { id: 'grew'; from: number; to: number; snapshots: number }
  /** At least one has waited so long for what only another goroutine can bring. */
  | { id: 'old'; minutes: number }
  /** So many wait for the same. */
  | { id: 'many'; count: number }
  /** They wait for what only another goroutine can bring. */
  | { id: 'blocked'; state: string }
  /** The main goroutine, which keeps the program alive. */
  | { id: 'main' }
  /** A part of the runtime or of a library that waits for work. */
  | { id: 'system' }
  /** Waiting for time, the network or the processor is no sign by itself. */
  | { id: 'idle'; state: string };

/** How far a verdict can be relied on. */
export type Confidence =
  /** It cannot be otherwise. */
  'certain' | 'high' | 'medium' | 'low';

export interface Verdict {
  /** 0 (nothing to see) to 1 (certain). */
  suspicion: number;
  confidence: Confidence;
  /** The strongest first. */
  reasons: readonly Reason[];
  /** The strongest, in one sentence. */
  reason: string;
}

/** States that no other goroutine can end (https://go.dev/ref/spec: a nil channel is never ready). */
const forEver = new Map([
  ['chan send (nil chan)', { operation: 'send', words: 'a send on a nil channel' }],
  ['chan receive (nil chan)', { operation: 'receive', words: 'a receive from a nil channel' }],
  ['select (no cases)', { operation: 'select', words: 'a select without cases' }],
] as const);

/** States that only another goroutine can end, as what they do. */
const blocked = new Map([
  ['chan send', 'to send'],
  ['chan receive', 'to receive'],
  ['select', 'in a select'],
  ['semacquire', 'for a semaphore'],
  ['sync.WaitGroup.Wait', 'for a WaitGroup'],
  ['sync.Mutex.Lock', 'for a lock'],
  ['sync.RWMutex.Lock', 'for a lock'],
  ['sync.RWMutex.RLock', 'for a lock'],
  ['sync.Cond.Wait', 'for a condition'],
]);

const idle = new Set([
  'IO wait',
  'sleep',
  'syscall',
  'running',
  'runnable',
  'idle',
  'waiting',
  'finalizer wait',
]);

/**
 * Ranks by the strongest sign: the runtime's own verdict, then a wait that cannot end by construction, then growth
 * in every snapshot, then a blocked state by its age and number. Waiting for time, the network or the processor says
 * little.
 */
export function judge(signs: Signs): Verdict {
  const { count, leaked, system, where } = signs;
  const state = signs.state.replace(/ \(durable\)$/, '');
  const many = count === 1 ? '1 goroutine' : `${count} goroutines`;
  const at = where ? ` at ${where}` : '';
  if (leaked)
    return {
      suspicion: 1,
      confidence: 'certain',
      reasons: [{ id: 'runtime-verdict' }],
      reason: `The runtime found that nothing can ever wake ${count === 1 ? 'this goroutine' : `these ${many}`}${at}.`,
    };
  const never = forEver.get(state as 'select (no cases)');
  if (signs.deadlock && !system && (never || blocked.has(state)))
    return {
      suspicion: 0.98,
      confidence: 'certain',
      reasons: [
        { id: 'deadlock' },
        never ? { id: 'blocked-forever', operation: never.operation } : { id: 'blocked', state },
      ],
      reason: `${many} ${waited(signs, count)} ${blocked.get(state) ?? `in ${never?.words}`}${at}: all goroutines were asleep, and nothing could wake ${count === 1 ? 'it' : 'them'}.`,
    };
  // `select {}` keeps many a main alive; the runtime's leak check leaves it out too (golang/go#78922).
  if (never && signs.main && state === 'select (no cases)')
    return {
      suspicion: 0.05,
      confidence: 'high',
      reasons: [{ id: 'main' }],
      reason: `The main goroutine is parked in ${never.words}${at}, which keeps the program alive.`,
    };
  if (never)
    return {
      suspicion: 0.97,
      confidence: 'certain',
      reasons: [{ id: 'blocked-forever', operation: never.operation }],
      reason: `${many} ${count === 1 ? 'is' : 'are'} stuck in ${never.words}${at}: nothing can ever wake ${count === 1 ? 'it' : 'them'}.`,
    };
  return raised(signs, atOneMoment(signs, state, system, many, at), many, at);
}

/** The verdict that one snapshot allows. */
function atOneMoment(signs: Signs, state: string, system: boolean, many: string, at: string): Verdict {
  const { count } = signs;
  const how = blocked.get(state);
  if (how && !system) {
    const minutes = signs.waitMinutes?.max ?? (signs.waitSeconds?.max ?? 0) / 60;
    const signal = 0.35 + 0.3 * rising(minutes, 5) + 0.28 * rising(count - 1, 20);
    const suspicion = signs.brief ? signal / 4 : signal;
    const reasons: Reason[] = [];
    if (minutes > 0 && !signs.brief) reasons.push({ id: 'old', minutes });
    if (count > 1) reasons.push({ id: 'many', count });
    reasons.push({ id: 'blocked', state });
    return {
      suspicion: round(suspicion),
      confidence: suspicion >= 0.7 ? 'medium' : 'low',
      reasons,
      reason: `${many} ${waited(signs, count)} ${how}${at}.`,
    };
  }
  if (system || idle.has(state) || /GC|idle|force gc/.test(state)) {
    return {
      suspicion: round(how ? 0.1 + 0.1 * rising(count - 1, 20) : 0.02 + 0.15 * rising(count - 1, 200)),
      confidence: 'low',
      reasons: [system ? { id: 'system' } : { id: 'idle', state }],
      reason: `${many} in state «${state}»${at}: ${system ? 'a part of the runtime or of a library that waits for work' : 'no sign of a leak by itself'}.`,
    };
  }
  return {
    suspicion: round(0.2 + 0.2 * rising(count - 1, 50)),
    confidence: 'low',
    reasons: [{ id: 'blocked', state }],
    reason: `${many} in state «${state}»${at}.`,
  };
}

/** What growth adds: it is above age and number, and needs three snapshots to be more than chance. */
function raised({ counts = [] }: Signs, verdict: Verdict, many: string, at: string): Verdict {
  const snapshots = counts.length;
  const from = counts[0] ?? 0;
  const to = counts.at(-1) ?? 0;
  if (snapshots < 2 || to <= from) return verdict;
  const suspicion = withGrowth(verdict.suspicion, counts);
  if (growsAlways(counts)) {
    return {
      suspicion,
      confidence: 'high',
      reasons: [{ id: 'grows-always', from, to, snapshots }, ...verdict.reasons],
      reason: `${many}${at}, more in each of ${snapshots} snapshots than in the one before: ${counts.join(', ')}.`,
    };
  }
  return {
    suspicion,
    confidence: verdict.confidence === 'low' ? 'low' : 'medium',
    reasons: [{ id: 'grew', from, to, snapshots }, ...verdict.reasons],
    reason: `${many}${at}, ${from} in the first of ${snapshots} snapshots: ${verdict.reason}`,
  };
}

/**
 * A suspicion with what growth over snapshots adds to it: what is certain already stays above it, and what is gone is
 * none any more.
 *
 * @param counts how many there were in each snapshot, oldest first
 */
export function withGrowth(suspicion: number, counts: readonly number[]): number {
  const from = counts[0] ?? 0;
  const to = counts.at(-1) ?? 0;
  if (suspicion >= certain) return suspicion;
  if (to === 0) return 0;
  if (counts.length < 2 || to <= from) return suspicion;
  const growth = rising(to - from, 10);
  return round(growsAlways(counts) ? 0.86 + 0.1 * growth : Math.min(suspicion + 0.1 + 0.15 * growth, 0.85));
}

/** From here on it is no matter of degree. */
const certain = 0.97;

/** Whether each of at least three counts is larger than the one before. */
export const growsAlways = (counts: readonly number[]): boolean =>
  counts.length >= 3 && counts.every((count, i) => i === 0 || count > counts[i - 1]);

/** 0 for nothing, half way at `half`, towards 1. */
const rising = (value: number, half: number): number => value / (value + half);

const round = (value: number): number => Math.round(value * 100) / 100;

function waited({ waitMinutes, waitSeconds }: Signs, count: number): string {
  const has = count === 1 ? 'has waited' : 'have waited';
  if (waitSeconds) {
    const [from, to] = [shortSeconds(waitSeconds.min), shortSeconds(waitSeconds.max)];
    return `${has} ${from === to ? to : `${from} to ${to}`}`;
  }
  if (!waitMinutes) return count === 1 ? 'waits' : 'wait';
  const { min, max } = waitMinutes;
  if (max === 0) return `${has} less than a minute`;
  const minutes = (n: number) => `${n} minute${n === 1 ? '' : 's'}`;
  return min === max ? `${has} at least ${minutes(min)}` : `${has} up to ${minutes(max)}`;
}

/** `12 s`, `0.18 s`, `0.4 ms`: two digits are enough to tell long from short. */
const shortSeconds = (seconds: number): string =>
  seconds >= 10
    ? `${Math.round(seconds)} s`
    : seconds >= 0.01
      ? `${Number(seconds.toPrecision(2))} s`
      : `${Number((seconds * 1e3).toPrecision(2))} ms`;
