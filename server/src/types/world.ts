import { Types } from './infer.ts';
import { Package } from './package.ts';
import type { SourceFile } from './sourceFile.ts';
import { stdlib } from './stdlib.ts';

/** The packages that a package may import, as far as they can be seen: for now, the standard library's. */
export class World {
  private readonly parse: (text: string, uri: string) => SourceFile | null;
  private readonly known = new Map<string, Types | undefined>();
  private readonly owners = new WeakMap<SourceFile, Types>();

  /** @param parse parses a file of a package at once */
  constructor(parse: (text: string, uri: string) => SourceFile | null) {
    this.parse = parse;
  }

  /** The types of the package of an import path; `undefined` where it can't be seen. */
  types(path: string): Types | undefined {
    if (this.known.has(path)) return this.known.get(path);
    const file = Object.hasOwn(stdlib, path) ? this.parse(stdlib[path], `go:${path}`) : null;
    const types = file ? new Types(new Package([file], path), this) : undefined;
    if (file && types) this.owners.set(file, types);
    this.known.set(path, types);
    return types;
  }

  /** The types of the package that a file belongs to, where it is one of these packages. */
  ownerOf(file: SourceFile): Types | undefined {
    return this.owners.get(file);
  }
}
