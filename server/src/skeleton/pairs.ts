import { countOf } from './counted.ts';
import type { GoStatement } from './functions.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Groups } from './groups.ts';
import { everyCall } from './reach.ts';
import { isRepeated } from './stead.ts';

/** A goroutine that an `Add` counts and that counts itself down once. */
interface Pair {
  go: GoStatement;
  add: GroupCall;
  done: GroupCall;
}

/** What is left of the calls on a group without those of its goroutines that are counted and count themselves down. */
export interface Unpaired {
  adds: GroupCall[];
  /** A `Done` of a named function, which others may run as well, is among them. */
  dones: GroupCall[];
}

/** @param calls all that may happen to one group */
export function unpaired(groups: Groups, calls: readonly GroupCall[]): Unpaired {
  const pairs = pairsOf(groups, calls);
  const isPairedAdd = (add: GroupCall) => pairs.filter((p) => p.add === add).length === add.count;
  const isPairedDone = (done: GroupCall) => pairs.some((p) => p.done === done && isWithin(p.go, done));
  return {
    adds: calls.filter((c) => c.method === 'Add' && c.count !== 0 && !isPairedAdd(c)),
    dones: calls.filter((c) => c.method === 'Done' && !isPairedDone(c)),
  };
}

function pairsOf(groups: Groups, calls: readonly GroupCall[]): Pair[] {
  const pairs: Pair[] = [];
  // The inner goroutines first: what is left is the outer one's own.
  const files = [...new Set(calls.map((c) => c.file))];
  for (const go of files.flatMap((file) => groups.goStatementsIn(file)).reverse()) {
    const count = countOf(groups, go);
    if (!count?.certain || !count.add.place || !calls.includes(count.add)) continue;
    const effects = groups.effectsOf(go, count.add.place);
    const isOpen = (c: GroupCall) => !pairs.some((p) => p.done === c || p.add === c) || !isWithin(go, c);
    const open = everyCall(effects).filter((c) => (c.method === 'Done' || c.method === 'Add') && isOpen(c));
    const [done] = open;
    if (effects.escapes || open.length !== 1 || done.method !== 'Done' || isRepeated(done)) continue;
    pairs.push({ go, add: count.add, done });
  }
  return pairs;
}

/** Whether a call stands in a `go` statement's own literal. */
const isWithin = (go: GoStatement, { file, call }: GroupCall): boolean =>
  go.file === file && file.tree.within(call, go.node);
