import type { SourceFile } from '../types/sourceFile.ts';
import type { Scope } from './explored.ts';

/** Scopes by file, and in it by what they are known. */
export class ScopeTable<Key> {
  private readonly known = new Map<SourceFile, Map<Key, Scope>>();
  /** By file: the procedures that its scopes come to, or did. */
  private readonly reached = new Map<SourceFile, Set<number>>();

  get(file: SourceFile, key: Key): Scope | undefined {
    return this.known.get(file)?.get(key);
  }

  set(file: SourceFile, key: Key, scope: Scope): void {
    const scopes = this.known.get(file) ?? new Map<Key, Scope>();
    const reached = this.reached.get(file) ?? new Set<number>();
    this.known.set(file, scopes.set(key, scope));
    this.reached.set(file, reached);
    for (const index of scope.reached.keys()) reached.add(index);
  }

  delete(file: SourceFile, key: Key): void {
    this.known.get(file)?.delete(key);
  }

  *all(): Generator<[file: SourceFile, key: Key, scope: Scope]> {
    for (const [file, scopes] of this.known) for (const [key, scope] of scopes) yield [file, key, scope];
  }

  /** Drops the scopes that come to any of some procedures. Returns their files. */
  forget(changed: readonly number[]): SourceFile[] {
    return [...this.known.keys()].filter((file) => {
      const reached = this.reached.get(file)!;
      const own = changed.filter((index) => reached.has(index));
      return own.length > 0 && this.forgetIn(this.known.get(file)!, own);
    });
  }

  private forgetIn(scopes: Map<Key, Scope>, changed: readonly number[]): boolean {
    const before = scopes.size;
    for (const [key, { reached }] of scopes)
      if (changed.some((index) => reached.has(index))) scopes.delete(key);
    return scopes.size < before;
  }
}
