/**
 * The node kinds and fields of tree-sitter-go that the analysis reads, as small dense numbers.
 * 0 stands for «nothing of interest»: punctuation, keywords, and kinds that a newer grammar adds.
 * Names: tree-sitter-go's src/node-types.json.
 */
const kindNames = [
  '',
  'ERROR',
  'argument_list',
  'array_type',
  'assignment_statement',
  'binary_expression',
  'blank_identifier',
  'block',
  'break_statement',
  'call_expression',
  'channel_type',
  'comment',
  'communication_case',
  'composite_literal',
  'const_declaration',
  'const_spec',
  'continue_statement',
  'dec_statement',
  'default_case',
  'defer_statement',
  'dot',
  'empty_statement',
  'expression_case',
  'expression_list',
  'expression_statement',
  'expression_switch_statement',
  'fallthrough_statement',
  'false',
  'field_declaration',
  'field_declaration_list',
  'field_identifier',
  'float_literal',
  'for_clause',
  'for_statement',
  'func_literal',
  'function_declaration',
  'function_type',
  'generic_type',
  'go_statement',
  'goto_statement',
  'identifier',
  'if_statement',
  'imaginary_literal',
  'implicit_length_array_type',
  'import_declaration',
  'import_spec',
  'import_spec_list',
  'inc_statement',
  'index_expression',
  'int_literal',
  'interface_type',
  'interpreted_string_literal',
  'iota',
  'keyed_element',
  'label_name',
  'labeled_statement',
  'literal_element',
  'literal_value',
  'map_type',
  'method_declaration',
  'method_elem',
  'negated_type',
  'nil',
  'package_clause',
  'package_identifier',
  'parameter_declaration',
  'parameter_list',
  'parenthesized_expression',
  'parenthesized_type',
  'pointer_type',
  'qualified_type',
  'range_clause',
  'raw_string_literal',
  'receive_statement',
  'return_statement',
  'rune_literal',
  'select_statement',
  'selector_expression',
  'send_statement',
  'short_var_declaration',
  'slice_expression',
  'slice_type',
  'source_file',
  'statement_list',
  'struct_type',
  'true',
  'type_alias',
  'type_arguments',
  'type_assertion_expression',
  'type_case',
  'type_constraint',
  'type_conversion_expression',
  'type_declaration',
  'type_elem',
  'type_identifier',
  'type_instantiation_expression',
  'type_parameter_declaration',
  'type_parameter_list',
  'type_spec',
  'type_switch_statement',
  'unary_expression',
  'var_declaration',
  'var_spec',
  'var_spec_list',
  'variadic_argument',
  'variadic_parameter_declaration',
] as const;

const fieldNames = [
  '',
  'alias',
  'alternative',
  'arguments',
  'body',
  'capacity',
  'channel',
  'communication',
  'condition',
  'consequence',
  'element',
  'end',
  'field',
  'function',
  'index',
  'initializer',
  'key',
  'label',
  'left',
  'length',
  'name',
  'operand',
  'operator',
  'package',
  'parameters',
  'path',
  'receiver',
  'result',
  'right',
  'start',
  'tag',
  'type',
  'type_arguments',
  'type_parameters',
  'update',
  'value',
] as const;

function dense<const Names extends readonly string[]>(names: Names): Record<Names[number], number> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<Names[number], number>;
}

/** Kind name → number. */
export const K = dense(kindNames);
/** Field name → number. */
export const F = dense(fieldNames);

/** The name of a kind, for tests and logs. */
export const kindName = (kind: number): string => kindNames[kind] ?? '';
/** The name of a field, for tests and logs. */
export const fieldName = (field: number): string => fieldNames[field] ?? '';

const bits = (kinds: number[]): Uint8Array => {
  const table = new Uint8Array(256);
  for (const kind of kinds) table[kind] = 1;
  return table;
};

/** Kinds whose inside is never looked at, so that the copy does not descend into them. */
export const isLeaf = bits([
  K.blank_identifier,
  K.comment,
  K.dot,
  K.empty_statement,
  K.fallthrough_statement,
  K.false,
  K.field_identifier,
  K.float_literal,
  K.identifier,
  K.imaginary_literal,
  K.int_literal,
  K.interpreted_string_literal,
  K.iota,
  K.label_name,
  K.nil,
  K.package_identifier,
  K.raw_string_literal,
  K.rune_literal,
  K.true,
  K.type_identifier,
]);

/** Kinds that are one identifier. */
export const isName = bits([
  K.identifier,
  K.field_identifier,
  K.type_identifier,
  K.package_identifier,
  K.label_name,
]);

/** Kinds whose children carry no field, so that the copy need not ask. */
export const hasNoFields = bits([
  K.argument_list,
  K.block,
  K.expression_list,
  K.expression_statement,
  K.field_declaration_list,
  K.go_statement,
  K.defer_statement,
  K.import_declaration,
  K.import_spec_list,
  K.literal_element,
  K.literal_value,
  K.parameter_list,
  K.parenthesized_expression,
  K.return_statement,
  K.source_file,
  K.statement_list,
  K.var_declaration,
  K.var_spec_list,
  K.type_declaration,
  K.const_declaration,
]);

/** The kinds and fields of one loaded grammar, by its own ids. */
export interface GrammarTables {
  /** Grammar type id → kind. */
  kinds: Uint8Array;
  /** Grammar field id → field. */
  fields: Uint8Array;
}

/** Builds the tables from the grammar's lists of names (`Language.types`, `Language.fields`). */
export function grammarTables(
  types: readonly (string | null)[],
  fields: readonly (string | null)[],
): GrammarTables {
  const table = (names: readonly (string | null)[], known: readonly string[]) => {
    const result = new Uint8Array(names.length);
    names.forEach((name, id) => {
      const index = name ? known.indexOf(name) : -1;
      if (index > 0) result[id] = index;
    });
    return result;
  };
  return { kinds: table(types, kindNames), fields: table(fields, fieldNames) };
}
