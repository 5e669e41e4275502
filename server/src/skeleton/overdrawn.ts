import type { NodeId } from '../syntax/flatTree.ts';
import { F } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Groups } from './groups.ts';
import { callsOnSameGroup } from './reach.ts';

/** A call that takes a counter below zero. */
export interface Overdraft {
  call: GroupCall;
  /** The call before it that counted down. */
  before: GroupCall | undefined;
}

/** Of the groups that a file touches, the first such call on each that only one function ever touches, one statement after the other. */
export function* overdrafts(groups: Groups, here: SourceFile, part: NodeId): Iterable<Overdraft> {
  const seen = new Set<string>();
  for (const done of groups.callsIn(here, part)) {
    if (done.method !== 'Done' || done.shared || !done.place || seen.has(done.place.key)) continue;
    seen.add(done.place.key);
    const { file } = done;
    const { tree } = file;
    const calls = callsOnSameGroup(groups, done)?.toSorted((a, b) => a.call - b.call);
    const list = tree.firstChild[tree.child(done.fn, F.body)];
    const isPlain = (c: GroupCall) =>
      c.file === file && c.fn === done.fn && !c.deferred && tree.parent[tree.parent[c.call]] === list;
    if (!calls?.every(isPlain) || tree.isBroken(done.fn)) continue;
    let counter = 0;
    let before: GroupCall | undefined;
    for (const call of calls) {
      if (call.method === 'Done') {
        counter -= call.count;
        if (counter < 0) {
          yield { call, before };
          break;
        }
        before = call;
      } else if (call.method === 'Add') counter += call.count;
      if (call.method === 'Go' || Number.isNaN(counter)) break;
    }
  }
}
