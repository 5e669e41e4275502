import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { functionOf } from './functions.ts';

/** One mention of a channel. */
export interface ChannelUse {
  kind: 'send' | 'receive' | 'close' | 'length' | 'argument' | 'other';
  /** The send_statement, unary_expression, range_clause or call_expression. */
  node: NodeId;
  fn: NodeId;
}

/** What every mention of a local channel or a parameter does, its definition left out. */
export function channelUses(file: SourceFile, definition: NodeId): ChannelUse[] {
  return file
    .uses(definition)
    .filter((use) => use !== definition)
    .map((use) => useOf(file, use));
}

function useOf(file: SourceFile, identifier: NodeId): ChannelUse {
  const { tree } = file;
  let node = identifier;
  while (tree.kind[tree.parent[node]] === K.parenthesized_expression) node = tree.parent[node];
  const parent = tree.parent[node];
  const use = (kind: ChannelUse['kind'], at: NodeId): ChannelUse => ({
    kind,
    node: at,
    fn: functionOf(file, at),
  });
  switch (tree.kind[parent]) {
    case K.send_statement: {
      const isGuarded = tree.kind[tree.parent[parent]] === K.communication_case;
      return use(tree.field[node] === F.channel && !isGuarded ? 'send' : 'other', parent);
    }
    case K.unary_expression:
      return use(
        operatorOf(tree, parent) === '<-' && !isCommunication(file, parent) ? 'receive' : 'other',
        parent,
      );
    case K.range_clause:
      return use(tree.field[node] === F.right ? 'receive' : 'other', parent);
    case K.argument_list: {
      const call = tree.parent[parent];
      const name = tree.text(tree.child(call, F.function));
      if (name === 'close') return use('close', call);
      return use(name === 'len' || name === 'cap' ? 'length' : 'argument', call);
    }
    default:
      return use('other', parent);
  }
}

/** A receive that a select chooses. */
const isCommunication = ({ tree }: SourceFile, receive: NodeId): boolean => {
  const outer = tree.ancestor(receive, K.communication_case, K.block, K.func_literal);
  return (
    tree.kind[outer] === K.communication_case && tree.within(receive, tree.child(outer, F.communication))
  );
};

/** The parameter that a call hands an argument to; 0 where that can't be told. */
export function parameterFor(types: Types, file: SourceFile, call: NodeId, identifier: NodeId): NodeId {
  const callee = types.callee(file, call);
  if (!callee) return 0;
  const given = file.tree.children(file.tree.child(call, F.arguments));
  const index = given.findIndex((argument) => unparen(file, argument) === identifier);
  const parameter = parametersOf(callee.file, callee.file.tree.child(callee.node, F.parameters))[index];
  return parameter && !parameter.variadic ? parameter.name : 0;
}
