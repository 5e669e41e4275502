import { FormatError } from '../errors.ts';
import * as why from './numbers/why.ts';
import { eventName } from './spec.ts';

/** What is wrong with an event, by `why.ts`, where it is named with the number that it has. */
const impossible: Readonly<Record<number, (value: number) => string>> = {
  [why.unknownStack]: (id) => `it has stack ${id}, which is unknown`,
  [why.unknownString]: (id) => `it has string ${id}, which is unknown`,
  [why.outOfPlace]: () => 'it is out of place on its thread',
  [why.wrongSequence]: () => 'its sequence number does not follow',
  [why.goroutineIdle]: () => 'its goroutine does not run',
  [why.goroutineInNoCall]: () => 'its goroutine is in no system call',
  [why.procInNoCall]: () => 'its processor is in no system call',
  [why.goroutineExists]: (id) => `goroutine ${id} exists already`,
  [why.unknownStatus]: (status) => `it has status ${status}`,
  [why.otherGoroutineStatus]: (id) => `goroutine ${id} had another status`,
  [why.newGoroutine]: (id) => `goroutine ${id} is new`,
  [why.callWithoutThread]: () => 'it is in a system call without a thread',
  [why.threadHasOther]: () => 'its thread has another goroutine',
  [why.notFirstOfGC]: () => 'it is not the first event of garbage collection',
  [why.otherPhase]: () => 'garbage collection is in another phase',
  [why.procWithoutThread]: (id) => `processor ${id} is on no thread`,
  [why.otherProcStatus]: (id) => `processor ${id} had another status`,
  [why.procIdle]: () => 'its processor does not run',
  [why.unknownThread]: (id) => `thread ${id} does not exist`,
  [why.threadHasOtherProc]: (id) => `thread ${id} has another processor`,
  [why.unknownProc]: (id) => `processor ${id} is unknown`,
  [why.sweepNotBegun]: () => 'the sweep did not begin',
  [why.sweepsNested]: () => 'sweeps are nested',
  [why.unknownGoroutine]: (id) => `goroutine ${id} is unknown`,
  [why.rangeNotBegun]: () => 'the range did not begin',
  [why.begunAlready]: () => 'it began already',
  [why.taskBegun]: (id) => `task ${id} began already`,
  [why.outerRegion]: () => 'an outer region ends before an inner',
  [why.neverBegun]: () => 'it never began',
};

/** What is wrong with the trace. */
const broken: Readonly<Record<number, (event: number) => string>> = {
  [why.noEvent]: (byte) => `byte ${byte} where an event should begin`,
  [why.longNumber]: () => 'a number has more than 64 bits',
  [why.beyondBatch]: () => 'an event goes beyond its batch',
  [why.misplaced]: (event) => `${eventName(event)} is out of place`,
  [why.tooManyRanges]: () => 'a goroutine has too many ranges',
  [why.noOrder]: () => 'its events have no order in which they could have happened',
  [why.tooMuchEffort]: () => 'its events are in no order that a program makes',
};

/**
 * What the core has found to be wrong.
 *
 * @param reason one of `why.ts`
 * @param event the kind of event
 * @param value a number that it has
 * @param at its offset; negative where it is not to be named
 */
export function failure(reason: number, event: number, value: number, at: number): FormatError {
  const what = impossible[reason]
    ? `${eventName(event)} can't be: ${impossible[reason](value)}`
    : broken[reason](event);
  return new FormatError(`The trace is broken: ${what}.`, Math.max(at, 0));
}
