import type { Frame, Opened } from '../model.ts';
import type { LeakGroup } from './groups.ts';

/** What `unpark profile --format json` prints. Only ever added to. */
export interface LeakReport {
  format: string;
  goroutines: number;
  groups: {
    count: number;
    state: string;
    waitMinutes: { min: number; max: number } | null;
    stack: Frame[];
    createdBy: Frame | null;
    suspicion: number;
    reason: string;
  }[];
}

export function leakReport(opened: Opened, groups: readonly LeakGroup[]): LeakReport {
  const goroutines = opened.snapshot.goroutines.reduce((sum, goroutine) => sum + goroutine.count, 0);
  return reportOf(opened.format, goroutines, groups);
}

/** The report of some groups of a file. @param goroutines how many there are in the file */
export function reportOf(format: string, goroutines: number, groups: readonly LeakGroup[]): LeakReport {
  const plain = ({ function: name, file, line }: Frame): Frame => ({ function: name, file, line });
  return {
    format,
    goroutines,
    groups: groups.map(({ count, state, waitMinutes, stack, createdBy, suspicion, reason }) => ({
      count,
      state,
      waitMinutes,
      stack: stack.map(plain),
      createdBy: createdBy && plain(createdBy),
      suspicion,
      reason,
    })),
  };
}
