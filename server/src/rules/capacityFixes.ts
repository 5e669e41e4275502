import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix, TextEdit } from '../findings.ts';
import type { ObjectUse } from '../model/program.ts';
import { objectName } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import { F, K } from '../syntax/kinds.ts';
import { writtenFor } from './channelUses.ts';
import { type RuleContext, replace } from './rule.ts';

/** Room for as many values as the function's statements send, where the model shows that nothing goes wrong then. */
export function capacityFixes({ explored }: RuleContext, { place, made, problem, scope }: Story): Fix[] {
  if (!made || made.file !== place.file) return [];
  const { file, node } = made;
  const { tree } = file;
  const isMake = tree.kind[node] === K.call_expression && tree.text(tree.child(node, F.function)) === 'make';
  const [type, size, ...others] = tree.children(tree.child(node, F.arguments));
  if (!isMake || others.length || tree.kind[type] !== K.channel_type) return [];
  if (size && tree.kind[size] !== K.int_literal) return [];
  const fn = functionOf(file, node);
  const loop = tree.ancestor(node, K.for_statement);
  const { sends } = writtenFor(file, tree.child(place.node, F.channel));
  const isWritten = (use: ObjectUse) => {
    const send = explored.place(use.site);
    return use.what !== 'send' || (send?.file === file && sends.includes(send.node));
  };
  // Each is done once for each time that the channel is made.
  const areCounted =
    problem.uses.every(isWritten) &&
    sends.every((send) => functionOf(file, send) === fn && tree.ancestor(send, K.for_statement) === loop);
  const capacity = sends.length;
  if (!areCounted || (size && Number(tree.text(size)) >= capacity)) return [];
  const left = explored.withCapacity(scope, problem.madeAt, capacity);
  if (left.some((p) => p.madeAt === problem.madeAt)) return [];
  const edit: TextEdit = size
    ? replace(file, tree.start[size], tree.end[size], String(capacity))
    : replace(file, tree.end[type], tree.end[type], `, ${capacity}`);
  const name = objectName(place.file, place.node);
  const title = l10n.t(
    'Give {0} room for what is sent: make({1}, {2})',
    name,
    tree.text(type),
    String(capacity),
  );
  return [{ title, preferred: true, edits: [edit] }];
}
