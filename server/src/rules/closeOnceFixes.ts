import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { objectAt } from '../schedule/names.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, ownsLines } from './edits.ts';
import { importOf } from './imports.ts';
import { replace } from './rule.ts';

/** All closes of a channel that a function makes, by one sync.Once: the first that comes closes it. */
export function closeOnceFixes({ place: { file, node } }: Story): Fix[] {
  const { tree } = file;
  const channel = objectAt(file, node);
  const definition = tree.kind[channel] === K.identifier ? file.definition(channel) : 0;
  const made = definition ? declaration(file, definition) : 0;
  const once = ['closeOnce', 'once'].find((name) => !file.mentions(name).length && !file.imports.has(name));
  if (tree.kind[made] !== K.short_var_declaration || !ownsLines(file, made) || !once) return [];
  const sync = importOf(file, 'sync');
  const closes = file.uses(definition).flatMap((use) => closeOf(file, use));
  if (!sync || closes.some((call) => !isStatement(file, call))) return [];
  const name = tree.text(definition);
  return [
    {
      title: l10n.t('Close {0} once, by a sync.Once', name),
      preferred: false,
      edits: [
        ...sync.edits,
        insertAfter(file, made, `var ${once} ${sync.name}.Once`),
        ...closes.map((call) =>
          replace(file, tree.start[call], tree.end[call], `${once}.Do(func() { close(${name}) })`),
        ),
      ],
    },
  ];
}

/** The call of `close` that a use of a channel is given to. */
function closeOf({ tree }: SourceFile, use: NodeId): NodeId[] {
  const call = tree.parent[tree.parent[use]];
  const isCall = tree.kind[call] === K.call_expression && tree.kind[tree.parent[use]] === K.argument_list;
  return isCall && tree.text(tree.child(call, F.function)) === 'close' ? [call] : [];
}

const isStatement = ({ tree }: SourceFile, call: NodeId): boolean =>
  [K.expression_statement, K.defer_statement, K.go_statement].includes(tree.kind[tree.parent[call]]);
