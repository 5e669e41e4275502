import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { isAssigned } from '../skeleton/libraryCalls.ts';
import { runsIn } from '../skeleton/startedLiterals.ts';
import { leftTicking, type MadeTicker, madeTickers } from '../skeleton/tickers.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, ownsLines } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'ticker-not-stopped',
  title: 'A ticker is not stopped when its function returns',
  severity: 'warning',
};

/**
 * A ticker that only its function knows is not stopped on a way out. Since Go 1.23 such a ticker is collected all the
 * same: there it is a hint.
 */
export const tickerNotStopped: PartRule = {
  meta,
  *checkPart(context: RuleContext, here: SourceFile, part: NodeId) {
    const isCollected = !context.isBefore(1, 23);
    for (const made of madeTickers(here, 'NewTicker', part)) {
      const stops = stopsOf(made);
      const left = stops ? leftTicking(context.types, made, stops) : [];
      if (!left.length) continue;
      const { file, call, definition } = made;
      const isHint = isCollected || file.uri.endsWith('_test.go'); // a test's process ends soon
      const name = definition ? file.tree.text(definition) : '';
      yield {
        file,
        ...span(file, call),
        ...(isHint ? { severity: 'hint' as const } : {}),
        message: isCollected
          ? l10n.t('Nobody stops this ticker when the function returns: it goes on until it is collected.')
          : l10n.t(
              'Nobody stops this ticker when the function returns: before Go 1.23 it ticks until the program ends.',
            ),
        related: stops?.length ? left.map((node) => noteOn(file, node, name)) : [],
        fixes: fixes(made),
      };
    }
  },
};

/** Where a ticker is stopped; `undefined` where others may do so too, or need it when the function is over. */
function stopsOf({ file, definition, call, fn }: MadeTicker): NodeId[] | undefined {
  const { tree } = file;
  if (!definition) return isField(file, call, 'C') && isReceived(file, tree.parent[call]) ? [] : undefined;
  const stops: NodeId[] = [];
  for (const use of file.uses(definition)) {
    if (!runsIn(file, use, fn)) return undefined;
    if (use === definition || isField(file, use, 'C') || isField(file, use, 'Reset')) continue;
    if (!isField(file, use, 'Stop') || isAssigned(file, use)) return undefined;
    stops.push(use);
  }
  // The channel may outlive the ticker's name.
  const isKept = file
    .uses(definition)
    .some((use) => isField(file, use, 'C') && !isReceived(file, tree.parent[use]));
  return isKept ? undefined : stops;
}

/** Whether an expression is the operand of a selector. */
function isField({ tree }: SourceFile, operand: NodeId, name: string): boolean {
  const selector = tree.parent[operand];
  return tree.kind[selector] === K.selector_expression && tree.text(tree.child(selector, F.field)) === name;
}

/** `<-t.C`, `range t.C` */
function isReceived({ tree }: SourceFile, channel: NodeId): boolean {
  const kind = tree.kind[tree.parent[channel]];
  return kind === K.unary_expression || kind === K.range_clause;
}

const noteOn = (file: SourceFile, node: NodeId, name: string) =>
  file.tree.kind[node] === K.return_statement
    ? related(file, node, l10n.t('left here without {0}.Stop()', name))
    : {
        ...related(file, node, l10n.t('its end is reached without it')),
        start: file.tree.end[node] - 1,
        end: file.tree.end[node],
      };

function fixes({ file, statement, definition, fn }: MadeTicker): Fix[] {
  const { tree } = file;
  if (!definition || tree.ancestor(statement, K.for_statement) > fn || !ownsLines(file, statement)) return [];
  const line = `defer ${tree.text(definition)}.Stop()`;
  const title = l10n.t('Insert "{0}"', line);
  return [{ title, preferred: true, edits: [insertAfter(file, statement, line)] }];
}
