import type { TextEdit } from '../findings.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, insertAfter, insertLinesBefore, ownsLines } from './edits.ts';
import { replace } from './rule.ts';

/**
 * Imports a package, and no longer another where nothing is left that names it.
 *
 * @param gone what will not be there any more
 * @returns the edits and the package's name; nothing where the file's imports are of a form that can't be kept in order
 */
export function changeImport(
  file: SourceFile,
  path: string,
  old: string,
  gone: NodeId,
): { edits: TextEdit[]; name: string } | undefined {
  const { tree } = file;
  const known = [...file.imports].find(([, other]) => other === path)?.[0];
  const name = known ?? path.slice(path.lastIndexOf('/') + 1);
  const specs = file.nodesOf(K.import_spec);
  const before = specs.find((n) => pathOf(file, n) === old);
  if (!before || tree.child(before, F.name) || (!known && isTaken(file, name))) return undefined;
  const isNamed = [...file.nodesOf(K.package_identifier), ...file.usesOfOuter(old)].some(
    (n) => tree.text(n) === old && !tree.within(n, gone) && !tree.within(n, before),
  );
  const isAlone = tree.kind[tree.parent[before]] !== K.import_spec_list;
  if (isAlone) {
    // import "sync"
    if (isNamed || known) return isNamed && known ? { edits: [], name } : undefined;
    const at = tree.child(before, F.path);
    return { edits: [replace(file, tree.start[at], tree.end[at], `"${path}"`)], name };
  }
  if (!ownsLines(file, before)) return undefined;
  const edits = isNamed ? [] : [deleteLines(file, before)];
  if (known) return { edits, name };
  const list = tree.parent[before];
  const last = tree.children(list).at(-1)!;
  const close = tree.end[list] - 1;
  if ((last === before && !isNamed) || file.text[close - 1] !== '\n') return undefined;
  // Behind those of its kind, or as a group of its own.
  const isOfKind = pathOf(file, last).includes('.');
  if (isOfKind && pathOf(file, last) > path) return undefined;
  const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
  edits.push(replace(file, close, close, `${isOfKind ? '' : eol}\t"${path}"${eol}`));
  return { edits, name };
}

/**
 * The name of a package of the standard library's in a file, and the edit that imports it where nothing does yet.
 *
 * @returns nothing where the file's imports have no list to put it in, or its name means something else there
 */
export function importOf(file: SourceFile, path: string): { edits: TextEdit[]; name: string } | undefined {
  const { tree } = file;
  const known = [...file.imports].find(([, other]) => other === path)?.[0];
  if (known) return { edits: [], name: known };
  const name = path.slice(path.lastIndexOf('/') + 1);
  const specs = file.nodesOf(K.import_spec).filter((n) => tree.kind[tree.parent[n]] === K.import_spec_list);
  const isStandard = (n: NodeId) => !pathOf(file, n).includes('.');
  const [first] = specs;
  if (!first || !isStandard(first) || !specs.every((n) => ownsLines(file, n)) || isTaken(file, name))
    return undefined;
  // Sorted into the first group, as gofmt wants it.
  const behind = specs.find((n) => !isStandard(n) || pathOf(file, n) > path || isGroupEnd(file, n));
  if (!behind) return { edits: [insertAfter(file, specs.at(-1)!, `"${path}"`)], name };
  const isBefore = isStandard(behind) && pathOf(file, behind) > path;
  if (isBefore) return { edits: insertLinesBefore(file, behind, [`"${path}"`]), name };
  const last = isStandard(behind) ? behind : specs[specs.indexOf(behind) - 1];
  return { edits: [insertAfter(file, last, `"${path}"`)], name };
}

/** Whether a blank line or a comment parts an import from the next one. */
function isGroupEnd({ tree, text }: SourceFile, spec: NodeId): boolean {
  const next = tree.nextSibling[spec];
  return next !== 0 && text.slice(tree.end[spec], tree.start[next]).split('\n').length > 2;
}

const pathOf = ({ tree }: SourceFile, spec: NodeId): string =>
  tree.text(tree.child(spec, F.path)).slice(1, -1);

/** Whether a name means anything in a file already. */
function isTaken(file: SourceFile, name: string): boolean {
  return file.imports.has(name) || file.nodesOf(K.identifier).some((n) => file.tree.text(n) === name);
}
