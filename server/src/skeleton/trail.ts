import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { functionOf } from './functions.ts';

/** A call of a method of a value. */
export interface MethodCall {
  method: string;
  file: SourceFile;
  call: NodeId;
  /** The expression before the dot. */
  operand: NodeId;
  /** The function that it stands in. */
  fn: NodeId;
}

/** All that the package's code does with the value of one local variable, whoever does it. */
export interface Trail {
  calls: MethodCall[];
  /** The variable's other uses as a name: where it is assigned to. */
  assigned: NodeId[];
  /** The value reaches code that can't be seen, or a place that others may look at. */
  escapes: boolean;
  /** Whether an identifier names the value. */
  isName(file: SourceFile, identifier: NodeId): boolean;
}

/** Functions that hand the value on are followed so far. */
const maxDepth = 6;

/** Follows a local variable's value, through aliases and into the package's functions that it is handed to. */
export function trailOf(types: Types, file: SourceFile, definition: NodeId): Trail {
  const names = new Set<string>();
  const trail: Trail = {
    calls: [],
    assigned: [],
    escapes: false,
    isName: (where, identifier) => names.has(`${where.uri}#${where.definition(identifier)}`),
  };
  const follow = (where: SourceFile, name: NodeId, depth: number): void => {
    const key = `${where.uri}#${name}`;
    if (names.has(key)) return;
    names.add(key);
    if (depth > maxDepth) trail.escapes = true;
    else for (const use of where.uses(name)) if (use !== name) look(where, use, name, depth);
  };
  const look = (where: SourceFile, use: NodeId, name: NodeId, depth: number): void => {
    const { tree } = where;
    let node = use;
    while (isWrapper(tree.kind[tree.parent[node]])) node = tree.parent[node];
    const parent = tree.parent[node];
    const kind = tree.kind[parent];
    if (kind === K.selector_expression) {
      const call = tree.parent[parent];
      if (tree.kind[call] !== K.call_expression || tree.field[parent] !== F.function) {
        trail.escapes = true; // `g.Wait` as a value
        return;
      }
      const method = tree.text(tree.child(parent, F.field));
      trail.calls.push({ method, file: where, call, operand: node, fn: functionOf(where, call) });
    } else if (kind === K.argument_list) {
      const parameter = parameterFor(types, where, tree.parent[parent], node);
      if (!parameter) trail.escapes = true;
      else if (parameter.name) follow(parameter.file, parameter.name, depth + 1);
    } else if (kind === K.expression_list) {
      const alias = tree.field[parent] === F.left ? 0 : aliasOf(types, where, node);
      if (tree.field[parent] === F.left && where.definition(use) === definition && name === definition)
        trail.assigned.push(use);
      else if (alias) follow(where, alias, depth + 1);
      else trail.escapes = true;
    } else if (kind !== K.binary_expression) trail.escapes = true;
  };
  follow(file, definition, 0);
  return trail;
}

const isWrapper = (kind: number): boolean =>
  kind === K.parenthesized_expression || kind === K.unary_expression;

/** The parameter that an argument arrives as; with `name` 0 where nobody looks at it. */
function parameterFor(
  types: Types,
  file: SourceFile,
  call: NodeId,
  argument: NodeId,
): { file: SourceFile; name: NodeId } | undefined {
  const callee = file.tree.kind[call] === K.call_expression ? types.callee(file, call) : undefined;
  if (!callee) return undefined;
  const { tree } = callee.file;
  const body = tree.child(callee.node, F.body);
  if (!body || tree.isOpaque(body) || tree.isBroken(callee.node)) return undefined;
  const index = file.tree.children(file.tree.child(call, F.arguments)).indexOf(argument);
  const parameter = parametersOf(callee.file, tree.child(callee.node, F.parameters))[index];
  return parameter && !parameter.variadic ? { file: callee.file, name: parameter.name } : undefined;
}

/** The variable that is declared as another name for a value, and never means anything else. */
function aliasOf(types: Types, file: SourceFile, value: NodeId): NodeId {
  const { tree } = file;
  const owner = tree.parent[tree.parent[value]];
  const left = tree.child(owner, F.left);
  const name = tree.kind[owner] === K.var_spec ? tree.child(owner, F.name) : left ? tree.firstChild[left] : 0;
  return name && tree.kind[name] === K.identifier && types.onlyValue(file, name) === value ? name : 0;
}
