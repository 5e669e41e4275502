import type { Tree } from 'web-tree-sitter';
import type { ContentChange } from './engine.ts';
import { withoutBodies } from './syntax/bodies.ts';
import { flatten } from './syntax/flatTree.ts';
import { interestIn } from './syntax/interest.ts';
import { LineIndex, type Position } from './syntax/lines.ts';
import { editTree, type GoParser } from './syntax/parser.ts';
import { SourceFile } from './types/sourceFile.ts';

/** A file that an editor holds open: its text, and its tree for the next incremental parse. */
export class OpenDocument {
  readonly uri: string;
  text: string;
  private tree: Tree | null = null;
  private parsed: SourceFile | null = null;
  private lines: LineIndex;
  private outside: string | undefined;

  constructor(uri: string, text: string) {
    this.uri = uri;
    this.text = text;
    this.lines = new LineIndex(text);
  }

  /** What other packages can see of the file. */
  get declarations(): string {
    this.outside ??= withoutBodies(this.text);
    return this.outside;
  }

  /** Applies changes one by one, in order. */
  change(changes: readonly ContentChange[]): void {
    for (const change of changes) {
      if (change.range) this.replace(change.range.start, change.range.end, change.text);
      else {
        this.forgetTree();
        this.text = change.text;
        this.lines = new LineIndex(this.text);
      }
    }
    this.parsed = null;
    this.outside = undefined;
  }

  /** The file as it now stands, with all bodies or only those of interest; `null` where it can't be parsed in time. */
  file(parser: GoParser, allBodies: boolean): SourceFile | null {
    if (this.parsed && this.parsed.complete >= allBodies) return this.parsed;
    const tree = parser.parse(this.text, this.tree);
    this.forgetTree();
    if (!tree) return null;
    this.tree = tree;
    this.parsed = sourceFile(parser, tree, this.uri, this.text, allBodies);
    return this.parsed;
  }

  dispose(): void {
    this.forgetTree();
  }

  private replace(from: Position, to: Position, text: string): void {
    const start = this.lines.offset(from);
    const oldEnd = this.lines.offset(to);
    const startPoint = this.lines.position(start);
    const oldEndPoint = this.lines.position(oldEnd);
    this.text = this.text.slice(0, start) + text + this.text.slice(oldEnd);
    this.lines = new LineIndex(this.text);
    if (!this.tree) return;
    const newEnd = start + text.length;
    const point = ({ line, character }: Position) => ({ row: line, column: character });
    editTree(this.tree, {
      start,
      oldEnd,
      newEnd,
      startPoint: point(startPoint),
      oldEndPoint: point(oldEndPoint),
      newEndPoint: point(this.lines.position(newEnd)),
    });
  }

  /** Trees live in WebAssembly's memory, which no garbage collector sees. */
  private forgetTree(): void {
    this.tree?.delete();
    this.tree = null;
  }
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

function sourceFile(parser: GoParser, tree: Tree, uri: string, text: string, allBodies: boolean): SourceFile {
  return new SourceFile(
    uri,
    text,
    flatten(tree, text, parser.tables, allBodies ? null : interestIn(text)),
    allBodies,
  );
}
