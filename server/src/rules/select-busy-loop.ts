import * as l10n from '@vscode/l10n';
import { functionOf } from '../skeleton/functions.ts';
import { isEndless } from '../skeleton/loopExits.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, ownsLines } from './edits.ts';
import { type LoopedSelect, loopedSelects } from './loopedSelects.ts';
import { type PartRule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'select-busy-loop',
  title: 'A loop spins by way of a select’s default',
  severity: 'warning',
};

/**
 * `for { select { …; default: } }` where neither `default` nor the rest of the loop calls anything that could wait. A
 * comment at the `default` says that it is meant.
 */
export const selectBusyLoop: PartRule = {
  meta,
  *checkPart(_, file, part) {
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return; // there, a busy core is what is asked for
    for (const looped of loopedSelects(file, part)) {
      const { loop, fallback } = looped;
      if (!mayTurn(file, looped) || isCommented(file, looped)) continue;
      if (tree.isBroken(functionOf(file, loop)) || mayWait(file, looped)) continue;
      const fix =
        looped.isAlone && isEndless(file, loop) && !tree.firstChild[fallback] && ownsLines(file, fallback);
      yield {
        file,
        ...span(file, fallback),
        end: tree.start[fallback] + 'default'.length,
        message: l10n.t('This loop does not wait: as long as no case is ready, it keeps a whole core busy.'),
        fixes: fix
          ? [
              {
                title: l10n.t('Remove default: the select then waits until a case is ready'),
                preferred: true,
                edits: [deleteLines(file, fallback)],
              },
            ]
          : [],
      };
    }
  },
};

/** A loop whose head does not count, nor looks at what a call says or the `default` changes. */
function mayTurn(file: SourceFile, { loop, fallback }: LoopedSelect): boolean {
  const { tree } = file;
  const head = tree.firstChild[loop];
  if (isEndless(file, loop)) return true;
  if (tree.kind[head] === K.for_clause || tree.kind[head] === K.range_clause) return false;
  const changes = [K.assignment_statement, K.inc_statement, K.dec_statement].flatMap((kind) =>
    file.nodesOf(kind, fallback),
  );
  return !changes.length && !file.nodesOf(K.call_expression, head).length;
}

/** Whether anything but the select's other cases calls, waits, or leaves the loop in any case. */
function mayWait(file: SourceFile, { loop, select, fallback }: LoopedSelect): boolean {
  const { tree } = file;
  const body = tree.child(loop, F.body);
  for (let n = body; n <= tree.last(body); n++) {
    if (n === select) {
      if (holdsCall(file, fallback) || leaves(file, fallback, loop)) return true;
      n = tree.last(select);
    } else if (waits(file, n)) return true;
  }
  return leaves(file, tree.firstChild[body], loop);
}

function holdsCall(file: SourceFile, node: NodeId): boolean {
  for (let n = node; n <= file.tree.last(node); n++) if (waits(file, n)) return true;
  return false;
}

/** A call, a channel's operation, another select. */
function waits(file: SourceFile, n: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind[n]) {
    case K.call_expression:
      return !/^(?:len|cap|append|min|max|new|delete|clear|copy)$/.test(tree.text(tree.child(n, F.function)));
    case K.unary_expression:
      return operatorOf(tree, n) === '<-';
    case K.send_statement:
    case K.range_clause:
    case K.select_statement:
    case K.go_statement:
    case K.defer_statement:
      return true;
    default:
      return false;
  }
}

/** Whether the statements of a list or a case themselves go elsewhere than into the next turn. */
function leaves({ tree }: SourceFile, node: NodeId, loop: NodeId): boolean {
  for (const n of tree.kind[node] === K.default_case
    ? tree.children(tree.firstChild[node])
    : tree.children(node)) {
    const kind = tree.kind[n];
    if (kind === K.return_statement || kind === K.goto_statement) return true;
    if (kind === K.break_statement) return tree.firstChild[n] !== 0 || tree.kind[node] !== K.default_case;
    if (kind === K.continue_statement) return tree.firstChild[n] !== 0 && loop !== 0;
  }
  return false;
}

/** A comment on a line of its own, where the statements would stand. */
function isCommented({ tree, text }: SourceFile, { select, fallback }: LoopedSelect): boolean {
  const line = text.indexOf('\n', tree.start[fallback]);
  const to = tree.nextSibling[fallback] ? tree.start[tree.nextSibling[fallback]] : tree.end[select];
  for (let i = 0; i < tree.comments.length; i += 2)
    if (tree.comments[i] >= line && tree.comments[i] < to) return true;
  return false;
}
