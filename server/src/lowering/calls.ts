import type { Callee, Register } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Body } from './body.ts';
import type { Builder } from './builder.ts';
import { builtin } from './builtins.ts';
import { closure, copyOf, value } from './expressions.ts';
import { type Intrinsic, intrinsicOf } from './library.ts';
import { through } from './selectors.ts';

/** What a call runs: a procedure or closure with its arguments, or something that the model knows by itself. */
type Target =
  | { kind: 'callee'; callee: Callee; arguments: Register[] }
  | { kind: 'intrinsic'; intrinsic: Intrinsic; arguments: Register[] };

/** Calls, and gives so many results. */
export function call(body: Body, node: NodeId, count: number): Register[] {
  const { b } = body;
  const built = builtin(body, node, count);
  if (built) return built;
  const target = targetOf(body, node);
  body.at(node);
  if (target.kind === 'intrinsic') {
    const given = target.intrinsic(b, target.arguments, body.unit);
    return Array.from({ length: count }, (_, i) => given[i] ?? b.unknown());
  }
  const results = b.registers(count);
  b.emit({ do: 'call', callee: target.callee, arguments: target.arguments, results });
  return results;
}

/** A `go` or `defer` statement: what it calls is evaluated now. */
export function start(body: Body, statement: NodeId, node: NodeId, how: 'spawn' | 'defer'): void {
  const { b, unit, file } = body;
  const inner = builtinProcedure(body, node);
  const target = inner ?? targetOf(body, node);
  const site = unit.sites.site(file, statement);
  b.site = site;
  const callee: Callee =
    target.kind === 'callee'
      ? target.callee
      : {
          kind: 'procedure',
          procedure: unit.wrapper(unit.sites.site(file, node), target.arguments.length, (own) => {
            target.intrinsic(
              own,
              target.arguments.map((_, i) => i),
              unit,
            );
          }),
        };
  if (how === 'spawn') b.emit({ do: 'spawn', callee, arguments: target.arguments, daemon: false });
  else b.emit({ do: 'defer', callee, arguments: target.arguments });
}

/** `defer close(ch)`, `defer panic(…)` and the like. */
function builtinProcedure(body: Body, node: NodeId): Target | undefined {
  const { tree } = body.file;
  const name =
    tree.kind[tree.child(node, F.function)] === K.identifier ? tree.text(tree.child(node, F.function)) : '';
  const [argument] = tree.children(tree.child(node, F.arguments));
  if (body.file.definition(tree.child(node, F.function)) || body.unit.types.pkg.has(name)) return undefined;
  if (name === 'close' && argument) {
    const intrinsic: Intrinsic = (b, [channel]) => {
      b.emit({ do: 'close', channel });
      return [];
    };
    return { kind: 'intrinsic', intrinsic, arguments: [value(body, argument)] };
  }
  if (name === 'panic') {
    const intrinsic: Intrinsic = (b) => {
      b.emit({ do: 'panic' });
      return [];
    };
    return { kind: 'intrinsic', intrinsic, arguments: [] };
  }
  if (name === 'recover') {
    const intrinsic: Intrinsic = () => [];
    return { kind: 'intrinsic', intrinsic, arguments: [] };
  }
  return undefined;
}

function targetOf(body: Body, node: NodeId): Target {
  const { b, file, unit } = body;
  const { tree } = file;
  const { types } = unit;
  let fn = unparen(file, tree.child(node, F.function));
  if (tree.kind[fn] === K.type_instantiation_expression) fn = tree.firstChild[fn];
  const given = tree.children(tree.child(node, F.arguments));
  const known = intrinsicOf(body, fn);
  if (known) {
    const receiver = known.receiver === undefined ? [] : [known.receiver];
    return {
      kind: 'intrinsic',
      intrinsic: known.intrinsic,
      arguments: [...receiver, ...given.map((argument) => copyOf(body, argument))],
    };
  }
  const own = types.callee(file, node);
  if (own?.decl && unit.sees(own.file, own.node)) {
    const receiver = own.receiver ? [receiverOf(body, own.receiver, fn)] : [];
    const callee: Callee = { kind: 'procedure', procedure: unit.procedure(own.file, own.node) };
    return {
      kind: 'callee',
      callee,
      arguments: [...receiver, ...argumentsFor(body, own.file, own.node, given)],
    };
  }
  if (
    tree.kind[fn] === K.selector_expression &&
    types.importPath(file, tree.child(fn, F.operand)) === undefined
  ) {
    const operand = tree.child(fn, F.operand);
    const type = body.typeOf(operand);
    const name = tree.text(tree.child(fn, F.field));
    if (!types.field(type, name)) return methodTarget(body, operand, name, given);
  }
  const isPackage =
    tree.kind[fn] === K.selector_expression &&
    types.importPath(file, tree.child(fn, F.operand)) !== undefined;
  const register = isPackage ? b.unknown() : value(body, fn);
  const type = types.underlying(body.typeOf(fn));
  const args =
    type.kind === 'function'
      ? argumentsFor(body, type.file, type.node, given)
      : given.map((n) => copyOf(body, n));
  return { kind: 'callee', callee: { kind: 'closure', register }, arguments: args };
}

/** A method that is promoted, or of an interface. */
function methodTarget(body: Body, operand: NodeId, name: string, given: readonly NodeId[]): Target {
  const { unit } = body;
  const { types } = unit;
  const type = body.typeOf(operand);
  const held = value(body, operand);
  const found = types.method(type, name);
  if (found && types.pkg.isOnly(found.decl) && unit.sees(found.decl.file, found.decl.node)) {
    const receiver = through(body, held, type, found.through);
    const callee: Callee = { kind: 'procedure', procedure: unit.procedure(found.decl.file, found.decl.node) };
    return {
      kind: 'callee',
      callee,
      arguments: [receiver, ...argumentsFor(body, found.decl.file, found.decl.node, given)],
    };
  }
  const isInterface = types.underlying(type).kind === 'interface';
  const procedures = isInterface ? unit.methods(name) : new Map<number, number>();
  return {
    kind: 'callee',
    callee: { kind: 'method', procedures },
    arguments: [held, ...given.map((argument) => copyOf(body, argument))],
  };
}

function receiverOf(body: Body, receiver: NodeId, fn: NodeId): Register {
  const type = body.typeOf(receiver);
  const found = body.unit.types.method(type, body.file.tree.text(body.file.tree.child(fn, F.field)));
  return through(body, value(body, receiver), type, found?.through ?? []);
}

/** Arguments as the parameters take them: those that a variadic one takes as a list. */
function argumentsFor(body: Body, file: SourceFile, fn: NodeId, given: readonly NodeId[]): Register[] {
  const { b } = body;
  const { tree } = body.file;
  const parameters = parametersOf(file, file.tree.child(fn, F.parameters));
  const single = given.length === 1 && tree.kind[unparen(body.file, given[0])] === K.call_expression;
  if (single && parameters.length > 1) return call(body, unparen(body.file, given[0]), parameters.length);
  const from = parameters.findIndex((p) => p.variadic);
  if (from < 0) return given.map((argument) => copyOf(body, argument));
  const fixed = given.slice(0, from).map((argument) => copyOf(body, argument));
  const rest = given.slice(from);
  if (rest.length === 1 && tree.kind[rest[0]] === K.variadic_argument)
    return [...fixed, value(body, tree.firstChild[rest[0]])];
  const to = b.register();
  const values = rest.map((argument) => copyOf(body, argument));
  b.emit(values.length ? { do: 'makeList', to, values, isMap: false } : { do: 'nil', to });
  return [...fixed, to];
}

/** A method of the libraries as a value: `wg.Done`, `cancel`, `mu.Unlock`. */
export function boundMethod(body: Body, selector: NodeId): Register | undefined {
  const known = intrinsicOf(body, selector);
  if (!known || known.receiver === undefined) return undefined;
  const { unit, file } = body;
  const procedure = unit.wrapper(unit.sites.site(file, selector), 1, (own: Builder) => {
    own.emit({ do: 'return', values: known.intrinsic(own, [0], unit) });
  });
  return closure(body, procedure, [known.receiver]);
}
