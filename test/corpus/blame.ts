import { functionOf, roleOf } from '../../server/src/skeleton/functions.ts';
import { type NodeId, operatorOf } from '../../server/src/syntax/flatTree.ts';
import { F, K } from '../../server/src/syntax/kinds.ts';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import type { SourceFile } from '../../server/src/types/sourceFile.ts';

/**
 * The lines (from 1) of a file at which its leaked goroutines may hang.
 *
 * A leak names the function that a goroutine begins with and why it waits, so what is blamed are the operations that
 * wait for such a reason in that function and in all that it may call.
 */
export function blamedLines(file: SourceFile, leaks: readonly RegExp[]): Set<number> {
  const lines = new LineIndex(file.tree.source);
  const blamed = new Set<number>();
  for (const [name, fn] of goroutinesIn(file)) {
    for (const node of reachedFrom(file, fn)) {
      const reasons = reasonsOf(file, node);
      const isBlamed = reasons.some((reason) => leaks.some((leak) => leak.test(`${name}(...) [${reason}]`)));
      if (isBlamed) blamed.add(lines.position(file.tree.start[node]).line + 1);
    }
  }
  return blamed;
}

/** Why goroutines that hang at an operation wait, as the runtime says it; empty for what does not wait. */
function reasonsOf({ tree }: SourceFile, node: NodeId): string[] {
  const isCase = (n: NodeId) => tree.kind[tree.parent[n]] === K.communication_case;
  switch (tree.kind[node]) {
    case K.send_statement:
      return isCase(node) ? ['select', 'chan send'] : ['chan send', 'chan send (nil chan)'];
    case K.receive_statement:
      return isCase(node) ? ['select', 'chan receive'] : [];
    case K.unary_expression:
      return operatorOf(tree, node) === '<-' ? ['chan receive', 'chan receive (nil chan)'] : [];
    case K.range_clause:
      return ['chan receive', 'chan receive (nil chan)'];
    case K.select_statement:
      return ['select', 'select (no cases)'];
    case K.call_expression: {
      const fn = tree.child(node, F.function);
      const name = tree.kind[fn] === K.selector_expression ? tree.text(tree.child(fn, F.field)) : '';
      if (name === 'Lock') return ['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock'];
      if (name === 'RLock') return ['sync.RWMutex.RLock'];
      if (name === 'Wait') return ['sync.WaitGroup.Wait', 'sync.Cond.Wait'];
      return name === 'Do' ? ['sync.Mutex.Lock'] : [];
    }
    default:
      return [];
  }
}

/** All that may be a goroutine's first function, by the runtime's names: `F`, `(*T).M`, `F.func1`, `F.func1.2`. */
function goroutinesIn(file: SourceFile): [name: string, fn: NodeId][] {
  const { tree } = file;
  const found: [string, NodeId][] = [];
  const within = (fn: NodeId, name: string, infix: string) => {
    const literals = file.nodesOf(K.func_literal).filter((n) => functionOf(file, n) === fn);
    found.push([name, fn]);
    literals.forEach((literal, i) => {
      within(literal, `${name}.${infix}${i + 1}`, '');
    });
    const wrapped = file
      .nodesOf(K.go_statement)
      .filter((n) => functionOf(file, n) === fn && tree.kind[startedBy(file, n)] !== K.func_literal);
    wrapped.forEach((statement, i) => {
      for (const started of named(file, startedBy(file, statement)))
        found.push([`${name}.gowrap${i + 1}`, started]);
    });
  };
  for (const fn of functionsOf(file)) {
    const receiver = /^\(\s*(?:\w+\s+)?(\*?)(\w+)/.exec(tree.text(tree.child(fn, F.receiver) || 1));
    const isMethod = tree.kind[fn] === K.method_declaration;
    const type = receiver?.[1] ? `(*${receiver[2]})` : receiver?.[2];
    const name = tree.text(tree.child(fn, F.name));
    within(fn, isMethod ? `${type}.${name}` : name, 'func');
  }
  return found;
}

const functionsOf = (file: SourceFile): NodeId[] => [
  ...file.nodesOf(K.function_declaration),
  ...file.nodesOf(K.method_declaration),
];

/** What a `go` statement calls. */
const startedBy = ({ tree }: SourceFile, statement: NodeId): NodeId =>
  tree.child(tree.firstChild[statement], F.function);

/** The functions and methods that a name or selector may mean, by its last name. */
function named(file: SourceFile, expression: NodeId): NodeId[] {
  const { tree } = file;
  const isSelector = tree.kind[expression] === K.selector_expression;
  const name = tree.text(isSelector ? tree.child(expression, F.field) : expression);
  return functionsOf(file).filter((fn) => tree.text(tree.child(fn, F.name)) === name);
}

/**
 * The nodes that a goroutine may come to which begins with a function: what it calls by name or hands on, and, where it
 * calls what it was handed, all that is ever handed to anybody.
 */
function reachedFrom(file: SourceFile, first: NodeId): NodeId[] {
  const { tree } = file;
  const nodes: NodeId[] = [];
  const functions = new Set([first]);
  for (const fn of functions) {
    for (let n = fn; n <= tree.last(fn); n++) {
      // What a goroutine starts is another one.
      if (n !== fn && tree.kind[n] === K.go_statement) {
        n = tree.last(n);
        continue;
      }
      nodes.push(n);
      const isName = tree.kind[n] === K.identifier || tree.kind[n] === K.selector_expression;
      if (isName) for (const other of named(file, n)) functions.add(other);
      const called = tree.kind[n] === K.call_expression ? tree.child(n, F.function) : 0;
      if (!called || named(file, called).length) continue;
      for (const other of file.nodesOf(K.func_literal))
        if (roleOf(file, other) === 'handed') functions.add(other);
    }
  }
  return nodes;
}
