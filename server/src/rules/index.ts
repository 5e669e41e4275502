import { needlessSuppression } from '../suppress.ts';
import { mutexDeferLock } from './mutex-defer-lock.ts';
import { mutexEmptySection } from './mutex-empty-section.ts';
import { mutexPassedByValue } from './mutex-passed-by-value.ts';
import type { Rule, RuleMeta } from './rule.ts';
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
  mutexPassedByValue,
  mutexDeferLock,
  mutexEmptySection,
];

/** Everything that can be found, by rules or by the engine itself: what settings and docs name. */
export const ruleMetas: readonly RuleMeta[] = [...rules.map((rule) => rule.meta), needlessSuppression];
