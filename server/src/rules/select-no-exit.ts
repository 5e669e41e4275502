import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type Forever, foreverIn, type Lifetime, lifetimeOf } from '../skeleton/lifetime.ts';
import { casesOf } from '../skeleton/loopExits.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertLinesBefore } from './edits.ts';
import { resultsOf } from './results.ts';
import { type FileRule, type PartRule, type RuleMeta, related, span } from './rule.ts';
import { stopNotClosed } from './stopNotClosed.ts';

const meta: RuleMeta = {
  id: 'select-no-exit',
  title: 'A goroutine’s loop around a select has no way out',
  severity: 'warning',
};

/**
 * A goroutine that ends in `for { select { … } }` without anything that leaves the loop, where something tells that it
 * should end: a context or a stop channel is at hand, what it works for can be closed, or one more is started each
 * turn of an endless loop. And one whose way out its function forgets on some way (`stopNotClosed`).
 */
export const selectNoExit: FileRule & PartRule = {
  meta,
  asksModel: true,
  checkFile: stopNotClosed,
  *checkPart({ types }, file, part) {
    for (const forever of foreverIn(types, file, part)) {
      const select = selectIn(forever);
      const lifetime = select ? lifetimeOf(types, forever) : undefined;
      if (!lifetime) continue;
      const { body, loop, go } = forever;
      const isHere = body.file === file;
      const keyword = { start: file.tree.start[loop], end: file.tree.start[loop] + 'for'.length };
      yield {
        file,
        ...(isHere ? keyword : span(file, go.call)),
        message: messageOf(lifetime),
        related: isHere
          ? [related(file, go.call, l10n.t('the goroutine is started here'))]
          : [related(body.file, select, l10n.t('this loop has no way out'))],
        fixes: isHere ? fixes(file, forever, select, lifetime) : [],
      };
    }
  },
};

/** The select that is a statement of the loop itself; 0 for none. */
function selectIn({ body: { file }, loop }: Forever): NodeId {
  const { tree } = file;
  const list = tree.firstChild[tree.child(loop, F.body)];
  return list ? (tree.children(list).find((n) => tree.kind[n] === K.select_statement) ?? 0) : 0;
}

function messageOf(lifetime: Lifetime): string {
  switch (lifetime.kind) {
    case 'context':
      return l10n.t(
        'Nothing ends this loop: its goroutine goes on after {0} has ended, and each call leaves one more.',
        lifetime.name,
      );
    case 'stop':
      return l10n.t(
        'Nothing ends this loop: its goroutine does not look at {0}, and each call leaves one more.',
        lifetime.name,
      );
    case 'closed':
      return l10n.t(
        'Nothing ends this loop: its goroutine goes on after {0}, and each call leaves one more.',
        lifetime.name,
      );
    case 'each':
      return l10n.t(
        'Nothing ends this loop: each turn of the loop that starts it leaves one more goroutine.',
      );
  }
}

/** A case more, offered only: the goroutine may be meant to outlive the call. */
function fixes(file: SourceFile, { body }: Forever, select: NodeId, lifetime: Lifetime): Fix[] {
  if (lifetime.kind === 'closed' || lifetime.kind === 'each' || !lifetime.isVisible) return [];
  if (resultsOf(file, body.node).length) return [];
  const first = casesOf(file, select)[0];
  const channel = lifetime.kind === 'context' ? `${lifetime.name}.Done()` : lifetime.name;
  const edits = first ? insertLinesBefore(file, first, [`case <-${channel}:`, '\treturn']) : [];
  const title = l10n.t('End the goroutine: insert "case <-{0}: return"', channel);
  return edits.length ? [{ title, preferred: false, edits }] : [];
}
