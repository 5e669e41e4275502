import { stateOf } from '../leaks/parking.ts';
import type { Frame } from '../model.ts';
import { State } from './model.ts';

/**
 * Reasons of traces, and the wait reasons of dumps that stand for the same (runtime/traceruntime.go,
 * `traceBlockReasonStrings`; runtime/runtime2.go, `waitReasonStrings`). What is not here is told by the stack alone.
 */
const reasons = new Map([
  ['network', 'IO wait'],
  ['select', 'select'],
  ['sync.(*Cond).Wait', 'sync.Cond.Wait'],
  ['chan send', 'chan send'],
  ['chan receive', 'chan receive'],
  ['GC mark assist wait for work', 'GC assist wait'],
  ['GC background sweeper wait', 'GC sweep wait'],
  ['wait for debug call', 'debug call'],
  ['wait until GC ends', 'wait for GC cycle'],
  ['GC weak to strong wait', 'GC weak to strong wait'],
  ['sleep', 'sleep'],
  ['preempted', 'preempted'],
]);

/** What «forever» is by what the stack shows: only these can't be ended by anyone. */
const nilChannel = new Map([
  ['chan send', 'chan send (nil chan)'],
  ['chan receive', 'chan receive (nil chan)'],
]);

/**
 * The state of a goroutine in the words of a dump.
 *
 * @param reason why it waits, as the trace has it; empty where it waited already when the trace began
 * @param frames where it waits
 * @returns `inferred` where the stack said it
 */
export function dumpState(
  state: number,
  reason: string,
  frames: readonly Frame[],
): { state: string; inferred: boolean } {
  if (state === State.running) return { state: 'running', inferred: false };
  if (state === State.runnable) return { state: 'runnable', inferred: false };
  if (state === State.syscall || state === State.syscallBlocked) return { state: 'syscall', inferred: false };
  const known = reasons.get(reason);
  if (known) return { state: known, inferred: false };
  const shown = stateOf(frames);
  if (reason === 'forever') return { state: nilChannel.get(shown) ?? shown, inferred: false };
  return { state: shown === 'running' ? 'waiting' : shown, inferred: reason === '' };
}
