import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { isSameDeclared } from './pointers.ts';

const expressions = [
  K.identifier,
  K.selector_expression,
  K.index_expression,
  K.unary_expression,
  K.call_expression,
  K.composite_literal,
  K.type_assertion_expression,
];

/**
 * Whether the package may put a value of a declared type, or of a struct that embeds one, into an interface, as far as
 * can't be excluded.
 */
export function isBoxed(types: Types, type: Type): boolean {
  return types.pkg.files.some(
    (file) =>
      isEmbedded(types, file, type) ||
      expressions.some((kind) =>
        file
          .nodesOf(kind)
          .some((node) => !isPlain(types, file, node, type) && isSameDeclared(types.of(file, node), type)),
      ),
  );
}

function isEmbedded(types: Types, file: SourceFile, type: Type): boolean {
  const { tree } = file;
  return file.nodesOf(K.field_declaration).some((field) => {
    const isPointer = tree.source[tree.start[field]] === '*';
    if (tree.child(field, F.name) || isPointer) return false;
    return isSameDeclared(types.denoted(file, tree.child(field, F.type)), type);
  });
}

/** Whether a value that stands here stays a value of the type. */
function isPlain(types: Types, file: SourceFile, node: NodeId, type: Type): boolean {
  const { tree } = file;
  const isOfType = (t: Type | undefined) => t !== undefined && isSameDeclared(t, type);
  let n = node;
  while (tree.kind[tree.parent[n]] === K.parenthesized_expression) n = tree.parent[n];
  const parent = tree.parent[n];
  switch (tree.kind[parent]) {
    case K.selector_expression:
    case K.index_expression:
    case K.slice_expression:
    case K.unary_expression:
    case K.expression_statement:
    case K.parameter_declaration:
    case K.type_assertion_expression:
    case K.call_expression: // what is called
      return true;
    case K.argument_list: {
      const callee = types.callee(file, tree.parent[parent]);
      if (!callee) return false;
      const parameters = parametersOf(callee.file, callee.file.tree.child(callee.node, F.parameters));
      const parameter = parameters[tree.children(parent).indexOf(n)];
      return parameter !== undefined && isOfType(types.denoted(callee.file, parameter.type));
    }
    case K.expression_list: {
      const owner = tree.parent[parent];
      if (tree.field[parent] === F.left || tree.kind[owner] === K.short_var_declaration) return true;
      if (tree.kind[owner] === K.range_clause) return true;
      if (tree.kind[owner] === K.assignment_statement) {
        const target = tree.children(tree.child(owner, F.left))[tree.children(parent).indexOf(n)];
        return target !== undefined && isOfType(types.of(file, target));
      }
      if (tree.kind[owner] !== K.var_spec) return false;
      const declared = tree.child(owner, F.type);
      return !declared || isOfType(types.denoted(file, declared));
    }
    case K.var_spec:
      return true; // its name
    case K.range_clause:
      return true;
    default:
      return false;
  }
}
