import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, type Types, unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import { functionOf, type GoStatement, goStatements } from './functions.ts';
import { isEndless, waysOut } from './loopExits.ts';

/** A goroutine whose last statement is a loop that nothing leaves. */
export interface Forever {
  go: GoStatement;
  /** The function that the loop stands in: what the `go` statement calls, or what that calls last. */
  body: Callee;
  /** A for_statement: `for { … }`, or one that ranges over a ticker, whose channel nobody closes. */
  loop: NodeId;
}

/** The goroutines that a file starts and that loop for ever. */
export function* foreverIn(types: Types, file: SourceFile, part: NodeId): Iterable<Forever> {
  for (const go of goStatements(types, file, file.nodesOf(K.go_statement, part))) {
    if (!go.callee || file.tree.isBroken(go.fn)) continue;
    const found = foreverOf(types, go.callee, 0);
    if (found) yield { go, ...found };
  }
}

function foreverOf(types: Types, body: Callee, depth: number): { body: Callee; loop: NodeId } | undefined {
  const { file, node } = body;
  const { tree } = file;
  const list = tree.firstChild[tree.child(node, F.body)];
  let last = list ? tree.children(list).at(-1) : undefined;
  if (last !== undefined && tree.kind[last] === K.labeled_statement)
    last = tree.children(last).find((n) => tree.field[n] !== F.label);
  if (last === undefined || tree.isBroken(node)) return undefined;
  if (tree.kind[last] === K.for_statement) {
    const isForever = isEndless(file, last) || tickerOf(types, file, last) !== 0;
    return isForever && !waysOut(types, file, last).length ? { body, loop: last } : undefined;
  }
  const call = tree.kind[last] === K.expression_statement ? unparen(file, tree.firstChild[last]) : 0;
  const callee = tree.kind[call] === K.call_expression && depth < 2 ? types.callee(file, call) : undefined;
  return callee && callee.node !== node
    ? callee.file.lookAt(callee.node, () => foreverOf(types, callee, depth + 1))
    : undefined;
}

/** The ticker of `for range ticker.C`, or 0. */
export function tickerOf(types: Types, file: SourceFile, loop: NodeId): NodeId {
  const { tree } = file;
  const head = tree.firstChild[loop];
  const over = tree.kind[head] === K.range_clause ? unparen(file, tree.child(head, F.right)) : 0;
  if (tree.kind[over] !== K.selector_expression || tree.text(tree.child(over, F.field)) !== 'C') return 0;
  const operand = tree.child(over, F.operand);
  return isExternal(pointee(types.of(file, operand)), 'time', 'Ticker') ? operand : 0;
}

/** What tells that a goroutine should have ended: what is at hand to end it, or that one more comes each time. */
export type Lifetime =
  /** A context, or a channel that says stop; `name` as it is written where the loop stands. */
  | { kind: 'context' | 'stop'; name: string; isVisible: boolean }
  /** What the goroutine works for can be closed, by a method of that name. */
  | { kind: 'closed'; name: string }
  /** A loop starts it without end. */
  | { kind: 'each' };

const closing = ['Close', 'Stop', 'Shutdown', 'Cancel', 'Terminate', 'Quit', 'Destroy'];
const stopName =
  /^(?:done|stop|quit|exit|clos|cancel|shut|die|dying|term|halt)|(?:Done|Stop|Quit|Exit|Closed|Closing)$/i;

/** Why a goroutine that loops for ever is a mistake; `undefined` where it may be meant to run as long as the program. */
export function lifetimeOf(types: Types, { go, body, loop }: Forever): Lifetime | undefined {
  const { file, node } = go;
  const { tree } = file;
  if (file.uri.endsWith('_test.go') || isOnce(file, node)) return undefined;
  const owner = outermost(file, node);
  const name = tree.kind[owner] === K.function_declaration ? tree.text(tree.child(owner, F.name)) : '';
  if (!owner || name === 'main' || name === 'init' || isHandedToOnce(types, file, owner)) return undefined;
  const isInside = body.file === file && tree.within(body.node, owner);
  for (let fn = isInside ? body.node : go.fn; fn; fn = functionOf(file, fn)) {
    for (const parameter of parametersOf(file, tree.child(fn, F.parameters))) {
      if (!parameter.name) continue;
      const kind = signal(types, types.of(file, parameter.name), tree.text(parameter.name));
      if (kind) return { kind, name: tree.text(parameter.name), isVisible: isInside };
    }
  }
  const stop = stopField(types, body) ?? stopField(types, { file, node: owner, decl: null, receiver: 0 });
  if (stop) return { ...stop, isVisible: isInside || body.file === file };
  const closed = closedBy(types, file, owner, body);
  if (closed) return { kind: 'closed', name: closed };
  const around = tree.ancestor(node, K.for_statement);
  if (around > go.fn && isEndless(file, around) && loop !== around) return { kind: 'each' };
  return undefined;
}

/** The declaration around a node; 0 at package level. */
function outermost({ tree }: SourceFile, node: NodeId): NodeId {
  return tree.ancestor(node, K.function_declaration, K.method_declaration);
}

/** Whether a node stands in a function that is handed to a `sync.Once`. */
function isOnce({ tree }: SourceFile, node: NodeId): boolean {
  for (let n = tree.ancestor(node, K.call_expression); n; n = tree.ancestor(n, K.call_expression))
    if (/\.(?:Do|OnceFunc|OnceValues?)$/.test(tree.text(tree.child(n, F.function)))) return true;
  return false;
}

/** Whether a function itself is handed to a `sync.Once`: `once.Do(s.start)`. */
function isHandedToOnce(types: Types, file: SourceFile, owner: NodeId): boolean {
  const name = file.tree.text(file.tree.child(owner, F.name));
  return types.pkg.files.some((other) =>
    other.mentions(name).some((use) => {
      const { tree } = other;
      const value = tree.field[use] === F.field ? tree.parent[use] : use;
      return tree.kind[tree.parent[value]] === K.argument_list && isOnce(other, value);
    }),
  );
}

/** What a variable of a type and name says. */
function signal(types: Types, type: Type, name: string): 'context' | 'stop' | undefined {
  if (isExternal(type, 'context', 'Context')) return 'context';
  const under = types.underlying(type);
  if (under.kind !== 'channel' || under.direction === 'send' || !stopName.test(name)) return undefined;
  const element = types.underlying(under.element);
  const isEmpty = element.kind === 'struct' && !types.fields(element.file, element.node).length;
  if (/start|ready|init|sync/i.test(name)) return undefined; // it says begin
  return isEmpty || (element.kind === 'basic' && element.name === 'bool') ? 'stop' : undefined;
}

/** A context or stop channel among the fields of a method's receiver. */
function stopField(
  types: Types,
  { file, node }: Callee,
): { kind: 'context' | 'stop'; name: string } | undefined {
  const { tree } = file;
  let fn = node;
  while (tree.kind[fn] === K.func_literal) fn = functionOf(file, fn);
  const [receiver] = parametersOf(file, tree.child(fn, F.receiver));
  const struct = receiver?.name ? types.underlying(pointee(types.of(file, receiver.name))) : undefined;
  if (struct?.kind !== 'struct') return undefined;
  for (const field of types.fields(struct.file, struct.node)) {
    const kind = field.embedded ? undefined : signal(types, field.type, field.name);
    if (kind) return { kind, name: `${tree.text(receiver.name)}.${field.name}` };
  }
  return undefined;
}

/** The method that closes what the goroutine works for: the receiver of its function, or of the one that starts it. */
function closedBy(types: Types, file: SourceFile, owner: NodeId, body: Callee): string | undefined {
  const { tree } = file;
  const own = parametersOf(body.file, body.file.tree.child(body.node, F.receiver))[0];
  const [starter] = parametersOf(file, tree.child(owner, F.receiver));
  const isUsed = (name: NodeId) =>
    body.file === file && file.uses(name).some((use) => tree.within(use, body.node));
  const receivers: [SourceFile, NodeId][] = [];
  if (own?.name) receivers.push([body.file, own.name]);
  if (starter?.name && isUsed(starter.name)) receivers.push([file, starter.name]);
  for (const [where, name] of receivers) {
    const type = pointee(types.of(where, name));
    const method = closing.find((m) => types.method(type, m) !== undefined);
    if (method) return method;
  }
  return undefined;
}
