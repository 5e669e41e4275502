import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { objectName } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import { F, K } from '../syntax/kinds.ts';
import { insertAfter } from './edits.ts';

/** `return` behind the send that comes before another one, where it is the last of its block. */
export function returnFixes({ place, first }: Story): Fix[] {
  const { file, node } = place;
  const { tree } = file;
  if (!first || first.file !== file || tree.kind[first.node] !== K.send_statement) return [];
  const fn = functionOf(file, node);
  const block = tree.parent[tree.parent[first.node]];
  const isBranch = tree.kind[block] === K.block && tree.kind[tree.parent[block]] === K.if_statement;
  if (!isBranch || tree.nextSibling[first.node] || tree.child(fn, F.result)) return [];
  const title = l10n.t('Return behind the first send on {0}', objectName(file, node));
  return [{ title, preferred: true, edits: [insertAfter(file, first.node, 'return')] }];
}
