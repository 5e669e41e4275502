import type { Problem } from '../model/program.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Explored, Scope } from './explored.ts';

/** What a rule tells: one thing that goes wrong, with all that it drags along. */
export interface Story {
  rule: string;
  scope: Scope;
  problem: Problem;
}

/** The stories that begin in a file. */
export function stories(explored: Explored, file: SourceFile): Story[] {
  const found: Story[] = [];
  for (const scope of explored.in(file)) {
    for (const problem of scope.problems) {
      if (problem.kind === 'stuck' && problem.madeAt < 0) continue;
      found.push({ rule: problem.kind, scope, problem });
    }
  }
  return found;
}
