import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { objectName } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import { F, K } from '../syntax/kinds.ts';
import { insertFirst } from './edits.ts';
import type { RuleContext } from './rule.ts';

/** `defer close(ch)` first in the one goroutine, or function, that sends. */
export function closeFixes({ explored }: RuleContext, { place, problem }: Story): Fix[] {
  const sends = problem.uses.filter((use) => use.what === 'send').map((use) => explored.place(use.site));
  if (problem.uses.some((use) => use.what === 'close')) return [];
  const [first, ...others] = sends;
  if (!first || first.file !== place.file) return [];
  const { file } = first;
  const { tree } = file;
  const fn = functionOf(file, first.node);
  const isLiteral = tree.kind[fn] === K.func_literal;
  const start = tree.ancestor(fn, K.go_statement);
  const isLooped = tree.ancestor(start, K.for_statement) > functionOf(file, start);
  const isOne = isLiteral && tree.parent[tree.parent[fn]] === start && !isLooped;
  if (!isOne || others.some((other) => !other || other.file !== file || functionOf(file, other.node) !== fn))
    return [];
  const name = objectName(file, first.node);
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return [];
  const edits = insertFirst(file, tree.child(fn, F.body), `defer close(${name})`);
  const title = l10n.t('Close {0} when this goroutine ends: "defer close({0})"', name);
  return edits.length ? [{ title, preferred: true, edits }] : [];
}
