import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type ErrGroup, runBy } from '../skeleton/errGroups.ts';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import type { MethodCall } from '../skeleton/trail.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { indented, ownsLines } from './edits.ts';
import { returnOf, returnsError } from './results.ts';
import { type FileRule, type RuleContext, type RuleMeta, related, replace } from './rule.ts';

const meta: RuleMeta = {
  id: 'errgroup-limit-deadlock',
  title: 'A function of an errgroup with a limit starts others with Go',
  severity: 'warning',
};

/** Functions that a group's function calls are looked into so far. */
const maxDepth = 4;

/**
 * `Go` on a group by the functions that the group runs, under `SetLimit`: `Go` blocks while all slots are taken, and
 * those who hold them wait in `Go` themselves. Silent where there are fewer of those than slots: one producer is right.
 */
export const errGroupLimitDeadlock: FileRule = {
  meta,
  *checkFile(context: RuleContext, here: SourceFile) {
    const { types } = context;
    for (const group of context.errGroupsIn(here)) {
      const limits = group.trail.calls.filter((c) => c.method === 'SetLimit');
      const slots = Math.max(...limits.map(slotsOf));
      if (!limits.length || slots < 1 || limits.some((limit) => slotsOf(limit) < 0)) continue;
      const inner = new Map(group.starts.map((start) => [start, startedBy(types, group, start)]));
      const holders = group.starts.filter((start) => inner.get(start)!.length);
      const isFull = (start: MethodCall) =>
        holders.length >= slots || repeats(start) >= slots || isReached(inner, inner.get(start)!, start);
      const seen = new Set<NodeId>();
      for (const holder of holders.filter(isFull)) {
        for (const start of inner.get(holder)!) {
          const { file, operand, call } = start;
          if (seen.has(call)) continue;
          seen.add(call);
          const { tree } = file;
          const name = tree.text(operand);
          yield {
            file,
            start: tree.start[operand],
            end: tree.end[tree.child(call, F.function)],
            message: l10n.t(
              'This {0}.Go blocks for ever once the functions that hold all slots of {0} are in it: each waits for a slot that only another one could give back.',
              name,
            ),
            related: [
              related(limits[0].file, limits[0].call, l10n.t('the group is limited here')),
              related(holder.file, holder.call, l10n.t('the function around it takes a slot here')),
            ],
            fixes: fixes(types, start),
          };
        }
      }
    }
  },
};

/** Runs the function on the spot where no slot is free. */
function fixes(types: Types, { file, operand, call, fn }: MethodCall): Fix[] {
  const { tree } = file;
  const statement = tree.parent[call];
  const [given] = tree.children(tree.child(call, F.arguments));
  const leave = returnsError(types, file, fn) ? returnOf(types, file, fn, 'err') : undefined;
  if (tree.kind[statement] !== K.expression_statement || !given || !leave || !ownsLines(file, statement))
    return [];
  const isLiteral = tree.kind[given] === K.func_literal;
  const name = isLiteral ? 'run' : tree.text(given);
  const tail = indented(file, statement, [
    `!${tree.text(operand)}.TryGo(${name}) {`,
    `\tif err := ${name}(); err != nil {`,
    `\t\t${leave}`,
    '\t}',
    '}',
  ]);
  const { start, end } = tree;
  const edits = isLiteral
    ? [
        replace(file, start[call], start[given], `if ${name} := `),
        replace(file, end[given], end[call], `; ${tail}`),
      ]
    : [replace(file, start[call], end[call], `if ${tail}`)];
  const title = l10n.t('Run it here where no slot is free: "{0}.TryGo"', tree.text(operand));
  return [{ title, preferred: false, edits }];
}

/** How many functions may run at a time: without end where that is not a constant, negative for no limit. */
function slotsOf({ file, call }: MethodCall): number {
  const text = file.tree.text(file.tree.firstChild[file.tree.child(call, F.arguments)]);
  return /^-?\s*\d+$/.test(text) ? Number(text.replace(/\s/g, '')) : Number.POSITIVE_INFINITY;
}

/** The calls of Go on the group that the function of a start makes itself, calls into the package followed. */
function startedBy(types: Types, group: ErrGroup, outer: MethodCall): MethodCall[] {
  const run = runBy(types, outer);
  const found: MethodCall[] = [];
  const seen = new Set<string>();
  const visit = (callee: Callee, depth: number): void => {
    const key = `${callee.file.uri}#${callee.node}`;
    if (seen.has(key) || depth > maxDepth) return;
    seen.add(key);
    const { tree } = callee.file;
    for (const start of group.starts) {
      const isOwn = start.file === callee.file && runsIn(start.file, start.call, callee.node);
      if (isOwn && start.method === 'Go') found.push(start);
    }
    for (let n = callee.node; n <= tree.last(callee.node); n++) {
      if (tree.kind[n] !== K.call_expression || tree.kind[tree.parent[n]] === K.go_statement) continue;
      if (!runsIn(callee.file, n, callee.node)) continue;
      const next = types.callee(callee.file, n);
      // A literal knows the group by its name, a function has to be handed it.
      if (next && (!next.decl || handsOver(group, callee.file, n))) visit(next, depth + 1);
    }
  };
  if (run) visit(run, 0);
  return found;
}

function handsOver({ trail }: ErrGroup, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  return tree.children(tree.child(call, F.arguments)).some((argument) => {
    let node = unparen(file, argument);
    if (tree.kind[node] === K.unary_expression) node = tree.child(node, F.operand);
    return tree.kind[node] === K.identifier && trail.isName(file, node);
  });
}

/** Whether a node runs on the goroutine of a function: in it, or in literals that are called on the spot. */
function runsIn(file: SourceFile, node: NodeId, fn: NodeId): boolean {
  if (!file.tree.within(node, fn)) return false;
  let inner = functionOf(file, node);
  while (inner !== fn && file.tree.kind[inner] === K.func_literal && roleOf(file, inner) === 'inline')
    inner = functionOf(file, inner);
  return inner === fn;
}

/** Whether the functions of some starts start `target` again, one by way of the other. */
function isReached(inner: Map<MethodCall, MethodCall[]>, from: MethodCall[], target: MethodCall): boolean {
  const seen = new Set<MethodCall>();
  const queue = [...from];
  for (let start = queue.pop(); start; start = queue.pop()) {
    if (start === target) return true;
    if (seen.has(start)) continue;
    seen.add(start);
    queue.push(...(inner.get(start) ?? []));
  }
  return false;
}

/** How often the loops around a call run it, as far as that is known; without end where it is not. */
function repeats({ file, call, fn }: MethodCall): number {
  const { tree } = file;
  let times = 1;
  for (let n = tree.ancestor(call, K.for_statement); n > fn; n = tree.ancestor(n, K.for_statement)) {
    if (functionOf(file, n) === fn) times *= turns(file, n);
  }
  return times;
}

function turns({ tree }: SourceFile, loop: NodeId): number {
  const head = tree.firstChild[loop];
  const bound =
    tree.kind[head] === K.range_clause
      ? tree.child(head, F.right)
      : tree.child(tree.child(head, F.condition), F.right);
  if (tree.kind[bound] === K.composite_literal) return tree.children(tree.child(bound, F.body)).length;
  return tree.kind[bound] === K.int_literal ? Number(tree.text(bound)) : Number.POSITIVE_INFINITY;
}
