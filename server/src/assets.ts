import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ParserAssets } from './engine.ts';

/** The WebAssembly files that the build lays beside the bundles for Node. */
export async function nodeAssets(): Promise<ParserAssets> {
  const read = (name: string) => readFile(path.join(__dirname, name));
  const [runtime, grammar] = await Promise.all([read('web-tree-sitter.wasm'), read('tree-sitter-go.wasm')]);
  return { runtime, grammar };
}
