import * as l10n from '@vscode/l10n';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { deferFix, type Opened, openedBy, openWays, type Use } from './opened.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'http-body-not-closed',
  title: 'A response’s body is not closed on every way',
  severity: 'warning',
};

/**
 * The response of a request by net/http that stays in its function, and whose body is read or dropped there without
 * being closed. Silent where the response or its body goes anywhere else.
 */
export const httpBodyNotClosed: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return; // errors are asked for there, and servers end with their test
    for (const call of file.nodesOf(K.call_expression, part)) {
      if (!sendsRequest(types, file, call)) continue;
      const opened = openedBy(file, call);
      if (!opened || mayBeHead(opened)) continue;
      const ways = openWays(types, opened, (use) => useOf(file, use));
      if (!ways.length) continue;
      const text = opened.variable ? `${tree.text(opened.variable)}.Body.Close()` : '';
      const notes =
        ways === 'never'
          ? []
          : ways.map((way) => related(file, way, l10n.t('it is still open where this is reached')));
      yield {
        file,
        ...span(file, call),
        message:
          ways === 'never'
            ? l10n.t(
                'The response’s body is never closed: its connection, and the two goroutines that serve it, may stay for ever.',
              )
            : l10n.t(
                'A way out of the function leaves the response’s body open: its connection, and the two goroutines that serve it, may stay for ever.',
              ),
        related: notes.map((note) => ({ ...note, end: Math.min(note.end, lineEnd(file, note.start)) })),
        fixes: text ? deferFix(opened, text, ways === 'never') : [],
      };
    }
  },
};

const lineEnd = (file: SourceFile, start: number): number => {
  const end = file.text.indexOf('\n', start);
  return end < 0 ? file.text.length : end;
};

/** `http.Get`, `client.Do` and kin; a HEAD request's response has no body. */
function sendsRequest(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] !== K.selector_expression) return false;
  const name = tree.text(tree.child(target, F.field));
  if (!/^(?:Get|Post|PostForm|Do)$/.test(name)) return false;
  const operand = tree.child(target, F.operand);
  const path = types.importPath(file, operand);
  if (path) return path === 'net/http' && name !== 'Do';
  return isExternal(pointee(types.of(file, operand)), 'net/http', 'Client');
}

/** Whether the function speaks of HEAD requests or of upgraded connections. */
const mayBeHead = ({ file, fn }: Opened): boolean =>
  /\bMethodHead\b|"HEAD"|\bSwitchingProtocols\b/.test(file.tree.text(fn));

/** Functions that read from what they are given, and leave it open. */
const readers =
  /^(?:io|ioutil|json|xml|bufio|gob|csv|yaml)\.(?:ReadAll|Copy|CopyN|CopyBuffer|ReadFull|NewDecoder|NewReader|NewScanner|LimitReader)$/;

/** Methods of a response that do not close it. */
const asking = /^(?:Cookies|Location|ProtoAtLeast)$/;

function useOf(file: SourceFile, use: NodeId): Use {
  const { tree } = file;
  const selector = tree.parent[use];
  if (tree.kind[selector] !== K.selector_expression || tree.field[use] !== F.operand) return 'escapes';
  const name = tree.text(tree.child(selector, F.field));
  const outer = tree.parent[selector];
  if (name !== 'Body') {
    const isCall = tree.kind[outer] === K.call_expression && tree.field[selector] === F.function;
    return isCall && !asking.test(name) ? 'escapes' : 'keeps';
  }
  if (tree.kind[outer] === K.selector_expression) {
    const method = tree.text(tree.child(outer, F.field));
    return method === 'Close' ? 'closes' : method === 'Read' ? 'keeps' : 'escapes';
  }
  if (tree.kind[outer] === K.argument_list) {
    const reader = tree.text(tree.child(tree.parent[outer], F.function));
    return readers.test(reader) ? 'keeps' : 'escapes';
  }
  // `resp.Body == nil`; anything else may keep it.
  return tree.kind[outer] === K.binary_expression ? 'keeps' : 'escapes';
}
