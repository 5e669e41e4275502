import { needlessSuppression } from '../suppress.ts';
import { channelAbandonedReceiver } from './channel-abandoned-receiver.ts';
import { channelAbandonedSender } from './channel-abandoned-sender.ts';
import { channelCapacityExceeded } from './channel-capacity-exceeded.ts';
import { channelCloseByReceiver } from './channel-close-by-receiver.ts';
import { channelCloseTwice } from './channel-close-twice.ts';
import { channelDirection } from './channel-direction.ts';
import { channelDoubleSend } from './channel-double-send.ts';
import { channelLenRace } from './channel-len-race.ts';
import { channelNil } from './channel-nil.ts';
import { channelRangeNeverClosed } from './channel-range-never-closed.ts';
import { channelReceiveNoSender } from './channel-receive-no-sender.ts';
import { channelSendAfterClose } from './channel-send-after-close.ts';
import { channelSendNoReceiver } from './channel-send-no-receiver.ts';
import { channelUseDirectionalParam } from './channel-use-directional-param.ts';
import { condWaitWithoutLoop } from './cond-wait-without-loop.ts';
import { contextBlockingOp } from './context-blocking-op.ts';
import { contextCancelDeferredInLoop } from './context-cancel-deferred-in-loop.ts';
import { contextCancelNotCalled } from './context-cancel-not-called.ts';
import { contextNotPropagated } from './context-not-propagated.ts';
import { errGroupContextUnused } from './errgroup-context-unused.ts';
import { errGroupLimitDeadlock } from './errgroup-limit-deadlock.ts';
import { errGroupMissingWait } from './errgroup-missing-wait.ts';
import { goroutineIgnoresContext } from './goroutine-ignores-context.ts';
import { goroutineInTestFatal } from './goroutine-in-test-fatal.ts';
import { goroutineLoopCapture } from './goroutine-loop-capture.ts';
import { goroutineNeverEnds } from './goroutine-never-ends.ts';
import { goroutineOutlivesRequest } from './goroutine-outlives-request.ts';
import { goroutineOutlivesTest } from './goroutine-outlives-test.ts';
import { goroutineUnbounded } from './goroutine-unbounded.ts';
import { httpBodyNotClosed } from './http-body-not-closed.ts';
import { httpClientNoTimeout } from './http-client-no-timeout.ts';
import { mutexDeferLock } from './mutex-defer-lock.ts';
import { mutexDoubleLock } from './mutex-double-lock.ts';
import { mutexEmptySection } from './mutex-empty-section.ts';
import { mutexHeldWhileBlocking } from './mutex-held-while-blocking.ts';
import { mutexLockOrder } from './mutex-lock-order.ts';
import { mutexMissingUnlock } from './mutex-missing-unlock.ts';
import { mutexPassedByValue } from './mutex-passed-by-value.ts';
import { onceRecursive } from './once-recursive.ts';
import { raceCapturedVariable } from './race-captured-variable.ts';
import type { Rule, RuleMeta } from './rule.ts';
import { selectBlocksForever } from './select-blocks-forever.ts';
import { selectBreak } from './select-break.ts';
import { selectBusyLoop } from './select-busy-loop.ts';
import { selectClosedSpin } from './select-closed-spin.ts';
import { selectNoExit } from './select-no-exit.ts';
import { selectPolling } from './select-polling.ts';
import { selectTimeAfterInLoop } from './select-time-after-in-loop.ts';
import { semaphoreAcquireUnchecked } from './semaphore-acquire-unchecked.ts';
import { semaphoreMissingRelease } from './semaphore-missing-release.ts';
import { sqlPoolUnbounded } from './sql-pool-unbounded.ts';
import { sqlRowsNotClosed } from './sql-rows-not-closed.ts';
import { tickerNotStopped } from './ticker-not-stopped.ts';
import { timeTick } from './time-tick.ts';
import { timerAfterFuncDropped } from './timer-afterfunc-dropped.ts';
import { timerResetUndrained } from './timer-reset-undrained.ts';
import { waitGroupAddAfterGo } from './waitgroup-add-after-go.ts';
import { waitGroupAddInGoroutine } from './waitgroup-add-in-goroutine.ts';
import { waitGroupCountMismatch } from './waitgroup-count-mismatch.ts';
import { waitGroupDoneNotDeferred } from './waitgroup-done-not-deferred.ts';
import { waitGroupDoneSkipped } from './waitgroup-done-skipped.ts';
import { waitGroupDoneTwice } from './waitgroup-done-twice.ts';
import { waitGroupGoMisuse } from './waitgroup-go-misuse.ts';
import { waitGroupMissingDone } from './waitgroup-missing-done.ts';
import { waitGroupMissingWait } from './waitgroup-missing-wait.ts';
import { waitGroupNegativeCounter } from './waitgroup-negative-counter.ts';
import { waitGroupPassedByValue } from './waitgroup-passed-by-value.ts';
import { waitGroupReused } from './waitgroup-reused.ts';
import { waitGroupUseErrgroup } from './waitgroup-use-errgroup.ts';
import { waitGroupUseGo } from './waitgroup-use-go.ts';
import { waitGroupWaitBeforeDrain } from './waitgroup-wait-before-drain.ts';
import { waitGroupWaitBeforeStart } from './waitgroup-wait-before-start.ts';
import { waitGroupWaitHoldingLock } from './waitgroup-wait-holding-lock.ts';
import { waitGroupWaitInLoop } from './waitgroup-wait-in-loop.ts';
import { waitGroupWaitInWorker } from './waitgroup-wait-in-worker.ts';

/** The one list of rules, in the order of docs/rules. */
export const rules: readonly Rule[] = [
  waitGroupAddInGoroutine,
  waitGroupAddAfterGo,
  waitGroupMissingDone,
  waitGroupDoneSkipped,
  waitGroupDoneNotDeferred,
  waitGroupDoneTwice,
  waitGroupNegativeCounter,
  waitGroupCountMismatch,
  waitGroupWaitBeforeStart,
  waitGroupWaitInLoop,
  waitGroupWaitInWorker,
  waitGroupWaitBeforeDrain,
  waitGroupWaitHoldingLock,
  waitGroupMissingWait,
  waitGroupReused,
  waitGroupPassedByValue,
  waitGroupGoMisuse,
  waitGroupUseGo,
  waitGroupUseErrgroup,
  channelDirection,
  channelLenRace,
  channelUseDirectionalParam,
  channelAbandonedSender,
  channelAbandonedReceiver,
  channelRangeNeverClosed,
  channelSendNoReceiver,
  channelReceiveNoSender,
  channelCapacityExceeded,
  channelDoubleSend,
  channelNil,
  channelCloseTwice,
  channelSendAfterClose,
  channelCloseByReceiver,
  selectBreak,
  selectBusyLoop,
  selectPolling,
  selectNoExit,
  selectClosedSpin,
  selectTimeAfterInLoop,
  selectBlocksForever,
  goroutineNeverEnds,
  goroutineIgnoresContext,
  goroutineLoopCapture,
  goroutineInTestFatal,
  raceCapturedVariable,
  goroutineOutlivesRequest,
  goroutineOutlivesTest,
  goroutineUnbounded,
  contextCancelNotCalled,
  contextCancelDeferredInLoop,
  contextNotPropagated,
  contextBlockingOp,
  tickerNotStopped,
  timeTick,
  timerResetUndrained,
  timerAfterFuncDropped,
  mutexPassedByValue,
  mutexDeferLock,
  mutexEmptySection,
  mutexMissingUnlock,
  mutexDoubleLock,
  mutexLockOrder,
  mutexHeldWhileBlocking,
  condWaitWithoutLoop,
  onceRecursive,
  errGroupMissingWait,
  errGroupContextUnused,
  errGroupLimitDeadlock,
  semaphoreMissingRelease,
  semaphoreAcquireUnchecked,
  httpBodyNotClosed,
  httpClientNoTimeout,
  sqlRowsNotClosed,
  sqlPoolUnbounded,
];

/** Everything that can be found, by rules or by the engine itself: what settings and docs name. */
export const ruleMetas: readonly RuleMeta[] = [...rules.map((rule) => rule.meta), needlessSuppression];
