import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { exitsAfter, type Start } from '../skeleton/exits.ts';
import { functionOf, placesInCallee } from '../skeleton/functions.ts';
import { heldFrom } from '../skeleton/held.ts';
import type { Place } from '../skeleton/place.ts';
import type { Semaphores, SlotCall } from '../skeleton/semaphores.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { lossesOf } from './losses.ts';
import { releaseFixes } from './releaseFixes.ts';
import { type FileRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'semaphore-missing-release',
  title: 'A semaphore’s slot is not given back on every way',
  severity: 'warning',
};

/** A stretch of a function in which it holds a slot, and the ways out that don't give it back. */
export interface Leak {
  acquire: SlotCall;
  place: Place;
  file: SourceFile;
  fn: NodeId;
  start: Start;
  /** `return` and `continue` statements. */
  losses: NodeId[];
}

/**
 * A function, or the goroutine that it starts, that gives a semaphore's slot back at its end and leaves before that
 * without. Silent where the slot is kept on purpose: where the function's end doesn't give it back either, or where
 * the early way out is the one that succeeds.
 */
export const semaphoreMissingRelease: FileRule = {
  meta,
  *checkFile({ types, semaphores }: RuleContext, here: SourceFile) {
    const seen = new Set<string>();
    for (const acquire of semaphores.in(here)) {
      if (acquire.method === 'Release' || acquire.file.tree.isBroken(acquire.fn)) continue;
      for (const leak of [ownLeak(types, semaphores, acquire), ...leaksBelow(types, semaphores, acquire)]) {
        if (!leak || seen.has(`${leak.file.uri}#${leak.losses[0]}`)) continue;
        seen.add(`${leak.file.uri}#${leak.losses[0]}`);
        yield {
          file: acquire.file,
          ...span(acquire.file, acquire.node),
          message: l10n.t(
            'A way out of the function keeps the slot of {0} that is taken here: each time there is one less, until this blocks for ever.',
            acquire.file.tree.text(acquire.operand),
          ),
          related: leak.losses.map((loss) =>
            related(leak.file, loss, l10n.t('the slot is lost where this is reached')),
          ),
          fixes: fixes(semaphores, leak),
        };
      }
    }
  },
};

/** The function that takes the slot loses it itself. */
function ownLeak(types: Types, semaphores: Semaphores, acquire: SlotCall): Leak | undefined {
  const { file, fn, place } = acquire;
  const start = fn ? heldFrom(acquire) : undefined;
  return start && leakIn(types, semaphores, { acquire, place, file, fn, start });
}

/** Goroutines that are started with the slot lose it. */
function* leaksBelow(types: Types, semaphores: Semaphores, acquire: SlotCall): Iterable<Leak> {
  const { file, fn, place, node } = acquire;
  const { tree } = file;
  const list = tree.ancestor(node, K.statement_list);
  for (let call = node + 1; fn && call <= tree.last(list); call++) {
    if (tree.kind[call] !== K.call_expression || functionOf(file, call) !== fn) continue;
    const body = goroutineOf(types, file, call);
    const statements = body?.file.tree.firstChild[body.file.tree.child(body.node, F.body)];
    if (!body || !statements) continue;
    const start = { list: statements, first: body.file.tree.firstChild[statements] };
    const isLiteral = body.file === file && tree.kind[body.node] === K.func_literal;
    for (const inner of isLiteral ? [place] : placesInCallee(types, file, call, body, place)) {
      const own = semaphores.on(inner, body.file, body.node);
      // It gives back what it did not take.
      if (own.some((c) => c.method !== 'Release') || !own.some((c) => c.fn === body.node)) continue;
      const leak = leakIn(types, semaphores, {
        acquire,
        place: inner,
        file: body.file,
        fn: body.node,
        start,
      });
      if (leak) yield leak;
    }
  }
}

/** What runs on a goroutine of its own: by `go`, or handed to a method `Go`. */
function goroutineOf(types: Types, file: SourceFile, call: NodeId): Callee | undefined {
  const { tree } = file;
  if (tree.kind[tree.parent[call]] === K.go_statement) return types.callee(file, call);
  const target = tree.child(call, F.function);
  if (tree.kind[target] !== K.selector_expression || tree.text(tree.child(target, F.field)) !== 'Go')
    return undefined;
  const [given, ...others] = tree.children(tree.child(call, F.arguments));
  return given && !others.length && tree.kind[given] === K.func_literal
    ? { file, node: given, decl: null, receiver: 0 }
    : undefined;
}

function leakIn(types: Types, semaphores: Semaphores, held: Omit<Leak, 'losses'>): Leak | undefined {
  const { place, file, fn, start } = held;
  const { tree } = file;
  const returning = semaphores.returningIn(place, file, fn);
  if (!returning.length) return undefined;
  const isDeferred = returning.some((n) => {
    const statement = tree.ancestor(n, K.defer_statement);
    return statement > fn && functionOf(file, statement) === fn && statement < (start.first || start.list);
  });
  const exits = isDeferred ? undefined : exitsAfter(types, file, start, returning);
  const losses = exits ? lossesOf(types, held, exits) : [];
  return losses.length ? { ...held, losses } : undefined;
}

function fixes(semaphores: Semaphores, leak: Leak): Fix[] {
  const { place, file, fn, start, losses, acquire } = leak;
  const calls = semaphores.on(place, file, fn);
  const releases = calls.filter((c) => c.method === 'Release' && c.fn === fn).map((c) => c.node);
  const isOnly =
    calls.every((c) => c === acquire || releases.includes(c.node)) &&
    semaphores.returningIn(place, file, fn).every((n) => releases.includes(n)) &&
    releases.every((n) => n > start.first);
  const [first] = releases;
  const release =
    acquire.fn === fn ? releaseOf(acquire) : first ? file.tree.text(file.tree.parent[first]) : '';
  return releaseFixes({ file, fn, start, losses, releases, release, isOnly });
}

/** The statement that gives back what an operation has taken. */
function releaseOf({ file: { tree }, node, operand, weighted }: SlotCall): string {
  if (!weighted) return `<-${tree.text(operand)}`;
  const count = tree.children(tree.child(node, F.arguments)).at(-1);
  return count ? `${tree.text(operand)}.Release(${tree.text(count)})` : '';
}
