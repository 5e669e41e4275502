import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { functionOf } from './functions.ts';
import { assignmentOf, libraryCalls } from './libraryCalls.ts';

/** A context that is made with a function that cancels it, in a statement of its own. */
export interface MadeContext {
  file: SourceFile;
  /** `WithCancel`, `WithTimeoutCause`… */
  name: string;
  call: NodeId;
  fn: NodeId;
  /** The statement, and the statement_list that it stands in. */
  statement: NodeId;
  list: NodeId;
  /** What the context is assigned to. */
  context: NodeId;
  /** The identifier that the function is assigned to. */
  cancel: NodeId;
  /** The variable that it means; 0 for `_` and for those of the package. */
  definition: NodeId;
}

/** The contexts with a cancel function that the functions of a file, or of a declaration of it, make. */
export function madeContexts(file: SourceFile, part: NodeId = 0): MadeContext[] {
  const { tree } = file;
  const result: MadeContext[] = [];
  for (const { name, call } of libraryCalls(file, 'context', part)) {
    if (!/^With(?:Cancel|Timeout|Deadline)(?:Cause)?$/.test(name)) continue;
    const made = assignmentOf(file, call);
    const fn = functionOf(file, call);
    if (made?.names.length !== 2 || !fn) continue;
    const [context, cancel] = made.names;
    const list = tree.parent[made.statement];
    if (tree.kind[list] !== K.statement_list || !isIdentifier(tree.kind[cancel])) continue;
    const definition = tree.text(cancel) === '_' ? 0 : file.definition(cancel);
    result.push({ file, name, call, fn, statement: made.statement, list, context, cancel, definition });
  }
  return result;
}

const isIdentifier = (kind: number): boolean => kind === K.identifier || kind === K.blank_identifier;
