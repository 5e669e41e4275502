import 'mocha/mocha.js';
import * as vscode from 'vscode';
import { defineDumps } from './dumps.ts';
import { defineFindings } from './findings.ts';
import { runTests } from './harness/runTests.ts';
import { defineHeat } from './heat.ts';
import { defineSchedule } from './schedule.ts';
import { defineViewer } from './viewer.ts';

/** The suite of VS Code for the Web: no Node, the files in memory. Posts the outcomes to the server of the page. */
export async function run(): Promise<void> {
  const { extensionUri } = vscode.extensions.getExtension('unpark-test.memory-files')!;
  const at = (path: string) => extensionUri.with({ path }).toString();
  // Mocha's browser build leaves its class in the global object.
  const outcomes = await runTests((globalThis as unknown as { Mocha: typeof Mocha }).Mocha, () => {
    defineFindings();
    defineSchedule();
    defineViewer();
    defineDumps();
    defineHeat(async () => (await fetch(at('/behind-lines'))).text());
  });
  await fetch(at('/results'), { method: 'POST', body: JSON.stringify(outcomes) });
}
