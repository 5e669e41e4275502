import * as l10n from '@vscode/l10n';
import type { Place } from '../lowering/sites.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Lane } from './lanes.ts';

/** The channel, lock or Once that an operation is done to; 0 where it names none. */
export function objectAt(file: SourceFile, node: NodeId): NodeId {
  const { tree } = file;
  switch (tree.kind[node]) {
    case K.send_statement:
      return tree.child(node, F.channel);
    case K.unary_expression:
      return tree.child(node, F.operand);
    case K.range_clause:
      return tree.child(node, F.right);
    case K.call_expression: {
      const fn = unparen(file, tree.child(node, F.function));
      const isMethod = tree.kind[fn] === K.selector_expression;
      return isMethod ? tree.child(fn, F.operand) : tree.firstChild[tree.child(node, F.arguments)];
    }
    default:
      return 0;
  }
}

/** Its name. */
export function objectName(file: SourceFile, node: NodeId): string {
  const object = objectAt(file, node);
  return object ? file.tree.text(object) : '';
}

/** The function with a name that a node runs in: `fetch`, `cache.get`; empty at package level. */
export function functionName({ file, node }: Place): string {
  const { tree } = file;
  let fn = isFunction(file, node) ? node : functionOf(file, node);
  while (fn && tree.kind[fn] === K.func_literal) fn = functionOf(file, fn);
  if (!fn) return '';
  const name = tree.text(tree.child(fn, F.name));
  const type = /([\p{L}\p{Nd}_]+)(?:\[[^\]]*\])?\s*\)$/u.exec(tree.text(tree.child(fn, F.receiver)))?.[1];
  return type ? `${type}.${name}` : name;
}

const isFunction = ({ tree }: SourceFile, node: NodeId): boolean =>
  [K.func_literal, K.function_declaration, K.method_declaration].includes(tree.kind[node]);

/**
 * What goroutines are called: the first one as its function; another as the function that it starts with, or as the
 * only one, or by the line that starts it, with a number where that is not clear.
 */
export function laneNames(lanes: readonly Lane[]): string[] {
  const [root, ...started] = lanes;
  const isOnly = started.length === 1 && !isStarted(root);
  const names = lanes.map((lane, i) => {
    if (lane.start && isFunction(lane.start.file, lane.start.node)) return functionName(lane.start);
    if (i === 0 && !isStarted(lane)) return lane.fn ? functionName(lane.fn) : '';
    const isLiteral = !lane.fn || lane.fn.file.tree.kind[lane.fn.node] === K.func_literal;
    if (!isLiteral) return l10n.t('goroutine {0}', functionName(lane.fn!));
    if (isOnly) return l10n.t('the goroutine');
    const start = lane.start ?? lane.fn;
    if (!start) return l10n.t('the goroutine');
    const { file, node } = start;
    return l10n.t('the goroutine of line {0}', file.lines.position(file.tree.start[node]).line + 1);
  });
  return names.map((name, i) => {
    const same = names.filter((other) => other === name).length;
    return same > 1 ? `${name} (${names.slice(0, i + 1).filter((other) => other === name).length})` : name;
  });
}

/**
 * Who does something there: in the first goroutine the function, which may be one that it calls; a literal is called as
 * its goroutine.
 */
export function actorName(lanes: readonly Lane[], lane: number, at: Place, names: readonly string[]): string {
  const { fn } = lanes[lane];
  const isWithin = fn?.file === at.file && isStarted(lanes[lane]) && at.file.tree.within(at.node, fn.node);
  return (lane === 0 && !isWithin && functionName(at)) || names[lane];
}

/** Whether the first goroutine is one that the program starts. */
const isStarted = (lane: Lane): boolean =>
  lane.start === undefined &&
  lane.fn !== undefined &&
  lane.fn.file.tree.kind[lane.fn.node] === K.func_literal;
