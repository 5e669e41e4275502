import * as l10n from '@vscode/l10n';
import { functionOf } from '../skeleton/functions.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import { onlyUse } from './channelUses.ts';
import { type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'channel-use-directional-param',
  title: 'A channel parameter is used in one direction only',
  severity: 'off',
};

/** A parameter `ch chan T` of a function that is only called, and that only sends to it or only receives from it. */
export const channelUseDirectionalParam: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    for (const fn of file.nodesOf(K.function_declaration, part)) {
      const body = tree.child(fn, F.body);
      if (!body || tree.isOpaque(body) || tree.isBroken(fn) || tree.child(fn, F.type_parameters)) continue;
      for (const { name, type, variadic } of parametersOf(file, tree.child(fn, F.parameters))) {
        if (!name || variadic || tree.kind[type] !== K.channel_type || !/^chan\s+[^<]/.test(tree.text(type)))
          continue;
        const use = onlyUse(file, name);
        const owner = tree.parent[type];
        const isShared = tree.children(owner).filter((n) => tree.field[n] === F.name).length > 1;
        if (!use || !isOnlyCalled(types, tree.text(tree.child(fn, F.name)))) continue;
        const at = tree.start[type];
        const text = use === 'sends' ? 'chan<-' : '<-chan';
        yield {
          file,
          ...span(file, name),
          message:
            use === 'sends'
              ? l10n.t(
                  '{0} is only sent to: chan<- lets the compiler hold the function to it.',
                  tree.text(name),
                )
              : l10n.t(
                  '{0} is only received from: <-chan lets the compiler hold the function to it.',
                  tree.text(name),
                ),
          fixes: isShared
            ? []
            : [
                {
                  title: l10n.t('Narrow the parameter to {0}', text),
                  preferred: false,
                  edits: [replace(file, at, at + 'chan'.length, text)],
                },
              ],
        };
      }
    }
  },
};

/** Whether the package does nothing with a function but call it: as a value it would have another type. */
function isOnlyCalled(types: Types, name: string): boolean {
  return types.pkg.files.every((file) =>
    file.usesOfOuter(name).every((use) => {
      const { tree } = file;
      const parent = tree.parent[use];
      if (tree.kind[parent] === K.function_declaration) return true;
      return (
        tree.kind[parent] === K.call_expression &&
        tree.field[use] === F.function &&
        functionOf(file, use) !== 0
      );
    }),
  );
}
