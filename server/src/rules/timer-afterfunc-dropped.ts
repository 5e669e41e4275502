import * as l10n from '@vscode/l10n';
import { functionOf } from '../skeleton/functions.ts';
import { isMain, libraryCalls } from '../skeleton/libraryCalls.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'timer-afterfunc-dropped',
  title: 'The timer of time.AfterFunc is dropped, and its function keeps what it captures for long',
  severity: 'hint',
};

/** `time.AfterFunc` as a statement, for minutes or hours, with a literal that captures what refers to other things. */
export const timerAfterFuncDropped: PartRule = {
  meta,
  *checkPart({ types }: RuleContext, file: SourceFile, part: NodeId) {
    const { tree } = file;
    for (const { name, call } of libraryCalls(file, 'time', part)) {
      if (name !== 'AfterFunc' || !isDropped(file, call)) continue;
      const fn = functionOf(file, call);
      const [duration, literal] = tree.children(tree.child(call, F.arguments));
      if (!fn || isMain(file, fn) || !literal || tree.kind[literal] !== K.func_literal) continue;
      if (!/\btime\.(?:Minute|Hour)\b/.test(tree.text(duration))) continue;
      const captured = capturedReference(types, file, fn, literal);
      if (!captured) continue;
      yield {
        file,
        ...span(file, call),
        message: l10n.t(
          'Nobody can stop this timer: what its function captures, {0} for one, is kept until it fires.',
          tree.text(captured),
        ),
        related: [related(file, captured, l10n.t('captured here'))],
      };
    }
  },
};

/** Whether nobody keeps what a call returns. */
function isDropped({ tree }: SourceFile, call: NodeId): boolean {
  const parent = tree.parent[call];
  if (tree.kind[parent] === K.expression_statement) return true;
  const statement = tree.parent[parent];
  return tree.kind[statement] === K.assignment_statement && tree.text(tree.child(statement, F.left)) === '_';
}

/** The first use in a literal of a variable of the function around that refers to something large, as far as types tell. */
function capturedReference(types: Types, file: SourceFile, fn: NodeId, literal: NodeId): NodeId {
  const { tree } = file;
  for (let n = literal; n <= tree.last(literal); n++) {
    const definition = tree.kind[n] === K.identifier ? file.definition(n) : 0;
    if (!definition || tree.within(definition, literal) || functionOf(file, definition) !== fn) continue;
    if (isReceiver(file, fn, definition)) continue; // it lives on for other reasons, as a rule
    const { kind } = types.underlying(types.of(file, definition));
    if (kind === 'pointer' || kind === 'slice' || kind === 'map' || kind === 'struct') return n;
  }
  return 0;
}

const isReceiver = ({ tree }: SourceFile, fn: NodeId, definition: NodeId): boolean =>
  tree.kind[fn] === K.method_declaration && tree.within(definition, tree.child(fn, F.receiver));
