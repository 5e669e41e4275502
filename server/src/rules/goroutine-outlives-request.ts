import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock } from '../skeleton/blocking.ts';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import { runsIn } from '../skeleton/startedLiterals.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { importOf } from './imports.ts';
import { resultsOf } from './results.ts';
import {
  type Draft,
  type PartRule,
  type RuleContext,
  type RuleMeta,
  related,
  replace,
  span,
} from './rule.ts';
import { telling } from './telling.ts';

const meta: RuleMeta = {
  id: 'goroutine-outlives-request',
  title: 'A handler’s goroutine uses the request or its context after the handler has returned',
  severity: 'warning',
};

/** A function that answers HTTP requests. */
interface Handler {
  file: SourceFile;
  fn: NodeId;
  /** The definitions of its parameters; 0 for one without a name. */
  writer: NodeId;
  request: NodeId;
}

/** What a handler may still call behind a goroutine that it does not wait for: it writes its answer. */
const answering =
  /(?:^|\.)(?:Write\w*|Set|Add|Del|Header|Error|Redirect|NotFound|Fprint\w*|Encode|NewEncoder|JSON|Render\w*|Respond\w*|Marshal\w*|Sprint\w*|String|len|int|string|byte)$|^\[\]byte$/i;

/**
 * A handler starts a goroutine as nearly its last act, only writes its answer and returns; and the goroutine works with
 * what ends there: the request's context, its body, or the writer of the answer.
 */
export const goroutineOutlivesRequest: PartRule = {
  meta,
  *checkPart(context: RuleContext, file: SourceFile, part: NodeId) {
    if (file.uri.endsWith('_test.go') || ![...file.imports.values()].includes('net/http')) return;
    const { tree } = file;
    for (const go of file.nodesOf(K.go_statement, part)) {
      const handler = handlerAround(context.types, file, go);
      if (!handler || tree.isBroken(handler.fn) || !returnsBehind(context.types, handler, go)) continue;
      yield* uses(context, handler, go);
    }
  },
};

function handlerAround(types: Types, file: SourceFile, go: NodeId): Handler | undefined {
  const fn = functionOf(file, go);
  if (!fn) return undefined;
  const parameters = parametersOf(file, file.tree.child(fn, F.parameters));
  const typed = (name: string) =>
    parameters.find((p) => isExternal(pointee(types.denoted(file, p.type)), 'net/http', name));
  const [writer, request] = [typed('ResponseWriter'), typed('Request')];
  // Who calls it by its name goes on when it has returned.
  if (resultsOf(file, fn).length > 1 || isCalled(types, file, fn)) return undefined;
  return writer && request ? { file, fn, writer: writer.name, request: request.name } : undefined;
}

/** Whether the package calls a function by its name, or on the spot. */
function isCalled(types: Types, file: SourceFile, fn: NodeId): boolean {
  if (file.tree.kind[fn] === K.func_literal) return roleOf(file, fn) !== 'handed';
  const name = file.tree.text(file.tree.child(fn, F.name));
  const isCall = ({ tree }: SourceFile, mention: NodeId) => {
    const parent = tree.parent[mention];
    const target = tree.kind[parent] === K.selector_expression ? parent : mention;
    return tree.kind[tree.parent[target]] === K.call_expression && tree.field[target] === F.function;
  };
  return types.pkg.files.some(
    (other) => !other.uri.endsWith('_test.go') && other.mentions(name).some((n) => isCall(other, n)),
  );
}

/** Whether nothing behind the `go` statement, nor around it, takes time: the handler answers, tells and returns. */
function returnsBehind(types: Types, { file, fn }: Handler, go: NodeId): boolean {
  const { tree } = file;
  if (tree.ancestor(go, K.for_statement) > fn) return false;
  const from = tree.last(go) + 1;
  const until = tree.last(tree.child(fn, F.body)) + 1;
  if (mayBlock(types, file, fn, from, until)) return false;
  for (let n = from; n < until; n++) {
    if (tree.kind[n] !== K.call_expression || !runsIn(file, n, fn)) continue;
    const name = tree.text(tree.child(n, F.function)).replace(/\([^)]*\)/g, '');
    if (!answering.test(name) && !telling.test(name)) return false;
  }
  // What is deferred runs at the handler's end, and may wait there.
  return !file
    .nodesOf(K.defer_statement, fn)
    .some((n) => n < go && functionOf(file, n) === fn && waits(file, n));
}

const waits = ({ tree }: SourceFile, statement: NodeId): boolean => /Wait\(|<-/.test(tree.text(statement));

function* uses(context: RuleContext, handler: Handler, go: NodeId): Iterable<Draft> {
  const { file, writer, request } = handler;
  const { tree } = file;
  const isInside = (n: NodeId) => tree.within(n, go);
  const late = (n: NodeId) => tree.ancestor(n, K.func_literal) > go;
  const [ended, ...others] = contextsGiven(context.types, handler, go);
  if (ended && !heeds(file, go)) {
    yield {
      file,
      ...span(file, ended),
      message: l10n.t(
        '{0} is cancelled as soon as the handler returns: what this goroutine does with it is broken off.',
        tree.text(ended),
      ),
      related: [related(file, go, l10n.t('nobody waits for this goroutine'))],
      fixes: fixes(context, file, [ended, ...others]),
    };
  }
  const written = writer ? file.uses(writer).find((n) => isInside(n) && late(n)) : 0;
  if (written) {
    yield {
      file,
      ...span(file, written),
      message: l10n.t(
        'The handler may have returned by then: {0} must not be used any more, and the answer is lost or the program panics.',
        tree.text(written),
      ),
      related: [related(file, go, l10n.t('nobody waits for this goroutine'))],
    };
  }
  const body = request
    ? file
        .uses(request)
        .map((n) => tree.parent[n])
        .find(
          (n) =>
            isInside(n) &&
            late(n) &&
            tree.kind[n] === K.selector_expression &&
            tree.text(tree.child(n, F.field)) === 'Body',
        )
    : 0;
  if (body) {
    yield {
      file,
      ...span(file, body),
      message: l10n.t(
        'The handler may have returned by then: the server has closed {0}, and reading from it fails.',
        tree.text(body),
      ),
      related: [related(file, go, l10n.t('nobody waits for this goroutine'))],
    };
  }
}

/** The arguments by which a goroutine hands the request's context on, other than to what tells of things. */
function contextsGiven(types: Types, { file, request, fn }: Handler, go: NodeId): NodeId[] {
  const { tree } = file;
  const result: NodeId[] = [];
  for (let n = go; n <= tree.last(go); n++) {
    if (tree.kind[tree.parent[n]] !== K.argument_list) continue;
    const call = tree.parent[tree.parent[n]];
    if (tree.kind[call] !== K.call_expression || telling.test(tree.text(tree.child(call, F.function))))
      continue;
    const target = unparen(file, tree.child(call, F.function));
    if (tree.kind[target] === K.func_literal) continue; // a parameter: what is done with it is not followed
    if (isContextOf(file, n, request)) result.push(n);
    const definition = tree.kind[n] === K.identifier ? file.definition(n) : 0;
    if (!definition || tree.within(definition, go) || functionOf(file, definition) !== fn) continue;
    const value = types.onlyValue(file, definition);
    if (value && isContextOf(file, value, request)) result.push(n);
  }
  return result;
}

/** `r.Context()` */
function isContextOf(file: SourceFile, node: NodeId, request: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[node] !== K.call_expression || !request) return false;
  const target = tree.child(node, F.function);
  if (tree.kind[target] !== K.selector_expression || tree.text(tree.child(target, F.field)) !== 'Context')
    return false;
  const operand = tree.child(target, F.operand);
  return tree.kind[operand] === K.identifier && file.definition(operand) === request;
}

/** Whether the goroutine waits for the end of a context: it means to end with the request. */
const heeds = ({ tree }: SourceFile, go: NodeId): boolean => /<-\s*[\w.()]+\.Done\(\)/.test(tree.text(go));

function fixes(context: RuleContext, file: SourceFile, given: readonly NodeId[]): Fix[] {
  const { tree } = file;
  const imported = context.allows(1, 21) ? importOf(file, 'context') : undefined;
  if (!imported) return [];
  const edits = given.flatMap((node) => [
    replace(file, tree.start[node], tree.start[node], `${imported.name}.WithoutCancel(`),
    replace(file, tree.end[node], tree.end[node], ')'),
  ]);
  const title = l10n.t('Keep its values without its end: context.WithoutCancel');
  return [{ title, preferred: true, edits: [...imported.edits, ...edits] }];
}
