import * as l10n from '@vscode/l10n';
import type { Explored } from '../explored/explored.ts';
import type { Story, StoryRule } from '../explored/stories.ts';
import type { Fix, Related } from '../findings.ts';
import type { Step } from '../model/program.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type Draft, type FileRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

/** Steps of a schedule that are told beside a finding: the last ones, and the starts of goroutines. */
const mostSteps = 10;

/** A rule that tells the stories of one kind. */
export function storyRule(
  meta: RuleMeta & { id: StoryRule },
  say: (name: string, story: Story) => string,
  fixes: (context: RuleContext, story: Story) => Fix[] = () => [],
): FileRule {
  return {
    meta,
    *checkFile(context: RuleContext, here: SourceFile): Iterable<Draft> {
      for (const story of context.storiesIn(here)) {
        if (story.rule !== meta.id) continue;
        const { file, node } = story.place;
        yield {
          file,
          ...span(file, shownOf(file, node)),
          message: say(nameAt(file, node), story),
          related: scheduleOf(context.explored, story),
          fixes: fixes(context, story),
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

/** The channel, lock or Once that an operation is done to. */
export function nameAt(file: SourceFile, node: NodeId): string {
  const { tree } = file;
  switch (tree.kind[node]) {
    case K.send_statement:
      return tree.text(tree.child(node, F.channel));
    case K.unary_expression:
      return tree.text(tree.child(node, F.operand));
    case K.range_clause:
      return tree.text(tree.child(node, F.right));
    case K.call_expression: {
      const fn = unparen(file, tree.child(node, F.function));
      const isMethod = tree.kind[fn] === K.selector_expression;
      return tree.text(isMethod ? tree.child(fn, F.operand) : tree.firstChild[tree.child(node, F.arguments)]);
    }
    default:
      return '';
  }
}

/** The steps that lead there, as notes to follow one by one. */
function scheduleOf(explored: Explored, { problem, made }: Story): Related[] {
  const told: { step: Step; file: SourceFile; node: NodeId }[] = [];
  for (const step of problem.schedule) {
    const place = explored.place(step.site);
    const last = told.at(-1);
    if (!place || !sayOf(step, place)) continue;
    if (
      last &&
      last.node === place.node &&
      last.file === place.file &&
      last.step.goroutine === step.goroutine
    )
      continue;
    told.push({ step, ...place });
  }
  const tooMany = told.length - mostSteps;
  const shown = told.filter(({ step }, i) => i >= tooMany || step.what === 'spawn').slice(-mostSteps);
  const notes = shown.map(({ step, file, node }, i) =>
    related(file, noteAt(file, node, step), `${i + 1}. ${sayOf(step, { file, node })}`),
  );
  if (made) notes.unshift(related(made.file, made.node, l10n.t('it is made here')));
  return notes;
}

function noteAt({ tree }: SourceFile, node: NodeId, step: Step): NodeId {
  if (step.what === 'spawn' || tree.kind[node] === K.select_statement) return tree.firstChild[node] || node;
  return node;
}

/** What a step is, in a few words; empty for those that explain nothing. */
function sayOf(step: Step, { file, node }: { file: SourceFile; node: NodeId }): string {
  const who = step.goroutine === 0 ? l10n.t('the function') : l10n.t('goroutine {0}', step.goroutine);
  const name = nameAt(file, node);
  switch (step.what) {
    case 'spawn':
      return l10n.t('{0} starts goroutine {1}', who, step.other ?? '?');
    case 'send':
      return l10n.t('{0} sends on {1}', who, name);
    case 'receive':
      return l10n.t('{0} receives from {1}', who, name);
    case 'close':
      return l10n.t('{0} closes {1}', who, name);
    case 'select':
      return step.choice === -1
        ? l10n.t('{0} takes the default case', who)
        : l10n.t('{0} takes this case', who);
    case 'lock':
      return l10n.t('{0} locks {1}', who, name);
    case 'unlock':
      return l10n.t('{0} unlocks {1}', who, name);
    case 'wait':
      return l10n.t('{0} has waited for {1}', who, name);
    case 'return':
      return file.tree.kind[node] === K.return_statement && functionOf(file, node)
        ? l10n.t('{0} returns', who)
        : '';
    case 'compare':
      if (!step.isFree) return '';
      return step.choice === 1
        ? l10n.t('for {0} this holds', who)
        : l10n.t('for {0} this does not hold', who);
    case 'settle':
      return '';
    default:
      return '';
  }
}
