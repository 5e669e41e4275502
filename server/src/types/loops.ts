import type { GoVersion } from '../modules/goMod.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { languageOf } from './buildConstraint.ts';
import { declaration } from './infer.ts';
import type { SourceFile } from './sourceFile.ts';

/**
 * Whether a variable is one that a `for` statement declares, and each iteration has one of its own, as since Go 1.22
 * (https://go.dev/ref/spec#For_clause). Before, all iterations share it.
 *
 * @param go the module's language version; outside of modules the newest holds
 * @param definition the variable's defining identifier
 */
export function isPerIteration(go: GoVersion | null, file: SourceFile, definition: NodeId): boolean {
  if (!isLoopVariable(file, definition)) return false;
  const language = languageOf(file.text);
  if (language) return language >= 22;
  return go === null || go[0] > 1 || go[1] >= 22;
}

/** Whether a `for` statement declares a variable. */
export function isLoopVariable(file: SourceFile, definition: NodeId): boolean {
  const { tree } = file;
  if (!definition || file.definition(definition) !== definition) return false;
  const owner = declaration(file, definition);
  if (tree.kind[owner] === K.range_clause) return true;
  return (
    tree.kind[owner] === K.short_var_declaration &&
    tree.field[owner] === F.initializer &&
    tree.kind[tree.parent[owner]] === K.for_clause
  );
}
