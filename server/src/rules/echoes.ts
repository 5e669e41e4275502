import type { Story } from '../explored/stories.ts';
import { foreverIn, lifetimeOf } from '../skeleton/lifetime.ts';
import type { RuleContext } from './rule.ts';
import { semaphoreMissingRelease } from './semaphore-missing-release.ts';

/** Whether a rule that looks at what is written says why a story's operation is stuck: of the two it says more. */
export function isEcho(context: RuleContext, { rule, place, problem }: Story): boolean {
  const { types } = context;
  const { file, node } = place;
  const { tree } = file;
  if (rule === 'channel-capacity-exceeded')
    return [...semaphoreMissingRelease.checkFile(context, file)].some(
      (draft) => draft.file === file && draft.start === tree.start[node],
    );
  if (problem.kind !== 'stuck') return false;
  for (const forever of foreverIn(types, file, 0)) {
    const { body, loop } = forever;
    if (body.file === file && tree.within(node, loop) && lifetimeOf(types, forever)) return true;
  }
  return false;
}
