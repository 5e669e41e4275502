import type { Story } from '../explored/stories.ts';
import { isFunction } from '../lowering/functions.ts';
import type { Place } from '../lowering/sites.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** A goroutine of a story. */
export interface Lane {
  /** The function that it runs, where that is known. */
  fn: Place | undefined;
  /** The statement or call that starts it; `undefined` for the first one. */
  start: Place | undefined;
  /** It stands for what the program does not see: a parent context. */
  isEnvironment: boolean;
  isAlive: boolean;
}

/** The goroutines of a story in the order of their starts, and who does each step of its schedule. */
export interface Lanes {
  lanes: Lane[];
  /** By step: index of the goroutine that does it. */
  actors: number[];
  /** By step: index of the goroutine that it starts, or that receives from it. */
  others: (number | null)[];
  /** The goroutine with a number at the schedule's end. */
  last: (goroutine: number) => number;
}

/** Parts goroutines that had a number one after the other. */
export function lanesOf(types: Types, { scope, problem }: Story, place: (site: number) => Place | undefined) {
  const lanes: Lane[] = [
    {
      fn: { file: scope.file, node: scope.fn },
      start: undefined,
      isEnvironment: scope.isTogether === true,
      isAlive: false,
    },
  ];
  const current = new Map([[0, 0]]);
  const actors: number[] = [];
  const others: (number | null)[] = [];
  for (const step of problem.schedule) {
    actors.push(current.get(step.goroutine) ?? 0);
    const start = step.what === 'spawn' && step.other !== null ? place(step.site) : undefined;
    if (start && step.other !== null) {
      current.set(step.other, lanes.length);
      const run = startedBy(start);
      const isByCaller = isFunction(start.file, start.node);
      lanes.push({
        fn: isByCaller ? start : run ? types.functionIn(start.file, run) : undefined,
        start,
        isEnvironment: !run && !isByCaller,
        isAlive: false,
      });
    }
    others.push(step.other === null ? null : (current.get(step.other) ?? null));
  }
  for (const goroutine of problem.alive) lanes[current.get(goroutine) ?? 0].isAlive = true;
  const last = (goroutine: number) => current.get(goroutine) ?? 0;
  return { lanes, actors, others, last } satisfies Lanes;
}

/** What a `go` statement calls, or what a call such as `wg.Go` or `time.AfterFunc` is given to run; 0 for others. */
export function startedBy({ file, node }: Place): NodeId {
  const { tree } = file;
  if (tree.kind[node] === K.go_statement) {
    const call = unparen(file, tree.firstChild[node]);
    return tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
  }
  if (tree.kind[node] !== K.call_expression || !/^(?:Go|TryGo|AfterFunc)$/.test(calledName(file, node)))
    return 0;
  return tree.children(tree.child(node, F.arguments)).at(-1) ?? 0;
}

/** The last part of the name of what is called. */
export function calledName(file: SourceFile, call: NodeId): string {
  const { tree } = file;
  const fn = unparen(file, tree.child(call, F.function));
  return tree.text(tree.kind[fn] === K.selector_expression ? tree.child(fn, F.field) : fn);
}
