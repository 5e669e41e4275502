import { needlessSuppression } from '../suppress.ts';
import { errGroupContextUnused } from './errgroup-context-unused.ts';
import { errGroupLimitDeadlock } from './errgroup-limit-deadlock.ts';
import { errGroupMissingWait } from './errgroup-missing-wait.ts';
import type { Rule, RuleMeta } from './rule.ts';
import { semaphoreAcquireUnchecked } from './semaphore-acquire-unchecked.ts';
import { semaphoreMissingRelease } from './semaphore-missing-release.ts';
import { waitGroupAddAfterGo } from './waitgroup-add-after-go.ts';
import { waitGroupAddInGoroutine } from './waitgroup-add-in-goroutine.ts';
import { waitGroupDoneNotDeferred } from './waitgroup-done-not-deferred.ts';
import { waitGroupDoneTwice } from './waitgroup-done-twice.ts';
import { waitGroupMissingDone } from './waitgroup-missing-done.ts';
import { waitGroupPassedByValue } from './waitgroup-passed-by-value.ts';

/** The one list of rules, in the order of docs/rules. */
export const rules: readonly Rule[] = [
  waitGroupAddInGoroutine,
  waitGroupAddAfterGo,
  waitGroupMissingDone,
  waitGroupDoneNotDeferred,
  waitGroupDoneTwice,
  waitGroupPassedByValue,
  errGroupMissingWait,
  errGroupContextUnused,
  errGroupLimitDeadlock,
  semaphoreMissingRelease,
  semaphoreAcquireUnchecked,
];

/** Everything that can be found, by rules or by the engine itself: what settings and docs name. */
export const ruleMetas: readonly RuleMeta[] = [...rules.map((rule) => rule.meta), needlessSuppression];
