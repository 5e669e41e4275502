import type { LeakGroup } from '#profile';

/** A group for tests: one goroutine of `main.collect` that waits in a send, but for `parts`. */
export const group = (parts: Partial<LeakGroup> = {}): LeakGroup => ({
  count: 1,
  state: 'chan send',
  waitMinutes: null,
  stack: [
    { function: 'sync.(*WaitGroup).Wait', file: '/go/src/sync/waitgroup.go', line: 9 },
    { function: 'main.collect', file: 'C:\\app\\main.go', line: 41 },
  ],
  runtimeFrames: [],
  createdBy: { function: 'main.run', file: '/app/run.go', line: 7 },
  suspicion: 0.5,
  reason: '',
  confidence: 'low',
  reasons: [],
  ids: [],
  ...parts,
});
