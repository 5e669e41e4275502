import type * as vscode from 'vscode';
import type { Bookmark } from '#protocol';

/** More than anybody sets. */
const most = 1_000;

/** The bookmarks of traces, by file. They stay with the workspace. */
export class BookmarkStore {
  private readonly memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.memento = memento;
  }

  of(id: string): readonly Bookmark[] {
    return this.memento.get<readonly Bookmark[]>(keyOf(id), []);
  }

  /** Keeps these, and no others; none leaves nothing behind. */
  async keep(id: string, bookmarks: readonly Bookmark[]): Promise<void> {
    await this.memento.update(keyOf(id), bookmarks.length > 0 ? bookmarks.slice(0, most) : undefined);
  }
}

const keyOf = (id: string): string => `bookmarks ${id}`;
