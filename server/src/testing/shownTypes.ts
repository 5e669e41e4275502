import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { Types } from '../types/infer.ts';
import { Package } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { World } from '../types/world.ts';
import { parseAll } from './engine.ts';

/** For tests: a type as Go writes it. */
export function show(type: Type): string {
  switch (type.kind) {
    case 'external':
      return `${type.path}.${type.name}${list(type.args)}`;
    case 'named':
      return `${type.decl.name}${list(type.args)}`;
    case 'basic':
      return type.name;
    case 'parameter':
      return type.file.tree.text(type.node);
    case 'pointer':
      return `*${show(type.element)}`;
    case 'slice':
    case 'array':
      return `[]${show(type.element)}`;
    case 'map':
      return `map[${show(type.key)}]${show(type.element)}`;
    case 'channel':
      return `${{ both: 'chan', send: 'chan<-', receive: '<-chan' }[type.direction]} ${show(type.element)}`;
    case 'tuple':
      return `(${type.elements.map(show).join(', ')})`;
    default:
      return type.kind;
  }
}

const list = (args: readonly Type[] | undefined): string => (args ? `[${args.map(show).join(', ')}]` : '');

/**
 * For tests: the type of each argument of `show(…)` in the files of a package, in order.
 *
 * @param others the one file of each of other packages, by import path
 */
export function shownTypes(
  parser: GoParser,
  texts: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string[] {
  const parse = (text: string, uri: string) => parseAll(parser, text, uri);
  const files = texts.map((text, i) => parse(text, `file:///p/${i}.go`));
  const world = new World(parse);
  for (const [path, text] of Object.entries(others)) {
    const folder = `file:///other/${path}`;
    world.add(path, folder, [parse(text, `${folder}/a.go`)]);
  }
  const types = new Types(new Package(files), world);
  return files.flatMap((file) => argumentsOfShow(file).map((n) => show(types.of(file, n))));
}

function argumentsOfShow(file: SourceFile): number[] {
  const { tree } = file;
  const result: number[] = [];
  for (const call of file.nodesOf(K.call_expression)) {
    const target = tree.firstChild[call];
    if (tree.text(target) === 'show') result.push(...tree.children(tree.nextSibling[target]));
  }
  return result;
}
