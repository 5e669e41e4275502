import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock, signals } from '../skeleton/blocking.ts';
import { countOf } from '../skeleton/counted.ts';
import type { GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Effects, Groups } from '../skeleton/groups.ts';
import { type Place, place as placeAt, placeOf } from '../skeleton/place.ts';
import { everyCall, ownerOf } from '../skeleton/reach.ts';
import { firstRisk } from '../skeleton/risk.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { moveBefore, moveOutOfLine, ownsLines, startsLine, statementsOf } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';
import { isSteadyArgument } from './steady.ts';

const meta: RuleMeta = {
  id: 'waitgroup-add-in-goroutine',
  title: 'Add runs inside the goroutine that it counts',
  severity: 'warning',
};

/**
 * `Add` inside a goroutine that holds no count of its own, while a `Wait` may already run with the counter at zero.
 * That a goroutine's body has an `Add` is not enough: one that is itself counted may add for others
 * (golang/go#18022), and a signal may tell the waiting side that the `Add` has happened.
 */
export const waitGroupAddInGoroutine: PartRule = {
  meta,
  *checkPart(context, here, part) {
    const { groups, types } = context;
    const byGo = groups.callsIn(here, part).filter((c) => c.method === 'Go');
    for (const go of [...groups.goStatementsIn(here, part), ...byGo.map((c) => groups.startOf(c))]) {
      const { callee } = go;
      if (!callee || callee.file.tree.isBroken(callee.node) || go.file.tree.isBroken(go.fn)) continue;
      for (const add of groups.callsIn(callee.file, callee.node)) {
        if (add.method !== 'Add' || add.fn !== callee.node || add.deferred) continue;
        const target = add.place && placeOutside(types, go, add.place);
        // What wg.Go runs holds a count of wg.
        if (!target || groups.at(go.file, go.call)?.place?.key === target.key) continue;
        const own = groups.effectsOf(go, target);
        if (own.escapes || holdsCount(own) || countOf(groups, go)?.add.place?.key === target.key) continue;
        const wait = unorderedWait(context, go, add, target);
        if (!wait) continue;
        const group = add.file.tree.text(add.operand);
        yield {
          file: add.file,
          ...span(add.file, add.file.tree.child(add.call, F.function)),
          message: l10n.t(
            '{0}.Wait() may return before this goroutine has run {0}.Add: nothing counts the goroutine until it starts.',
            group,
          ),
          related: [
            related(go.file, go.node, l10n.t('the goroutine is started here')),
            ...(wait === 'caller'
              ? []
              : [related(wait.file, wait.call, l10n.t('this Wait does not wait for it'))]),
          ],
          fixes: fixes(types, go, add),
        };
      }
    }
  },
};

/** The group by the name that the function around the `go` statement has for it; `undefined` for one made inside. */
function placeOutside(types: Types, go: GoStatement, inner: Place): Place | undefined {
  const callee = go.callee!;
  const { tree } = callee.file;
  if (inner.file !== callee.file || !tree.within(inner.root, callee.node)) return inner;
  const given = go.file.tree.children(go.file.tree.child(go.call, F.arguments));
  const parameters = parametersOf(callee.file, tree.child(callee.node, F.parameters));
  const index = parameters.findIndex((p) => p.name === inner.root && !p.variadic);
  const isReceiver = callee.decl?.receiver?.name === inner.root;
  const argument = isReceiver ? callee.receiver : given[index];
  const outer = argument ? placeOf(types, go.file, argument) : undefined;
  return outer && placeAt(outer.file, outer.root, [...outer.path, ...inner.path]);
}

/** Whether the goroutine gives up more counts than it takes: then it, or who started it, holds one meanwhile. */
function holdsCount(own: Effects): boolean {
  const calls = everyCall(own);
  const dones = calls.filter((c) => c.method === 'Done').length;
  const adds = calls.filter((c) => c.method === 'Add').length;
  return dones === 0 || dones > adds;
}

/** A `Wait` that may run before the `Add`; `caller` where it must be the caller's; `undefined` where none is known. */
function unorderedWait(
  { groups }: RuleContext,
  go: GoStatement,
  add: GroupCall,
  target: Place,
): GroupCall | 'caller' | undefined {
  const { file, root } = target;
  const { tree } = file;
  const owner = ownerOf(target);
  if (owner && file === go.file) {
    const all = groups.effects(file, owner, target);
    // Who else calls Done, or sees the group, may hold a count for this goroutine.
    const ownBody = ({ file: at, call }: GroupCall) =>
      at === go.callee!.file && at.tree.within(call, go.callee!.node);
    const others = [...all.own, ...all.handed].filter((c) => !ownBody(c));
    const mayCount = (c: GroupCall) => c.method === 'Done' || (c.method === 'Add' && c.fn !== go.fn);
    if (others.some(mayCount) || all.escapes) return undefined;
    const siblings = all.spawned.filter((s) => s.go !== go);
    const counted = everyCall(all)
      .filter((c) => c.method === 'Go')
      .map((c) => groups.startOf(c));
    for (const s of siblings) if (countOf(groups, s.go)?.add.place?.key === target.key) counted.push(s.go);
    if (counted.some((sibling) => mayWait(groups, sibling))) return undefined;
    // A deferred Wait runs when its function ends.
    const waits = all.own
      .filter((c) => c.method === 'Wait')
      .map((c) => ({ wait: c, at: c.deferred && c.fn === go.fn ? tree.last(go.fn) + 1 : c.call }));
    for (const s of siblings) {
      if (s.go.file !== file || s.go.fn !== go.fn) continue;
      for (const c of s.calls) if (c.method === 'Wait') waits.push({ wait: c, at: s.go.node });
    }
    return waits.find(({ wait, at }) => {
      if (wait.file !== file) return false;
      const isAfter = at > go.node || sharesLoop(file, go, at);
      return isAfter && !mayBlockBefore(groups, file, go, at) && !mayBlockInside(groups, go, wait);
    })?.wait;
  }
  // Elsewhere the Wait is another function's: only what certainly is the goroutine's first act is told.
  const [first] = statementsOf(add.file, add.fn);
  if (
    !first ||
    !add.file.tree.within(add.call, first) ||
    add.file.tree.kind[first] !== K.expression_statement
  )
    return undefined;
  const around = groups.callsIn(go.file, go.fn).filter((c) => c.fn === go.fn && c.place?.key === target.key);
  if (around.some((c) => c.method === 'Done' || c.method === 'Add')) return undefined;
  // Somebody may wait for what the goroutine says, or for what comes after its start.
  const end = go.file.tree.last(go.fn) + 1;
  if (signals(add.file, add.fn)) return undefined;
  const visible = around.find((c) => c.method === 'Wait');
  if (visible)
    return visible.call > go.node && !mayBlockBefore(groups, go.file, go, visible.call) ? visible : undefined;
  if (mayBlockBefore(groups, go.file, go, end)) return undefined;
  if (!add.shared) return tree.kind[tree.parent[root]] === K.parameter_declaration ? 'caller' : undefined;
  return groups.sharing(add.shared).find((c) => c.method === 'Wait');
}

function sharesLoop(file: SourceFile, go: GoStatement, at: NodeId): boolean {
  const loop = file.tree.ancestor(go.node, K.for_statement);
  return loop !== 0 && file.tree.within(at, loop);
}

/** Whether something between the `go` statement and `until`, in the function around it, may wait for a signal. */
function mayBlockBefore({ types }: Groups, file: SourceFile, go: GoStatement, until: NodeId): boolean {
  const { tree } = file;
  const from = tree.last(go.node) + 1;
  if (until >= from) return mayBlock(types, file, go.fn, from, until);
  // In the loop's next turn.
  const loop = tree.ancestor(go.node, K.for_statement);
  return mayBlock(types, file, go.fn, from, tree.last(loop) + 1) || mayBlock(types, file, go.fn, loop, until);
}

/** Whether a goroutine may wait for another. */
const mayWait = ({ types }: Groups, { callee }: GoStatement): boolean =>
  !callee ||
  mayBlock(types, callee.file, callee.node, callee.node + 1, callee.file.tree.last(callee.node) + 1);

/** Whether another function than that of the `go` statement may wait for a signal before its `Wait`. */
const mayBlockInside = ({ types }: Groups, go: GoStatement, { file, fn, call }: GroupCall): boolean =>
  fn !== go.fn && mayBlock(types, file, fn, file.tree.child(fn, F.body), call);

/** Moves the whole line before the `go` statement, where the line runs always and means the same there. */
function fixes(types: Types, go: GoStatement, add: GroupCall): Fix[] {
  const { file } = go;
  const { tree } = file;
  const statement = tree.parent[add.call];
  const callee = go.callee!;
  if (add.file !== file || callee.decl || !tree.within(callee.node, go.node)) return [];
  const statements = statementsOf(file, callee.node);
  const index = statements.indexOf(statement);
  if (index < 0 || !startsLine(file, go.node)) return [];
  const next = statements[index + 1];
  if (!ownsLines(file, statement) && !next) return [];
  if (tree.kind[tree.parent[go.node]] !== K.statement_list) return [];
  // Nothing before it may leave or wait, and nothing in it may be the goroutine's own, or another value by then.
  for (let n = statements[0]; n < statement; n++) {
    const kind = tree.kind[n];
    if (kind === K.return_statement || kind === K.goto_statement || kind === K.for_statement) return [];
  }
  const body = tree.child(callee.node, F.body);
  if (mayBlock(types, file, callee.node, body, statement)) return [];
  if (firstRisk(types, file, callee.node, statement)) return [];
  for (let n = statement; n <= tree.last(statement); n++) {
    const definition = tree.kind[n] === K.identifier ? file.definition(n) : 0;
    if (definition && tree.within(definition, callee.node)) return [];
  }
  if (!isSteadyArgument(types, add, body, statement)) return [];
  const edits = ownsLines(file, statement)
    ? moveBefore(file, go.node, statement)
    : moveOutOfLine(file, go.node, statement, next);
  if (!edits.length) return [];
  return [
    {
      title: l10n.t('Move "{0}" before the go statement', tree.text(statement)),
      preferred: true,
      edits,
    },
  ];
}
