import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { parseDeclarations } from '../../server/src/documents.ts';
import { diskFiles } from '../../server/src/files/disk.ts';
import { moduleCache } from '../../server/src/modules/cache.ts';
import { Library } from '../../server/src/modules/library.ts';
import { Modules } from '../../server/src/modules/modules.ts';
import { F, K } from '../../server/src/syntax/kinds.ts';
import type { GoParser } from '../../server/src/syntax/parser.ts';
import { parseAll } from '../../server/src/testing/engine.ts';
import { capacityOf } from '../../server/src/types/constants.ts';
import { Types } from '../../server/src/types/infer.ts';
import { Package } from '../../server/src/types/package.ts';
import type { SourceFile } from '../../server/src/types/sourceFile.ts';
import type { Type } from '../../server/src/types/type.ts';
import { World } from '../../server/src/types/world.ts';
import type { Go } from './toolchain.ts';

/** What go/types says of one package: see kinds/main.go. Offsets count bytes. */
interface Judged {
  path: string;
  dir: string;
  files: { Path: string; Expressions: { Start: number; End: number; Kind: string }[] }[];
}

/** How often we say what go/types says of an expression, by its kind. */
export interface Agreement {
  kind: string;
  agree: number;
  /** We don't know. */
  unknown: number;
  /** We say something else. */
  wrong: number;
}

export interface Comparison {
  kinds: Agreement[];
  /** `file:line:column: text: theirs, ours` */
  wrong: string[];
  unknown: string[];
}

/**
 * Compares our types with those of go/types over the packages that patterns name in a module's folder.
 *
 * @param patterns may begin with `-test`: tests as well
 */
export async function compareKinds(
  go: Go,
  parser: GoParser,
  dir: string,
  patterns: readonly string[],
): Promise<Comparison> {
  const flags = patterns.filter((pattern) => pattern.startsWith('-'));
  const packages = patterns.filter((pattern) => !pattern.startsWith('-'));
  const printed = go.run(dir, 'run', inRoot('test/oracle/kinds/main.go'), ...flags, '-C', dir, ...packages);
  const byKind = new Map<string, Agreement>();
  const result: Comparison = { kinds: [], wrong: [], unknown: [] };
  const parse = (text: string, uri: string) => parseAll(parser, text, uri);
  const world = new World(parse);
  const modules = new Modules(diskFiles, moduleCache());
  const declarations = (text: string, uri: string) => parseDeclarations(parser, uri, text);
  const library = new Library(diskFiles, modules, declarations);
  const module = await modules.moduleOf(pathToFileURL(dir).href);
  for (const line of printed.trim().split('\n')) {
    const judged = JSON.parse(line) as Judged;
    const files = await sourcesIn(parser, judged.dir);
    const names = new Set(judged.files.map((file) => pathToFileURL(file.Path).href));
    const packageName = files.find((file) => names.has(file.uri))?.packageName;
    const own = new Package(
      files.filter((file) => file.packageName === packageName),
      judged.path,
    );
    let ours = own.files.map((file) => kindsIn(new Types(own, world), file));
    while (module && (await library.serve(world, module)))
      ours = own.files.map((file) => kindsIn(new Types(own, world), file));
    for (const { Path, Expressions } of judged.files) {
      const at = own.files.findIndex(({ uri }) => uri === pathToFileURL(Path).href);
      if (at >= 0) compareFile(own.files[at], ours[at], Expressions, byKind, result);
    }
  }
  result.kinds = [...byKind.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  return result;
}

async function sourcesIn(parser: GoParser, dir: string): Promise<SourceFile[]> {
  const names = await diskFiles.readDirectory(pathToFileURL(dir).href);
  return names.map((name) => {
    const file = path.join(dir, name);
    return parseAll(parser, readFileSync(file, 'utf8'), pathToFileURL(file).href);
  });
}

function compareFile(
  file: SourceFile,
  ours: Map<string, string>,
  expressions: Judged['files'][number]['Expressions'],
  byKind: Map<string, Agreement>,
  result: Comparison,
): void {
  const unitOf = utf16Offsets(file.text);
  const at = (start: number, what: string) => {
    const { line, character } = file.lines.position(start);
    return `${file.uri}:${line + 1}:${character + 1}: ${what}`;
  };
  for (const { Start, End, Kind } of expressions) {
    const [start, end] = [unitOf(Start), unitOf(End)];
    const key = `${start}:${end}`;
    const kind = ours.get(key) ?? '';
    ours.delete(key);
    const name = Kind.replace(/^(capacity|\*?(?:<-chan|chan<-|chan)) .*/, '$1');
    const count = byKind.get(name) ?? { kind: name, agree: 0, unknown: 0, wrong: 0 };
    byKind.set(name, count);
    const said = `${file.text.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)}: ${Kind}, ${kind || 'unknown'}`;
    if (kind === Kind) count.agree++;
    else if (kind === '' || kind.includes('?')) {
      count.unknown++;
      result.unknown.push(at(start, said));
    } else {
      count.wrong++;
      result.wrong.push(at(start, said));
    }
  }
  for (const [key, kind] of ours) {
    const [start, end] = key.split(':').map(Number);
    result.wrong.push(at(start, `${file.text.slice(start, end).slice(0, 60)}: nothing, ${kind}`));
  }
}

const expressionKinds = new Set<number>([
  K.identifier,
  K.selector_expression,
  K.call_expression,
  K.unary_expression,
  K.parenthesized_expression,
  K.index_expression,
  K.slice_expression,
  K.composite_literal,
  K.type_assertion_expression,
  K.type_conversion_expression,
]);

/** What we say of a file's expressions, and of the capacities of channels that it makes, by «start:end». */
function kindsIn(types: Types, file: SourceFile): Map<string, string> {
  const { tree } = file;
  const kinds = new Map<string, string>();
  for (let n = 1; n < tree.size; n++) {
    if (!expressionKinds.has(tree.kind[n]) || isDefinition(file, n)) continue;
    const kind = kindOf(types, types.of(file, n));
    if (kind) kinds.set(`${tree.start[n]}:${tree.end[n]}`, kind);
  }
  for (const call of file.nodesOf(K.call_expression)) {
    const size = tree.nextSibling[tree.firstChild[tree.child(call, F.arguments)]];
    // go/types says nothing of what is of a type parameter's type.
    const isJudged = size && types.of(file, call).kind !== 'parameter';
    const capacity = isJudged ? capacityOf(types, file, call) : undefined;
    if (capacity !== undefined) kinds.set(`${tree.start[size]}:${tree.end[size]}`, `capacity ${capacity}`);
  }
  return kinds;
}

/** go/types does not list what defines a name. */
function isDefinition(file: SourceFile, node: number): boolean {
  const { tree } = file;
  if (tree.kind[node] !== K.identifier) return false;
  if (file.definition(node) === node || tree.kind[tree.parent[node]] === K.var_spec) return true;
  // `a, err :=` of an `err` that is there already.
  const list = tree.parent[node];
  return tree.field[list] === F.left && tree.kind[tree.parent[list]] === K.short_var_declaration;
}

const named = new Set([
  'sync.WaitGroup',
  'sync.Mutex',
  'sync.RWMutex',
  'sync.Once',
  'sync.Cond',
  'context.Context',
  'context.CancelFunc',
  'context.CancelCauseFunc',
  'time.Ticker',
  'time.Timer',
  'net/http.Response',
  'testing.T',
  'testing.B',
  'testing.F',
  'testing.TB',
  'testing.M',
  'golang.org/x/sync/errgroup.Group',
  'golang.org/x/sync/semaphore.Weighted',
]);

const arrows = { both: 'chan', send: 'chan<-', receive: '<-chan' };

/** The twin of kindOf in kinds/main.go. */
function kindOf(types: Types, type: Type, depth = 0): string {
  if (type.kind === 'parameter' || depth > 4) return '';
  if (type.kind === 'pointer') {
    const kind = kindOf(types, type.element, depth + 1);
    return kind && !kind.startsWith('*') ? `*${kind}` : '';
  }
  const name =
    type.kind === 'external'
      ? `${type.path}.${type.name}`
      : type.kind === 'named'
        ? `${types.pkg.path}.${type.decl.name}`
        : '';
  if (named.has(name)) return name;
  const under = types.underlying(type);
  if (under.kind === 'channel')
    return `${arrows[under.direction]} ${elementOf(types, under.element, depth + 1)}`;
  return '';
}

const basics: Readonly<Record<string, string>> = { byte: 'uint8', rune: 'int32', any: 'interface' };

/** The twin of elementOf in kinds/main.go; `?` stands for a type parameter, and for what is not known. */
function elementOf(types: Types, type: Type, depth: number): string {
  const kind = kindOf(types, type, depth);
  if (kind || depth > 4) return kind;
  const inside = (part: Type) => elementOf(types, part, depth + 1);
  switch (type.kind) {
    case 'unknown':
    case 'tuple':
    case 'parameter':
      return '?';
    case 'named':
      return `${types.pkg.path}.${type.decl.name}`;
    case 'external':
      return `${type.path}.${type.name}`;
    case 'basic':
      return basics[type.name] ?? type.name;
    case 'pointer':
      return `*${inside(type.element)}`;
    case 'slice':
    case 'array':
      return `[]${inside(type.element)}`;
    case 'map':
      return `map[${inside(type.key)}]${inside(type.element)}`;
    case 'channel':
      return kindOf(types, type, depth);
    case 'function':
      return 'func';
    default:
      return type.kind;
  }
}

/** UTF-16 offsets of byte offsets. */
function utf16Offsets(text: string): (byte: number) => number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return (byte) => byte;
  const units = new Map<number, number>();
  let byte = 0;
  for (let i = 0; i < text.length; ) {
    units.set(byte, i);
    const point = text.codePointAt(i)!;
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    i += point < 0x10000 ? 1 : 2;
  }
  units.set(byte, text.length);
  return (at) => units.get(at)!;
}
