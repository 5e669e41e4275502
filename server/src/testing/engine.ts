import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createEngine, type Engine, type EngineOptions } from '../engine.ts';
import type { FileSystem } from '../fileSystem.ts';
import { flatten } from '../syntax/flatTree.ts';
import { GoParser } from '../syntax/parser.ts';
import { SourceFile } from '../types/sourceFile.ts';

const require = createRequire(import.meta.url);
const assets = {
  runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(require.resolve('tree-sitter-go/tree-sitter-go.wasm')),
};

/** For tests: an engine over the given file system. */
export const testEngine = (
  files: FileSystem,
  moduleCache: string | null = null,
  options: EngineOptions = {},
): Promise<Engine> => createEngine(assets, files, moduleCache, options);

/** For tests: tree-sitter-go. */
export const testParser = (): Promise<GoParser> => GoParser.load(assets);

/** For tests: a parsed file, nothing of it opaque. */
export function parseAll(parser: GoParser, text: string, uri = 'file:///a.go'): SourceFile {
  const tree = parser.parse(text)!;
  const file = new SourceFile(uri, text, flatten(tree, text, parser.tables, null), true);
  tree.delete();
  return file;
}

/** For tests: files by URI. */
export function memoryFiles(files: Record<string, string>): FileSystem {
  return {
    readDirectory: async (dir) =>
      Object.keys(files)
        .filter((uri) => uri.slice(0, uri.lastIndexOf('/')) === dir && uri.endsWith('.go'))
        .map((uri) => uri.slice(dir.length + 1))
        .sort(),
    readFile: async (uri) => files[uri] ?? null,
  };
}
