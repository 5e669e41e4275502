import type { Opened } from '../model.ts';
import type { LeakGroup } from './groups.ts';

/** What `unpark profile --format json` prints. Only ever added to. */
export interface LeakReport {
  format: string;
  goroutines: number;
  groups: {
    count: number;
    state: string;
    waitMinutes: { min: number; max: number } | null;
    stack: { function: string; file: string; line: number }[];
    createdBy: { function: string; file: string; line: number } | null;
    suspicion: number;
    reason: string;
  }[];
}

export declare function leakReport(opened: Opened, groups: readonly LeakGroup[]): LeakReport;
