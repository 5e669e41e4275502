import type { CreatedBy, Frame } from '../model.ts';

/** Where a goroutine was started, in the code of whoever wanted it. */
export interface Starter extends Frame {
  /** The helper whose `go` statement the runtime names instead: `sync.(*WaitGroup).Go`. */
  via?: string;
}

/** Functions that only start what they are given: who called them says more than they do. */
const helpers = [
  /(?:^|\/)sync\.\(\*WaitGroup\)\.Go$/,
  /(?:^|\/)golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.(?:Go|TryGo|add)$/,
  /(?:^|\/)github\.com\/sourcegraph\/conc\.\(\*WaitGroup\)\.Go$/,
];

const isHelper = (fn: string): boolean => helpers.some((helper) => helper.test(fn));

/** What the compiler appends to the name of the function that a closure stands in. */
const closure = /(?:\.(?:func|gowrap|deferwrap)?\d+|-range\d+)+$/;

/** The function that a closure stands in; the function itself where it is none. */
export const enclosingFunction = (fn: string): string => fn.replace(closure, '');

/**
 * Who started a goroutine. Of one that `sync.(*WaitGroup).Go` or errgroup's `Go` started, the runtime does not tell who
 * called that. But the function that it was given is the next on the stack, and where that is a closure, its name
 * begins with the caller's; its line is where the closure was, not the call's.
 *
 * @param stack innermost first
 * @returns `null` where nothing says it
 */
export function starterOf(stack: readonly Frame[], createdBy: CreatedBy | null): Starter | null {
  const root = stack.at(-1);
  const wrapper = root ? enclosingFunction(root.function) : '';
  const via = createdBy ? createdBy.function : wrapper;
  if (!isHelper(via)) return createdBy && { ...frameOf(createdBy) };
  const given = wrapper === via ? stack.at(-2) : root;
  if (!given) return createdBy && { ...frameOf(createdBy) };
  return { function: enclosingFunction(given.function), file: given.file, line: given.line, via };
}

const frameOf = ({ function: name, file, line }: Frame): Frame => ({ function: name, file, line });
