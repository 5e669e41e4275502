import type { Tree } from 'web-tree-sitter';
import type { ContentChange } from './engine.ts';
import { type Body, bodiesOf, bodyEnd, withoutBodies } from './syntax/bodies.ts';
import { flatten, type Interest } from './syntax/flatTree.ts';
import { interestIn } from './syntax/interest.ts';
import { F } from './syntax/kinds.ts';
import { LineIndex, type Position } from './syntax/lines.ts';
import { editTree, type GoParser } from './syntax/parser.ts';
import { type BodyEdit, SourceFile } from './types/sourceFile.ts';

/** What has changed between two texts, all changes taken as one. */
interface Change {
  start: number;
  oldEnd: number;
  newEnd: number;
}

/** A file that an editor holds open: its text, and its tree for the next incremental parse. */
export class OpenDocument {
  readonly uri: string;
  text: string;
  private tree: Tree | null = null;
  /** The text has changed since `tree` was made; the tree knows where. */
  private isTreeOld = false;
  private parsed: SourceFile | null = null;
  /** What has changed since `parsed` was brought up to date. */
  private pending: Change | null = null;
  private lines: LineIndex;
  private bodies: Body[] | undefined;

  constructor(uri: string, text: string) {
    this.uri = uri;
    this.text = text;
    this.lines = new LineIndex(text);
  }

  /**
   * Applies changes one by one, in order.
   *
   * @returns Whether other packages may see that something has changed.
   */
  change(changes: readonly ContentChange[]): boolean {
    let isSeen = false;
    for (const change of changes) {
      if (change.range) {
        if (this.replace(change.range.start, change.range.end, change.text)) isSeen = true;
        continue;
      }
      const before = this.text;
      this.forgetTree();
      this.parsed = null;
      this.bodies = undefined;
      this.text = change.text;
      this.lines = new LineIndex(this.text);
      if (withoutBodies(before) !== withoutBodies(this.text)) isSeen = true;
    }
    return isSeen;
  }

  /** The file as it now stands, with all bodies or only those of interest; `null` where it can't be parsed in time. */
  file(parser: GoParser, allBodies: boolean): SourceFile | null {
    if (this.parsed && !this.pending && this.parsed.complete >= allBodies) return this.parsed;
    this.parsed = null;
    const tree = this.syntax(parser);
    if (tree) this.parsed = sourceFile(parser, tree, this.uri, this.text, allBodies, true);
    this.pending = null;
    return this.parsed;
  }

  /**
   * Brings the file that `file` has given up to date, where no more than the body of one function has changed.
   *
   * @returns `null` where more has: then `file` makes another one.
   */
  editBody(parser: GoParser): BodyEdit | null {
    const { parsed, pending: change, tree: old } = this;
    if (!parsed || !change || !old) return null;
    const { tree } = parsed;
    let fn = tree.firstChild[0];
    while (fn && tree.end[fn] < change.oldEnd) fn = tree.nextSibling[fn];
    const body = fn && tree.child(fn, F.body);
    if (!body || change.start <= tree.start[body] || change.oldEnd >= tree.end[body]) return null;
    const before = old.copy();
    const now = this.syntax(parser);
    const changed = now ? before.getChangedRanges(now) : [];
    before.delete();
    const end = tree.end[fn] + change.newEnd - change.oldEnd;
    if (!now || changed.some((r) => r.startIndex < tree.start[body] || r.endIndex > end)) return null;
    const node = now.rootNode.firstChildForIndex(tree.start[fn]);
    const interest = parsed.complete ? null : interestIn(this.text, tree.start[fn], end);
    const edit = node && parsed.replaceBody(fn, node, this.text, parser.tables, interest);
    if (edit) this.pending = null;
    return edit;
  }

  dispose(): void {
    this.forgetTree();
  }

  /** Whether other packages may see the change. */
  private replace(from: Position, to: Position, text: string): boolean {
    const start = this.lines.offset(from);
    const oldEnd = this.lines.offset(to);
    const newEnd = start + text.length;
    const before = this.text;
    const startPoint = this.lines.position(start);
    const oldEndPoint = this.lines.position(oldEnd);
    this.text = before.slice(0, start) + text + before.slice(oldEnd);
    this.lines = this.lines.replaced(start, oldEnd, text, this.text);
    this.pending = merged(this.pending, { start, oldEnd, newEnd });
    if (this.tree) {
      const point = ({ line, character }: Position) => ({ row: line, column: character });
      editTree(this.tree, {
        start,
        oldEnd,
        newEnd,
        startPoint: point(startPoint),
        oldEndPoint: point(oldEndPoint),
        newEndPoint: point(this.lines.position(newEnd)),
      });
      this.isTreeOld = true;
    }
    return !this.isInBody(before, { start, oldEnd, newEnd });
  }

  /** Whether a change is within one body; else what else there is may be the same all the same. */
  private isInBody(before: string, { start, oldEnd, newEnd }: Change): boolean {
    const old = this.bodies ?? bodiesOf(before);
    const at = old.findIndex(({ open, close }) => open < start && oldEnd <= close);
    const delta = newEnd - oldEnd;
    if (at >= 0 && bodyEnd(this.text, old[at].open) === old[at].close + delta) {
      this.bodies = old;
      for (const body of old.slice(at)) {
        if (body !== old[at]) body.open += delta;
        body.close += delta;
      }
      return true;
    }
    this.bodies = bodiesOf(this.text);
    return withoutBodies(before, old) === withoutBodies(this.text, this.bodies);
  }

  /** The syntax tree of the text as it now stands. */
  private syntax(parser: GoParser): Tree | null {
    if (this.tree && !this.isTreeOld) return this.tree;
    const tree = parser.parse(this.text, this.tree);
    this.forgetTree();
    this.tree = tree;
    return tree;
  }

  /** Trees live in WebAssembly's memory, which no garbage collector sees. */
  private forgetTree(): void {
    this.tree?.delete();
    this.tree = null;
    this.isTreeOld = false;
  }
}

/** Two changes, one after the other, as one. */
function merged(first: Change | null, second: Change): Change {
  if (!first) return second;
  const delta = second.newEnd - second.oldEnd;
  return {
    start: Math.min(first.start, second.start),
    oldEnd: first.oldEnd + Math.max(0, second.oldEnd - first.newEnd),
    newEnd: Math.max(first.newEnd, second.oldEnd) + delta,
  };
}

/** Parses a file that nobody edits: the tree is dropped at once. */
export function parseOnce(
  parser: GoParser,
  uri: string,
  text: string,
  allBodies: boolean,
): SourceFile | null {
  const tree = parser.parse(text);
  if (!tree) return null;
  try {
    return sourceFile(parser, tree, uri, text, allBodies);
  } finally {
    tree.delete();
  }
}

/** Parses what a file declares, all that other packages can see of it. Offsets are not those of the file. */
export function parseDeclarations(parser: GoParser, uri: string, text: string): SourceFile | null {
  const declarations = withoutBodies(text);
  const tree = parser.parse(declarations);
  if (!tree) return null;
  try {
    return new SourceFile(uri, declarations, flatten(tree, declarations, parser.tables, null), false);
  } finally {
    tree.delete();
  }
}

function sourceFile(
  parser: GoParser,
  tree: Tree,
  uri: string,
  text: string,
  allBodies: boolean,
  isEdited = false,
): SourceFile {
  const interest: Interest = allBodies ? null : interestIn(text);
  return new SourceFile(uri, text, flatten(tree, text, parser.tables, interest, isEdited), allBodies);
}
