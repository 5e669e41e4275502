import type { FileReport } from '../engine.ts';
import { diskFiles } from '../files/disk.ts';
import type { FileSpan } from '../findings.ts';
import { LineIndex } from '../syntax/lines.ts';

/** From 1; columns in UTF-16 units. */
export interface LineColumn {
  line: number;
  column: number;
}

/** Lines and columns of all that findings refer to. */
export class Places {
  private readonly lines: ReadonlyMap<string, LineIndex>;

  private constructor(lines: ReadonlyMap<string, LineIndex>) {
    this.lines = lines;
  }

  static async of(reports: readonly FileReport[]): Promise<Places> {
    const lines = new Map<string, LineIndex>();
    for (const { uri, text, findings } of reports) if (findings.length) lines.set(uri, new LineIndex(text));
    const named = reports.flatMap(({ findings }) =>
      findings.flatMap(({ related, fixes, schedule }): FileSpan[] => [
        ...related,
        ...fixes.flatMap(({ edits }) => edits),
        ...(schedule?.steps ?? []),
        ...(schedule?.steps ?? []).flatMap(({ received }) => received ?? []),
        ...(schedule?.lanes ?? []).flatMap(({ start }) => start ?? []),
      ]),
    );
    for (const { uri } of named) {
      if (!lines.has(uri)) lines.set(uri, new LineIndex((await diskFiles.readFile(uri)) ?? ''));
    }
    return new Places(lines);
  }

  at(uri: string, offset: number): LineColumn {
    const { line, character } = this.lines.get(uri)!.position(offset);
    return { line: line + 1, column: character + 1 };
  }
}
