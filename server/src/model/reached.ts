import type { Operation, Procedure, Program } from './program.ts';

const known = new WeakMap<Procedure, readonly number[]>();

/** The procedures that a program may come to. */
export function reachedFrom({ procedures, root }: Pick<Program, 'procedures' | 'root'>): Set<number> {
  const found = new Set([root]);
  for (const index of found) for (const other of namedBy(procedures[index])) found.add(other);
  return found;
}

/** The procedures that a procedure names. */
function namedBy(procedure: Procedure): readonly number[] {
  const names = known.get(procedure) ?? [...new Set(procedure.operations.flatMap(named))];
  known.set(procedure, names);
  return names;
}

function named(operation: Operation): number[] {
  if (operation.do === 'makeClosure') return [operation.procedure];
  if (!('callee' in operation)) return [];
  const { callee } = operation;
  if (callee.kind === 'procedure') return [callee.procedure];
  return callee.kind === 'method' ? [...callee.procedures.values()] : [];
}
