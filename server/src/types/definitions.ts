import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from './infer.ts';
import { rangedOver } from './ranges.ts';
import type { SourceFile } from './sourceFile.ts';
import { type Type, unknown } from './type.ts';
import { declaration, unparen } from './variables.ts';

/** The type of the variable that an identifier defines. */
export function typeOfDefinition(types: Types, file: SourceFile, definition: NodeId): Type {
  const { tree } = file;
  const owner = declaration(file, definition);
  switch (tree.kind[owner]) {
    case K.parameter_declaration:
      return types.denoted(file, tree.child(owner, F.type));
    case K.variadic_parameter_declaration:
      return { kind: 'slice', element: types.denoted(file, tree.child(owner, F.type)) };
    case K.var_spec: {
      const type = tree.child(owner, F.type);
      if (type) return types.denoted(file, type);
      const names = tree.children(owner).filter((c) => tree.field[c] === F.name);
      return element(types, file, tree.child(owner, F.value), names.indexOf(definition));
    }
    case K.short_var_declaration:
      return element(
        types,
        file,
        tree.child(owner, F.right),
        tree.children(tree.child(owner, F.left)).indexOf(definition),
      );
    case K.receive_statement: {
      if (tree.firstChild[tree.child(owner, F.left)] !== definition) return { kind: 'basic', name: 'bool' };
      return types.of(file, tree.child(owner, F.right));
    }
    case K.type_switch_statement:
      return unknown; // another one in each case: `typeInCase`
    case K.range_clause: {
      const over = tree.child(owner, F.right);
      if (tree.kind[unparen(file, over)] === K.int_literal) return { kind: 'basic', name: 'int' };
      const isFirst = tree.firstChild[tree.child(owner, F.left)] === definition;
      return rangedOver(types, types.of(file, over))[isFirst ? 0 : 1];
    }
    default:
      return unknown;
  }
}

/** The type that the case around a use gives the variable of a type switch; `undefined` for other variables. */
export function typeInCase(
  types: Types,
  file: SourceFile,
  definition: NodeId,
  use: NodeId,
): Type | undefined {
  const { tree } = file;
  const owner = declaration(file, definition);
  if (tree.kind[owner] !== K.type_switch_statement) return undefined;
  let clause = use;
  while (clause && tree.parent[clause] !== owner) clause = tree.parent[clause];
  if (tree.kind[clause] === K.default_case) return types.of(file, tree.child(owner, F.value));
  if (tree.kind[clause] !== K.type_case) return unknown;
  const cases = tree.children(clause).filter((c) => tree.field[c] === F.type);
  return cases.length === 1 && tree.text(cases[0]) !== 'nil'
    ? types.denoted(file, cases[0])
    : types.of(file, tree.child(owner, F.value));
}

/** The `index`th of the values that an expression list gives: one expression each, or one call for all. */
function element(types: Types, file: SourceFile, list: NodeId, index: number): Type {
  const values = list ? file.tree.children(list) : [];
  if (index < 0) return unknown;
  if (values.length > 1) return types.of(file, values[index]);
  const type = types.of(file, values[0] ?? 0);
  if (type.kind === 'tuple') return type.elements[index] ?? unknown;
  return index === 0 ? type : unknown; // `v, ok :=`
}
