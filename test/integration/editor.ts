import { defineDumps } from './dumps.ts';
import { defineEvidence } from './evidence.ts';
import { defineFindings } from './findings.ts';
import { runSuite } from './harness/runSuite.ts';
import { defineRestart } from './restart.ts';
import { defineSchedule } from './schedule.ts';
import { defineViewer } from './viewer.ts';

/** The suite of a workspace with Go code: what the extension does in the editor. */
export const run = (): Promise<void> =>
  runSuite(() => {
    defineFindings();
    defineSchedule();
    defineViewer();
    defineDumps();
    defineEvidence();
    defineRestart();
  });
