import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, ownsLines } from './edits.ts';
import { checkOf, openedBy } from './opened.ts';
import { type PartRule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'sql-pool-unbounded',
  title: 'A database’s pool has no limit',
  severity: 'off',
};

/** `sql.Open` in a package that sets no limit on a pool's connections. */
export const sqlPoolUnbounded: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return;
    for (const call of file.nodesOf(K.call_expression, part)) {
      const target = tree.child(call, F.function);
      if (tree.kind[target] !== K.selector_expression) continue;
      if (!/^Open(?:DB)?$/.test(tree.text(tree.child(target, F.field)))) continue;
      if (types.importPath(file, tree.child(target, F.operand)) !== 'database/sql') continue;
      const sets = (name: string) => types.pkg.files.some((other) => other.mentions(name).length > 0);
      const hasLimit = sets('SetMaxOpenConns');
      if (hasLimit && (sets('SetConnMaxLifetime') || sets('SetConnMaxIdleTime'))) continue;
      yield {
        file,
        ...span(file, call),
        message: hasLimit
          ? l10n.t(
              'Connections of this pool never get too old: one that the network has dropped is found out by a query.',
            )
          : l10n.t(
              'This pool has no limit: under load it opens connections until the database refuses them.',
            ),
        fixes: fixes(file, call, hasLimit),
      };
    }
  },
};

function fixes(file: SourceFile, call: NodeId, hasLimit: boolean): Fix[] {
  const opened = openedBy(file, call);
  const check = opened ? checkOf(opened) : 0;
  if (!opened?.variable || !check || !ownsLines(file, check)) return [];
  const db = file.tree.text(opened.variable);
  const time = [...file.imports].find(([, path]) => path === 'time')?.[0];
  const line = hasLimit
    ? time && `${db}.SetConnMaxLifetime(3 * ${time}.Minute)`
    : `${db}.SetMaxOpenConns(20)`;
  if (!line) return [];
  return [{ title: l10n.t('Insert "{0}"', line), preferred: false, edits: [insertAfter(file, check, line)] }];
}
