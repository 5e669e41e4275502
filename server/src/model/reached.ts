import type { Operation, Procedure } from './program.ts';

/** The procedures that a procedure names. */
interface Named {
  called: readonly number[];
  /** As closures. */
  held: readonly number[];
}

const known = new WeakMap<Procedure, Named>();

export function namedBy(procedure: Procedure): Named {
  const result = known.get(procedure) ?? find(procedure);
  known.set(procedure, result);
  return result;
}

function find({ operations }: Procedure): Named {
  const held = operations.flatMap((operation) =>
    operation.do === 'makeClosure' ? [operation.procedure] : [],
  );
  return { called: [...new Set(operations.flatMap(calledBy))], held };
}

function calledBy(operation: Operation): number[] {
  if (!('callee' in operation)) return [];
  const { callee } = operation;
  if (callee.kind === 'procedure') return [callee.procedure];
  return callee.kind === 'method' ? [...callee.procedures.values()] : [];
}
