import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** An operation on a channel that is a variable of the package. */
export interface ChannelUse {
  file: SourceFile;
  /** What waits or closes: a send, a receive, a `range`, a call of `close`. */
  node: NodeId;
  what: 'send' | 'receive' | 'range' | 'close';
  /** In a `select` that may take another way. */
  isCase: boolean;
}

/** A channel that only one package gets at, by a variable of it, with all that is ever done to it, by whomever. */
export interface PackageChannel {
  name: string;
  /** Where it is declared. */
  file: SourceFile;
  node: NodeId;
  /** It is nil for ever. */
  isNil: boolean;
  /** Nothing is ever in it. */
  isUnbuffered: boolean;
  uses: readonly ChannelUse[];
}

/** The channels that variables declared in a file are, those apart that anybody else may get hold of. */
export function packageChannelsIn(types: Types, file: SourceFile): PackageChannel[] {
  const { tree } = file;
  const found: PackageChannel[] = [];
  for (const spec of file.nodesOf(K.var_spec)) {
    if (tree.ancestor(spec, K.func_literal, K.function_declaration, K.method_declaration)) continue;
    for (const node of tree.children(spec)) {
      if (tree.field[node] !== F.name) continue;
      const channel = channelOf(types, file, spec, node);
      if (channel) found.push(channel);
    }
  }
  return found;
}

function channelOf(types: Types, file: SourceFile, spec: NodeId, node: NodeId): PackageChannel | undefined {
  const { tree } = file;
  const name = tree.text(node);
  const isExported = /^\p{Lu}/u.test(name) && file.packageName !== 'main';
  if (isExported || name === '_' || types.pkg.variable(name)?.node !== node) return undefined;
  if (types.underlying(types.of(file, node)).kind !== 'channel') return undefined;
  const made: { file: SourceFile; node: NodeId }[] = [];
  if (tree.child(spec, F.value)) made.push({ file, node: givenIn(file, spec, node) });
  const uses: ChannelUse[] = [];
  for (const other of types.pkg.files) {
    for (const mention of other.mentions(name)) {
      if (other.tree.kind[mention] !== K.identifier || other.definition(mention)) continue;
      if (other === file && mention === node) continue;
      const use = useAt(other, mention);
      if (use === 'harmless') continue;
      if (use && 'what' in use) uses.push(use);
      else if (use) made.push({ file: other, node: use.given });
      else return undefined;
    }
  }
  const sizes = made.map((one) => sizeOf(one.file, one.node));
  // Where another channel is given, others may have that one.
  if (sizes.includes(undefined)) return undefined;
  return { name, file, node, isNil: !made.length, isUnbuffered: sizes.every((size) => size === 0), uses };
}

/** What a variable of a spec is given; 0 where that can't be told. */
function givenIn({ tree }: SourceFile, spec: NodeId, node: NodeId): NodeId {
  const names = tree.children(spec).filter((n) => tree.field[n] === F.name);
  const values = tree.children(tree.child(spec, F.value));
  return values.length === names.length ? values[names.indexOf(node)] : 0;
}

/** 0 for `make(chan T)`, 1 for one with a buffer, and `undefined` for all else. */
function sizeOf(file: SourceFile, value: NodeId): number | undefined {
  const { tree } = file;
  const call = value ? unparen(file, value) : 0;
  if (tree.kind[call] !== K.call_expression || tree.text(tree.child(call, F.function)) !== 'make')
    return undefined;
  const given = tree.children(tree.child(call, F.arguments));
  return given.length === 1 || tree.text(given[1]) === '0' ? 0 : 1;
}

/** What is done to a channel where it is named; `undefined` where others get hold of it. */
function useAt(file: SourceFile, mention: NodeId): ChannelUse | { given: NodeId } | 'harmless' | undefined {
  const { tree } = file;
  let node = mention;
  while (tree.kind[tree.parent[node]] === K.parenthesized_expression) node = tree.parent[node];
  const parent = tree.parent[node];
  switch (tree.kind[parent]) {
    case K.send_statement:
      return tree.child(parent, F.channel) === node
        ? { file, node: parent, what: 'send', isCase: isCase(file, parent) }
        : undefined;
    case K.unary_expression:
      return operatorOf(tree, parent) === '<-'
        ? { file, node: parent, what: 'receive', isCase: isCase(file, receivedBy(file, parent)) }
        : undefined;
    case K.range_clause:
      return tree.child(parent, F.right) === node
        ? { file, node: parent, what: 'range', isCase: false }
        : undefined;
    case K.binary_expression:
      return /^[!=]=$/.test(operatorOf(tree, parent)) ? 'harmless' : undefined;
    case K.argument_list: {
      const call = tree.parent[parent];
      const target = tree.child(call, F.function);
      const called = tree.kind[target] === K.identifier && !file.definition(target) ? tree.text(target) : '';
      if (called === 'len' || called === 'cap') return 'harmless';
      return called === 'close' ? { file, node: call, what: 'close', isCase: false } : undefined;
    }
    case K.expression_list: {
      const owner = tree.parent[parent];
      if (tree.kind[owner] !== K.assignment_statement || tree.field[parent] !== F.left) return undefined;
      const left = tree.children(parent);
      const right = tree.children(tree.child(owner, F.right));
      const given = left.length === right.length ? right[left.indexOf(node)] : 0;
      return { given };
    }
    default:
      return undefined;
  }
}

/** The statement that a receive stands alone in, or its values are given by. */
function receivedBy({ tree }: SourceFile, receive: NodeId): NodeId {
  let node = receive;
  while (tree.kind[tree.parent[node]] === K.expression_list) node = tree.parent[node];
  const parent = tree.parent[node];
  return tree.kind[parent] === K.communication_case ? node : parent;
}

/** Whether an operation is one of several ways of a `select`. */
function isCase({ tree }: SourceFile, operation: NodeId): boolean {
  let clause = operation;
  while (clause && tree.kind[clause] !== K.communication_case && tree.kind[clause] !== K.statement_list)
    clause = tree.parent[clause];
  return tree.kind[clause] === K.communication_case && tree.children(tree.parent[clause]).length > 1;
}
