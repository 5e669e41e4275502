import * as l10n from '@vscode/l10n';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';
import { deferFix, type Opened, openedBy, openWays, type Use } from './opened.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'sql-rows-not-closed',
  title: 'Rows or a statement are not closed on every way',
  severity: 'warning',
};

/**
 * The rows of a query, or a prepared statement, that stay in their function and are left open on a way out of it. Rows
 * close themselves once `Next` has said that there are no more.
 */
export const sqlRowsNotClosed: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    if (file.uri.endsWith('_test.go')) return; // the database ends with its test
    for (const call of file.nodesOf(K.call_expression, part)) {
      const what = opens(types, file, call);
      const opened = what ? openedBy(file, call) : undefined;
      if (!what || !opened) continue;
      const found = openWays(types, opened, (use) => useOf(file, use));
      const ways = what === 'rows' ? withoutEnd(opened, found) : found;
      if (!ways.length) continue;
      yield {
        file,
        ...span(file, call),
        message:
          what === 'rows'
            ? l10n.t(
                'These rows stay open on a way out of the function, and with them a connection of the pool.',
              )
            : l10n.t(
                'This statement stays open on a way out of the function, and with it what its connections hold of it.',
              ),
        related:
          ways === 'never'
            ? []
            : ways.map((way) => ({
                ...related(file, way, l10n.t('it is still open where this is reached')),
                end: Math.min(file.tree.end[way], file.tree.start[way] + 'return'.length),
              })),
        fixes: opened.variable ? deferFix(opened, `${file.tree.text(opened.variable)}.Close()`, true) : [],
      };
    }
  },
};

/** What a call of database/sql gives that has to be closed. A transaction's end closes what came of it. */
function opens(types: Types, file: SourceFile, call: NodeId): 'rows' | 'statement' | undefined {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] !== K.selector_expression) return undefined;
  const name = tree.text(tree.child(target, F.field));
  if (!/^(?:Query|QueryContext|Prepare|PrepareContext)$/.test(name)) return undefined;
  const owner = handleOf(types, file, tree.child(target, F.operand));
  if (name.startsWith('Query')) return owner && owner !== 'Tx' ? 'rows' : undefined;
  return owner === 'DB' || owner === 'Conn' ? 'statement' : undefined;
}

/** The type of database/sql that an expression has: `DB`, `Conn`, `Tx` or `Stmt`. */
function handleOf(types: Types, file: SourceFile, expression: NodeId): string | undefined {
  const { tree } = file;
  const node = unparen(file, expression);
  const type = pointee(types.of(file, node));
  if (type.kind === 'external')
    return type.path === 'database/sql' && /^(?:DB|Conn|Tx|Stmt)$/.test(type.name) ? type.name : undefined;
  // db, err := sql.Open(…), tx, err := db.Begin()
  const definition = tree.kind[node] === K.identifier ? file.definition(node) : 0;
  const owner = definition ? declaration(file, definition) : 0;
  if (tree.kind[owner] !== K.short_var_declaration) return undefined;
  if (tree.firstChild[tree.child(owner, F.left)] !== definition) return undefined;
  const call = tree.firstChild[tree.child(owner, F.right)];
  const target = tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
  if (tree.kind[target] !== K.selector_expression) return undefined;
  const name = tree.text(tree.child(target, F.field));
  const operand = tree.child(target, F.operand);
  if (types.importPath(file, operand) === 'database/sql')
    return /^Open(?:DB)?$/.test(name) ? 'DB' : undefined;
  const made: Record<string, string> = {
    Begin: 'Tx',
    BeginTx: 'Tx',
    Conn: 'Conn',
    Prepare: 'Stmt',
    PrepareContext: 'Stmt',
  };
  return made[name] && handleOf(types, file, operand) ? made[name] : undefined;
}

const methods =
  /^(?:Next|NextResultSet|Scan|Err|Columns|ColumnTypes|Exec|ExecContext|Query|QueryContext|QueryRow|QueryRowContext)$/;

function useOf(file: SourceFile, use: NodeId): Use {
  const { tree } = file;
  const selector = tree.parent[use];
  if (tree.kind[selector] !== K.selector_expression || tree.field[use] !== F.operand) return 'escapes';
  const name = tree.text(tree.child(selector, F.field));
  return name === 'Close' ? 'closes' : methods.test(name) ? 'keeps' : 'escapes';
}

/** Of the ways out on which rows are open, those that are not behind a loop that has asked for all of them. */
function withoutEnd({ file, fn, call, variable }: Opened, ways: 'never' | NodeId[]): 'never' | NodeId[] {
  const { tree } = file;
  const loops = file.nodesOf(K.for_statement, fn).filter((loop) => {
    // for rows.Next() { … }, for ; rows.Next(); i++ { … }
    const head = file.text.slice(tree.start[loop], tree.start[tree.child(loop, F.body)]);
    const asks = variable && head.includes(`${tree.text(variable)}.Next()`);
    return asks && loop > call;
  });
  const [first] = loops;
  if (!first) return ways;
  const inside = (n: NodeId) => loops.some((loop) => tree.within(n, loop));
  if (ways !== 'never')
    return ways.filter((way) => inside(way) || (way > call && way < first && !tree.within(first, way)));
  return file.nodesOf(K.return_statement, fn).filter((n) => inside(n) && functionOf(file, n) === fn);
}
