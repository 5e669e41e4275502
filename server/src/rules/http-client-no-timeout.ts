import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'http-client-no-timeout',
  title: 'A request by the default client has no time-out',
  severity: 'hint',
};

/** `http.Get` and kin, and the same of `http.DefaultClient`: they take no context, and their client has no time-out. */
export const httpClientNoTimeout: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return; // a test has a time-out of its own
    for (const call of file.nodesOf(K.call_expression, part)) {
      const client = clientOf(types, file, call);
      if (!client || tree.isBroken(functionOf(file, call))) continue;
      if (isGiven(types)) return;
      const name = tree.text(tree.child(tree.child(call, F.function), F.field));
      yield {
        file,
        ...span(file, tree.child(call, F.function)),
        message: l10n.t(
          'The default client has no time-out: a peer that does not answer holds the goroutine in {0} for ever.',
          name,
        ),
        fixes: fixes(types, file, client),
      };
    }
  },
};

/** What stands for the default client in a request without a context: `http` or `http.DefaultClient`. */
function clientOf(types: Types, file: SourceFile, call: NodeId): NodeId {
  const { tree } = file;
  const target = tree.child(call, F.function);
  if (tree.kind[target] !== K.selector_expression) return 0;
  if (!/^(?:Get|Head|Post|PostForm)$/.test(tree.text(tree.child(target, F.field)))) return 0;
  const operand = tree.child(target, F.operand);
  if (types.importPath(file, operand) === 'net/http') return operand;
  if (tree.kind[operand] !== K.selector_expression) return 0;
  const isDefault = tree.text(tree.child(operand, F.field)) === 'DefaultClient';
  return isDefault && types.importPath(file, tree.child(operand, F.operand)) === 'net/http' ? operand : 0;
}

/** Whether the package gives the default client a time-out or another transport. */
function isGiven(types: Types): boolean {
  return types.pkg.files.some((other) =>
    [...other.mentions('DefaultClient'), ...other.mentions('DefaultTransport')].some((use) => {
      const { tree } = other;
      for (let n = tree.parent[use]; n; n = tree.parent[n]) {
        if (tree.kind[n] === K.expression_list)
          return tree.field[n] === F.left && tree.kind[tree.parent[n]] === K.assignment_statement;
        if (tree.kind[n] !== K.selector_expression && tree.kind[n] !== K.parenthesized_expression)
          return false;
      }
      return false;
    }),
  );
}

/** A client with a time-out in its place, where `time` is imported. */
function fixes(types: Types, file: SourceFile, client: NodeId): Fix[] {
  const { tree } = file;
  const time = [...file.imports].find(([, path]) => path === 'time')?.[0];
  const operand = tree.kind[client] === K.selector_expression ? tree.child(client, F.operand) : client;
  if (!time || types.importPath(file, operand) === undefined) return [];
  const text = `(&${tree.text(operand)}.Client{Timeout: 30 * ${time}.Second})`;
  return [
    {
      title: l10n.t('Use a client with a time-out'),
      preferred: false,
      edits: [replace(file, tree.start[client], tree.end[client], text)],
    },
  ];
}
