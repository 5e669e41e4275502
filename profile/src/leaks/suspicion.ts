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
}

export interface Verdict {
  /** 0 (nothing to see) to 1 (certain). */
  suspicion: number;
  reason: string;
}

/** States that no other goroutine can end (https://go.dev/ref/spec: a nil channel is never ready). */
const forEver = new Map([
  ['chan send (nil chan)', 'a send on a nil channel'],
  ['chan receive (nil chan)', 'a receive from a nil channel'],
  ['select (no cases)', 'a select without cases'],
]);

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
 * Ranks by the strongest sign: the runtime's own verdict, then a wait that cannot end by construction, then a blocked
 * state by its age and number. Waiting for time, the network or the processor says little.
 */
export function judge(signs: Signs): Verdict {
  const { count, leaked, system, where } = signs;
  const state = signs.state.replace(/ \(durable\)$/, '');
  const many = count === 1 ? '1 goroutine' : `${count} goroutines`;
  const at = where ? ` at ${where}` : '';
  if (leaked)
    return {
      suspicion: 1,
      reason: `The runtime found that nothing can ever wake ${count === 1 ? 'this goroutine' : `these ${many}`}${at}.`,
    };
  const never = forEver.get(state);
  // `select {}` keeps many a main alive; the runtime's leak check leaves it out too (golang/go#78922).
  if (never && signs.main && state === 'select (no cases)')
    return {
      suspicion: 0.05,
      reason: `The main goroutine is parked in ${never}${at}, which keeps the program alive.`,
    };
  if (never)
    return {
      suspicion: 0.97,
      reason: `${many} ${count === 1 ? 'is' : 'are'} stuck in ${never}${at}: nothing can ever wake ${count === 1 ? 'it' : 'them'}.`,
    };
  const how = blocked.get(state);
  if (how && !system) {
    const minutes = signs.waitMinutes?.max ?? (signs.waitSeconds?.max ?? 0) / 60;
    const suspicion = 0.35 + 0.3 * rising(minutes, 5) + 0.28 * rising(count - 1, 20);
    return {
      suspicion: round(signs.brief ? suspicion / 4 : suspicion),
      reason: `${many} ${waited(signs, count)} ${how}${at}.`,
    };
  }
  if (system || idle.has(state) || /GC|idle|force gc/.test(state)) {
    return {
      suspicion: round(how ? 0.1 + 0.1 * rising(count - 1, 20) : 0.02 + 0.15 * rising(count - 1, 200)),
      reason: `${many} in state «${state}»${at}: ${system ? 'a part of the runtime or of a library that waits for work' : 'no sign of a leak by itself'}.`,
    };
  }
  return { suspicion: round(0.2 + 0.2 * rising(count - 1, 50)), reason: `${many} in state «${state}»${at}.` };
}

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
