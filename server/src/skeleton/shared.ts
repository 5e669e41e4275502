import { F, K } from '../syntax/kinds.ts';
import { pointee } from '../types/type.ts';
import type { Groups } from './groups.ts';

/** Whether a shared group is exported, or mentioned other than to call its methods: it may be handed to anybody. */
export function isReachedOtherwise(groups: Groups, shared: string): boolean {
  const { types } = groups;
  const [holder, name] = shared.split(/[. ]/);
  if (/^\p{Lu}/u.test(name)) return true;
  return types.pkg.files.some((file) => {
    const { tree } = file;
    for (let n = 1; n < tree.size; n++) {
      const kind = tree.kind[n];
      if ((kind !== K.field_identifier && kind !== K.identifier) || tree.text(n) !== name) continue;
      const parent = tree.parent[n];
      if (tree.kind[parent] === K.field_declaration || tree.kind[parent] === K.var_spec) continue;
      if (kind === K.identifier && file.definition(n)) continue;
      if (kind === K.field_identifier && tree.kind[parent] === K.selector_expression) {
        const type = pointee(types.of(file, tree.child(parent, F.operand)));
        if (type.kind === 'named' && type.decl.name !== holder) continue; // another type's field
      }
      if (!groups.calls.some((c) => c.file === file && tree.within(n, c.operand))) return true;
    }
    return false;
  });
}
