import type { Operation, Procedure } from './program.ts';

const known = new WeakMap<Procedure, readonly number[]>();

/** The procedures that a procedure names. */
export function namedBy(procedure: Procedure): readonly number[] {
  const names = known.get(procedure) ?? [...new Set(procedure.operations.flatMap(named))];
  known.set(procedure, names);
  return names;
}

/** The procedures that may come to some of these, themselves among them. */
export function reaching(procedures: readonly Procedure[], targets: Iterable<number>): Set<number> {
  const users: number[][] = procedures.map(() => []);
  procedures.forEach((procedure, index) => {
    for (const other of namedBy(procedure)) users[other].push(index);
  });
  const found = new Set(targets);
  for (const index of found) for (const user of users[index]) found.add(user);
  return found;
}

function named(operation: Operation): number[] {
  if (operation.do === 'makeClosure') return [operation.procedure];
  if (!('callee' in operation)) return [];
  const { callee } = operation;
  if (callee.kind === 'procedure') return [callee.procedure];
  return callee.kind === 'method' ? [...callee.procedures.values()] : [];
}
