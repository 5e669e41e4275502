import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type MadeContext, madeContexts } from '../skeleton/contexts.ts';
import { exitsAfter } from '../skeleton/exits.ts';
import { functionOf } from '../skeleton/functions.ts';
import { isAssigned } from '../skeleton/libraryCalls.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'context-cancel-deferred-in-loop',
  title: 'A cancel function is deferred in a loop',
  severity: 'warning',
};

/**
 * Each turn of a loop makes a context that nothing but the turn uses, and defers its cancel function: all are kept
 * until the function returns.
 */
export const contextCancelDeferredInLoop: PartRule = {
  meta,
  *checkPart({ types }: RuleContext, file: SourceFile, part: NodeId) {
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return; // a test's contexts are few, and gone with it
    for (const made of madeContexts(file, part)) {
      const loop = tree.ancestor(made.statement, K.for_statement);
      if (loop < made.fn || !made.definition) continue;
      const deferred = deferredCancel(made);
      if (!deferred || !tree.within(deferred, loop) || !staysInTurn(made, loop)) continue;
      if (!repeats(types, made, deferred, loop)) continue;
      yield {
        file,
        ...span(file, deferred),
        message: l10n.t(
          '{0}() runs when the function returns, not at the end of this turn: until then the contexts of all turns are kept, with their timers.',
          tree.text(made.cancel),
        ),
        related: [related(file, made.statement, l10n.t('each turn makes one here'))],
        fixes: fixes(file, made, loop),
      };
    }
  },
};

/** The statement that defers the cancel function of a context, where it is not called otherwise; 0 for none. */
function deferredCancel({ file, statement, definition, fn }: MadeContext): NodeId {
  const { tree } = file;
  let deferred = 0;
  for (const use of file.uses(definition)) {
    if (use <= tree.last(statement)) continue;
    const call = tree.parent[use];
    const isDeferred =
      tree.kind[call] === K.call_expression && tree.kind[tree.parent[call]] === K.defer_statement;
    if (!isDeferred || deferred || functionOf(file, use) !== fn) return 0;
    deferred = tree.parent[call];
  }
  return deferred;
}

/** Whether a context is of its turn alone: handed to calls there, and neither kept nor used by goroutines and literals. */
function staysInTurn({ file, context, fn }: MadeContext, loop: NodeId): boolean {
  const { tree } = file;
  const variable = tree.kind[context] === K.identifier ? file.definition(context) : 0;
  if (!variable || !tree.within(variable, tree.child(loop, F.body))) return false;
  return file.uses(variable).every((use) => {
    if (tree.within(use, tree.parent[context])) return true;
    if (functionOf(file, use) !== fn || tree.ancestor(use, K.go_statement) > loop) return false;
    const kind = tree.kind[tree.parent[use]];
    return kind === K.argument_list || kind === K.selector_expression;
  });
}

/** Whether the loop may have another turn behind the statement; a few that are written down are no matter. */
function repeats(types: Types, { file }: MadeContext, deferred: NodeId, loop: NodeId): boolean {
  const { tree } = file;
  if (isShort(file, loop)) return false;
  const exits = exitsAfter(
    types,
    file,
    { list: tree.parent[deferred], first: tree.nextSibling[deferred] },
    [],
  );
  return exits?.laps.some((n) => n === loop || tree.ancestor(n, K.for_statement) === loop) ?? false;
}

/** A loop over a literal, or up to a small constant. */
function isShort(file: SourceFile, loop: NodeId): boolean {
  const { tree } = file;
  const head = tree.firstChild[loop];
  if (tree.kind[head] === K.for_clause) {
    const condition = tree.child(head, F.condition);
    return tree.kind[tree.child(condition, F.right)] === K.int_literal;
  }
  if (tree.kind[head] !== K.range_clause) return false;
  const over = unparen(file, tree.child(head, F.right));
  const isWritten = (n: NodeId) => tree.kind[n] === K.composite_literal || tree.kind[n] === K.int_literal;
  const definition = tree.kind[over] === K.identifier ? file.definition(over) : 0;
  if (!definition) return isWritten(over);
  const values = file.uses(definition).filter((n) => n === definition || isAssigned(file, n));
  return values.every((n) => {
    const owner = declaration(file, n);
    const right = tree.child(owner, tree.kind[owner] === K.var_spec ? F.value : F.right);
    return right ? isWritten(tree.firstChild[right]) : tree.kind[owner] === K.var_spec;
  });
}

/** Makes the turn a function that is called on the spot. */
function fixes(file: SourceFile, { fn }: MadeContext, loop: NodeId): Fix[] {
  const { tree, text } = file;
  const body = tree.child(loop, F.body);
  for (let n = body; n <= tree.last(body); n++) {
    if (functionOf(file, n) !== fn) continue;
    const kind = tree.kind[n];
    if (kind === K.raw_string_literal) return []; // its lines must stay as they are
    if (kind === K.return_statement || kind === K.goto_statement || kind === K.labeled_statement) return [];
    if (kind === K.continue_statement || kind === K.break_statement) return [];
  }
  const open = tree.start[body] + 1;
  const close = tree.end[body] - 1;
  if (!text.slice(open, close).startsWith('\n')) return [];
  const outer = /[ \t]*$/.exec(text.slice(0, close))![0];
  const inside = text.slice(open + 1, close - outer.length).replace(/^(?=.)/gm, '\t');
  const wrapped = `\n${outer}\tfunc() {\n${inside}${outer}\t}()\n${outer}`;
  const title = l10n.t('Make the turn a function of its own');
  return [{ title, preferred: false, edits: [replace(file, open, close, wrapped)] }];
}
