import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';
import type { ParserAssets } from '../engine.ts';
import { type GrammarTables, grammarTables } from './kinds.ts';

/** Parsing one file may take this long before it is given up: hostile input must not hang the server. */
const parseLimitMs = 2_000;

/** The parser asks after less work than this, also on hostile input: what is beyond went to other programs. */
const longestStepMs = 2;

/** tree-sitter-go, loaded once a process. */
export class GoParser {
  readonly tables: GrammarTables;
  private readonly parser: Parser;

  private constructor(parser: Parser, language: Language) {
    this.parser = parser;
    // `types` leaves hidden symbols as gaps, ids are the positions.
    this.tables = grammarTables(language.types, language.fields);
  }

  static async load(assets: ParserAssets): Promise<GoParser> {
    await Parser.init({ wasmBinary: assets.runtime });
    const language = await Language.load(assets.grammar);
    const parser = new Parser();
    parser.setLanguage(language);
    return new GoParser(parser, language);
  }

  /** Parses `text`, reusing what `old` (already edited to match) has in common. `null`: over the time limit. */
  parse(text: string, old: Tree | null = null): Tree | null {
    let spent = 0;
    let last = performance.now();
    const isOver = () => {
      const now = performance.now();
      spent += Math.min(now - last, longestStepMs);
      last = now;
      return spent > parseLimitMs;
    };
    const tree = this.parser.parse(text, old, { progressCallback: isOver });
    if (!tree) this.parser.reset();
    return tree;
  }

  dispose(): void {
    this.parser.delete();
  }
}

/** Offsets and points of a replacement, as tree-sitter wants them (UTF-16 units, rows from 0). */
export function editTree(
  tree: Tree,
  edit: {
    start: number;
    oldEnd: number;
    newEnd: number;
    startPoint: { row: number; column: number };
    oldEndPoint: { row: number; column: number };
    newEndPoint: { row: number; column: number };
  },
): void {
  tree.edit(
    new Edit({
      startIndex: edit.start,
      oldEndIndex: edit.oldEnd,
      newEndIndex: edit.newEnd,
      startPosition: edit.startPoint,
      oldEndPosition: edit.oldEndPoint,
      newEndPosition: edit.newEndPoint,
    }),
  );
}
