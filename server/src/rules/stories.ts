import * as l10n from '@vscode/l10n';
import type { Story, StoryRule } from '../explored/stories.ts';
import type { Fix, Related, Schedule } from '../findings.ts';
import { objectName } from '../schedule/names.ts';
import { scheduleOf } from '../schedule/schedule.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isEcho } from './echoes.ts';
import { type Draft, type FileRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

/** So many of a schedule's steps are told beside a finding: the last ones, and the starts of goroutines. */
const mostSteps = 12;
const mostStarts = 4;

/** A rule that tells the stories of one kind. */
export function storyRule(
  meta: RuleMeta & { id: StoryRule },
  say: (name: string, story: Story) => string,
  fixes: (context: RuleContext, story: Story) => Fix[] = () => [],
): FileRule {
  return {
    meta,
    asksModel: true,
    *checkFile(context: RuleContext, here: SourceFile): Iterable<Draft> {
      for (const story of context.storiesIn(here)) {
        if (story.rule !== meta.id || isEcho(context, story)) continue;
        const { file, node } = story.place;
        const schedule = scheduleOf(context.types, context.explored, story);
        yield {
          file,
          ...span(file, shownOf(file, node)),
          message: say(objectName(file, node), story),
          related: notesOf(story, schedule),
          schedule,
          ...(story.isUnsure ? { severity: 'hint' } : {}),
          fixes: story.scope.maker ? [] : fixes(context, story),
        };
      }
    },
  };
}

/** What is underlined: of a `select` its first line would be too much. */
function shownOf({ tree }: SourceFile, node: NodeId): NodeId {
  if (tree.kind[node] !== K.select_statement) return node;
  const first = tree.child(tree.firstChild[node], F.communication);
  return first || node;
}

/** The steps that lead there, as notes to follow one by one, with their numbers in the diagram. */
function notesOf({ made }: Story, { steps }: Schedule): Related[] {
  const all = steps.map((step, i) => ({ ...step, number: i + 1 }));
  const starts = all.filter(({ kind }) => kind === 'start').slice(-mostStarts);
  const others = all.filter(({ kind }) => kind !== 'start').slice(starts.length - mostSteps);
  const notes = [...starts, ...others]
    .sort((a, b) => a.number - b.number)
    .map(({ uri, start, end, text, number }) => ({ uri, start, end, message: `${number}. ${text}` }));
  if (made) notes.push(related(made.file, made.node, l10n.t('it is made here')));
  return notes;
}
